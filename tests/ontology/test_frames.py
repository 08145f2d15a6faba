"""Frames: every category has words, conditions choose between readings, blocks hold, and bad files are refused by file and line."""

import re
import time
from pathlib import Path

import pytest

from whimbrel.errors import DataError
from whimbrel.ontology.frames import Frames
from whimbrel.ontology.schema import Ontology

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-category.md"


@pytest.fixture(scope="module")
def frames() -> Frames:
    return Frames.load()


def test_every_type_and_mode_has_words(frames: Frames) -> None:
    named = {(frame.event, frame.mode) for frame in frames}
    kinds = Ontology.load().types
    assert [(k.name, m.name) for k in kinds for m in k.modes if (k.name, m.name) not in named] == []
    assert {kind.name for kind in kinds} == {frame.event for frame in frames}


def test_there_are_enough_words(frames: Frames) -> None:
    assert sum(1 for _ in frames) >= 900
    assert len({frame.lemma for frame in frames if frame.pos == "verb"}) >= 500


@pytest.mark.parametrize(
    ("lemma", "pos", "event", "mode"),
    [
        ("visit", "verb", "CONSULT", "visit"),
        ("talk", "noun", "CONSULT", None),
        ("summit", "noun", "CONSULT", "multilateral"),
        ("invasion", "noun", "ASSAULT", None),
        ("tariff", "noun", "SANCTION", "discontinue"),
        ("embargo", "noun", "SANCTION", "discontinue"),
        ("bombing", "noun", "ASSAULT", "explosives"),
        ("ceasefire", "noun", "RETREAT", "ceasefire"),
        ("pullout", "noun", "RETREAT", "withdraw"),
        ("coup", "noun", "COERCE", "seize"),
        ("arrest", "noun", "COERCE", "arrest"),
        ("resignation", "noun", "RETREAT", "resign"),
        ("hunger strike", "noun", "PROTEST", "hunger"),
        ("accuse", "verb", "ACCUSE", "allege"),
        ("pardon", "verb", "CONCEDE", None),
        ("donate", "verb", "AID", None),
        ("willing", "adj", "AGREE", None),
    ],
)
def test_default_readings(frames: Frames, lemma: str, pos: str, event: str, mode: str | None) -> None:
    frame = frames.default(lemma, pos)
    assert frame is not None and (frame.event, frame.mode) == (event, mode)


@pytest.mark.parametrize(
    ("lemma", "found", "event", "mode"),
    [
        ("hold", {"object": {"talk"}}, "CONSULT", None),
        ("hold", {"object": {"hostage"}}, "ASSAULT", "abduct"),
        ("hold", {}, "COERCE", "arrest"),
        ("launch", {"object": {"attack"}}, "ASSAULT", None),
        ("pay", {"object": {"visit"}, "prep": {"to"}}, "CONSULT", "visit"),
        ("impose", {"object": {"sanction"}}, "SANCTION", "discontinue"),
        ("stage", {"object": {"protest"}}, "PROTEST", "demo"),
        ("call", {"particle": {"off"}}, "REJECT", "meet"),
        ("step", {"particle": {"down"}}, "RETREAT", "resign"),
        ("urge", {"complement": {"withdraw"}}, "REQUEST", "yield"),
        ("urge", {"complement": {"help"}}, "REQUEST", "assist"),
        ("urge", {}, "REQUEST", "change"),
        ("fire", {"object": {"rocket"}}, "ASSAULT", "heavy-weapons"),
        ("fire", {"object": {"missile"}, "subject": {"jet"}}, "ASSAULT", "aerial"),
        ("fire", {"object_kind": {"person"}}, "SANCTION", "expel"),
        ("fire", {}, "ASSAULT", "firearms"),
    ],
)
def test_first_fitting_frame(frames: Frames, lemma: str, found: dict[str, set[str]], event: str, mode: str | None) -> None:
    frame = next(frame for frame in frames.lookup(lemma, "verb") if frame.fits(found))
    assert (frame.event, frame.mode) == (event, mode)


def test_light_verb_leaves_the_act_to_its_object(frames: Frames) -> None:
    frame = next(frame for frame in frames.lookup("hold", "verb") if frame.fits({"object": {"talk"}}))
    assert frame.carrier == "object" and frame.actor == ("subj", "with")


def test_roles(frames: Frames) -> None:
    assert frames.lookup("call", "verb") != ()
    host = next(frame for frame in frames.lookup("host", "verb") if frame.fits({"object_kind": {"person"}}))
    assert (host.actor, host.recipient) == (("obj",), ("subj",))
    appeal = next(frame for frame in frames.lookup("call", "verb") if frame.fits({"prep": {"on"}}))
    assert (appeal.event, appeal.recipient) == ("REQUEST", ("on",))


def test_words_that_name_no_act(frames: Frames) -> None:
    assert frames.lookup("table", "noun") == ()
    assert frames.lookup("visit", "adj") == ()
    assert frames.lookup("Visit", "verb") == frames.lookup("visit", "verb")


@pytest.mark.parametrize(
    ("written", "known"), [("criticise", "criticize"), ("mobilise", "mobilize"), ("honour", "honor"), ("analyse", "analyze")]
)
def test_british_spellings(frames: Frames, written: str, known: str) -> None:
    assert frames.lookup(written, "verb") == frames.lookup(known, "verb")


def test_hyphens(frames: Frames) -> None:
    assert frames.lookup("air-strike", "noun") == frames.lookup("airstrike", "noun") != ()
    assert frames.lookup("suicide-bombing", "noun") == frames.lookup("suicide bombing", "noun") != ()


def test_readings_name_what_a_planned_act_becomes(frames: Frames) -> None:
    readings = frames.readings("visit", "verb")
    assert set(readings) == {"CONSULT", "AGREE"} and readings["AGREE"] == readings["CONSULT"] > 0.5
    assert frames.readings("table", "noun") == {}


def test_conditions_come_first_then_the_likeliest(frames: Frames) -> None:
    for words in ("fire", "hold", "charge", "withdraw"):
        order = [(-len(frame.needs), -frame.prior) for frame in frames.lookup(words, "verb")]
        assert order == sorted(order)
    assert all(0 <= frame.prior <= 1 for frame in frames)


def test_longest_phrase(frames: Frames) -> None:
    lemmas = ["a", "Suicide", "car", "bombing", "kill", "ten"]
    assert frames.phrase(lemmas, 1) == 3
    assert frames.phrase(lemmas, 0) == 0
    assert frames.phrase(["suicide"], 0) == 0


@pytest.mark.parametrize(
    ("lemma", "near", "sentence", "reason"),
    [
        ("battle", ["for", "title"], [], "sport"),
        ("attack", ["heart"], [], "metaphor"),
        ("rally", ["stock"], [], "market"),
        ("fall", ["share"], [], "market"),
        ("retreat", ["index"], [], "market"),
        ("hit", ["storm", "coast"], [], "weather"),
        ("visit", ["website"], [], "metaphor"),
        ("attack", ["side"], ["goalkeeper"], "sport"),
        ("attack", ["village"], ["rebel", "heart"], None),
        ("rally", ["thousand", "square"], ["stock"], None),
        ("hit", ["missile", "port"], [], None),
        ("Attack", ["Heart"], [], "metaphor"),
    ],
)
def test_blocks(frames: Frames, lemma: str, near: list[str], sentence: list[str], reason: str | None) -> None:
    assert frames.blocked(lemma, near, sentence) == reason


def test_loading_is_fast() -> None:
    """The budget is 120 ms; a slow machine gets three tries and twice the time, of which waiting for others does not count."""
    spent = []
    for _ in range(3):
        begin = time.process_time()
        Frames.load(None, Ontology.load())
        spent.append(time.process_time() - begin)
    assert min(spent) < 0.24


# -- a user's folder ---------------------------------------------------------------------------------------------------------------


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_how_to_works_as_printed(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", HOW_TO.read_text("utf-8"), re.DOTALL)
    assert len(blocks[0].splitlines()) + len(blocks[1].splitlines()) == 10, "the how-to promises ten lines"
    written(tmp_path, "types/PORTCALL.yaml", blocks[0])
    written(tmp_path, "types/COOPERATE.yaml", blocks[2])
    written(tmp_path, "frames/PORTCALL.yaml", blocks[1])
    ontology = Ontology.load(tmp_path)
    mine = Frames.load(tmp_path, ontology)
    assert mine.default("port call", "noun") is not None
    visit = mine.lookup("visit", "verb")
    assert visit[0].event == "PORTCALL" and visit[0].recipient == ("obj",)
    assert next(frame for frame in visit if frame.fits({"subject": {"minister"}})).event == "CONSULT"
    assert ontology.mode_belongs("COOPERATE", "port-call")


def test_users_frame_replaces_the_packages_for_its_word_and_type(tmp_path: Path) -> None:
    written(tmp_path, "frames/mine.yaml", "event: CONSULT\nframes:\n  - verb: visit .9\n    mode: multilateral\n")
    mine = Frames.load(tmp_path)
    assert [(frame.event, frame.mode, frame.prior) for frame in mine.lookup("visit", "verb")] == [("CONSULT", "multilateral", 0.9)]
    assert mine.digest != Frames.load().digest and Frames.load().digest == Frames.load().digest


def test_users_block(tmp_path: Path) -> None:
    written(tmp_path, "blocks.yaml", "- {reason: metaphor, words: storm, with: brain}\n")
    assert Frames.load(tmp_path).blocked("storm", ["brain"]) == "metaphor"


HEAD = "event: CONSULT\nframes:\n"


@pytest.mark.parametrize(
    ("name", "text", "line", "says"),
    [
        ("frames/a.yaml", HEAD + "  - verb: meet\n    moode: visit\n", 4, "unknown key 'moode', use 'mode' instead"),
        ("frames/a.yaml", HEAD + "  - verb: meet\n    mode: drone\n", 4, "'mode' has the unknown value 'drone'"),
        ("frames/a.yaml", "event: AGREE\nframes:\n  - {verb: meet, mode: visit}\n", 3, "AGREE has no modes"),
        ("frames/a.yaml", "event: CONSUL\nframes: []\n", 1, "use 'CONSULT' instead"),
        ("frames/a.yaml", HEAD + "  - mode: visit\n", 3, "the frame has no words"),
        ("frames/a.yaml", HEAD + "  - verb: meet\n    actor: subject\n", 4, "'subject' is no place to look"),
        ("frames/a.yaml", HEAD + "  - verb: meet\n    needs: {objekt: talk}\n", 4, "use 'object' instead"),
        ("frames/a.yaml", HEAD + "  - verb: meet\n    needs: {object_kind: ship}\n", 4, "unknown value 'ship'"),
        ("frames/a.yaml", HEAD + "  - verb: meet\n  - verb: [greet, meet]\n", 4, "'meet' is given twice (first on line 3)"),
        ("frames/a.yaml", HEAD + "  - verb: meet 7\n", 3, "write a share from 0 to 1"),
        ("frames/a.yaml", HEAD + "  - verb: []\n", 3, "'verb' is an empty list"),
        ("frames/a.yaml", HEAD + "  - phrasal: meet\n", 3, "is one word"),
        ("frames/a.yaml", HEAD + "  - verb: meet\n\tmode: visit\n", 4, "a tab is used to indent"),
        ("frames/a.yaml", HEAD + "  verb: meet\n", 3, "write a list there"),
        ("blocks.yaml", "- {reason: sports, words: hit, with: ball}\n", 1, "use 'sport' instead"),
        ("blocks.yaml", "- {reason: sport, words: hit}\n", 1, "the block says no company"),
        ("blocks.yaml", "- {reason: sport, words: hit, with: home run}\n", 1, "more than one word"),
    ],
)
def test_bad_file_is_refused_with_file_and_line(tmp_path: Path, name: str, text: str, line: int, says: str) -> None:
    path = written(tmp_path, name, text)
    with pytest.raises(DataError) as error:
        Frames.load(tmp_path)
    assert str(error.value).startswith(f"{path} line {line}: ")
    assert says in str(error.value)
