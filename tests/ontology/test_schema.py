"""The ontology holds what the standard says, refuses what cannot be used by file and line, and settles decoded events."""

from pathlib import Path

import pytest

from whimbrel.errors import DataError, UsageError
from whimbrel.ontology.schema import Ontology, document

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "ontology.md"

# type: quad, score, recipient needed, {mode: score} (PLOVER 2.0, with the sign of ACCUSE and the quad of SANCTION as the project reads them)
STANDARD = {
    "AGREE": (1, 2.5, False, {}),
    "CONSULT": (1, 2.5, False, {"visit": 4, "third-party": 1, "multilateral": 4, "phone": 1.5}),
    "SUPPORT": (1, 5, False, {}),
    "CONCEDE": (1, 4.5, False, {}),
    "COOPERATE": (2, 9.5, True, {}),
    "AID": (2, 10, True, {}),
    "RETREAT": (
        2,
        6.5,
        False,
        {"withdraw": 8, "release": 6.5, "disarm": 10, "ceasefire": 7.5, "access": 6.5, "resign": 4.5},
    ),
    "REQUEST": (3, 0, False, {"assist": 0.5, "change": -1, "yield": -1, "meet": 0}),
    "ACCUSE": (3, -3, False, {"disapprove": -2, "investigate": -3.5, "allege": -3.5}),
    "REJECT": (3, -2, False, {"assist": -1.5, "change": -2, "yield": -2, "meet": -2}),
    "THREATEN": (
        3,
        -3.5,
        False,
        {"restrict": -3, "arrest": -3.5, "relations": -3.5, "expel": -3.5, "territory": -4, "violence": -3.5},
    ),
    "SANCTION": (4, -6, True, {"convict": -6, "expel": -5.5, "withdraw": -6, "discontinue": -6}),
    "PROTEST": (
        4,
        -5,
        False,
        {"demo": -5, "riot": -7, "strike": -5, "hunger": -4.5, "boycott": -4.5, "obstruct": -4.5, "vandalize": -4.5},
    ),
    "MOBILIZE": (4, -5.5, False, {"troops": -6.5, "weapons": -6.5, "police": -5.5, "militia": -6}),
    "COERCE": (
        4,
        -7,
        False,
        {
            "seize": -7,
            "restrict": -7,
            "censor": -6.5,
            "curfew": -6.5,
            "martial-law": -7.5,
            "arrest": -7,
            "deport": -7,
            "withhold": -7,
            "misinformation": -6.5,
            "cyber": -7,
        },
    ),
    "ASSAULT": (
        4,
        -9,
        False,
        {
            "abduct": -8.5,
            "beat": -7.5,
            "torture": -8.5,
            "sexual": -8.5,
            "targeted": -9.5,
            "destroy": -8.5,
            "primitive": -8,
            "firearms": -9,
            "explosives": -9,
            "suicide-attack": -9.5,
            "aerial": -9.5,
            "drone": -9.5,
            "heavy-weapons": -9.5,
            "crowd-control": -7.5,
            "unconventional": -10,
        },
    ),
}
CONTEXTS = (
    "military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic legal "
    "reparations human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity inequality diplomatic "
    "territory peacekeeping health asylum migration disasters natural_resource environment technology terrorism cbrn cyber "
    "misinformation crime corruption illegal_drugs trafficking"
)
SECTORS = "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC"


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()


def test_types_stand_in_the_order_of_the_standard(ontology: Ontology) -> None:
    assert [kind.name for kind in ontology.types] == list(STANDARD)


@pytest.mark.parametrize("name", STANDARD)
def test_type_and_modes_have_the_standards_values(ontology: Ontology, name: str) -> None:
    kind = ontology.event(name)
    found = (kind.quad, kind.score, kind.recipient_needed, {mode.name: mode.score for mode in kind.modes})
    assert found == STANDARD[name]
    assert ontology.quad(name) == kind.quad


@pytest.mark.parametrize("name", STANDARD)
def test_every_category_is_defined_and_shown(ontology: Ontology, name: str) -> None:
    kind = ontology.event(name)
    assert kind.definition and kind.examples
    assert all(mode.definition and mode.examples for mode in kind.modes)


def test_contexts_auxiliaries_sectors_codes(ontology: Ontology) -> None:
    assert list(ontology.contexts) == CONTEXTS.split()
    assert list(ontology.auxiliaries) == ["historical", "future", "hypothetical", "negation"]
    assert list(ontology.sectors) == SECTORS.split()
    assert set(ontology.codes) == {"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"}


@pytest.mark.parametrize(
    ("event", "modes", "score"),
    [
        ("ASSAULT", (), -9),
        ("ASSAULT", ("beat",), -7.5),
        ("ASSAULT", ("destroy", "aerial"), -9.5),
        ("REQUEST", ("assist", "change"), -1),
        ("CONSULT", ("third-party",), 1),
        ("CONSULT", ("nonsense",), 2.5),
    ],
)
def test_score(ontology: Ontology, event: str, modes: tuple[str, ...], score: float) -> None:
    assert ontology.score(event, modes) == score


@pytest.mark.parametrize(
    ("event", "modes", "auxiliary", "settled"),
    [
        ("CONSULT", ["visit"], ["future"], ("AGREE", ())),
        ("SUPPORT", [], ["future"], ("AGREE", ())),
        ("COOPERATE", [], ["future", "hypothetical"], ("AGREE", ())),
        ("AID", [], ["future", "negation"], ("AGREE", ())),
        ("RETREAT", ["withdraw"], ["future"], ("CONCEDE", ())),
        ("RETREAT", ["withdraw"], ["hypothetical"], ("RETREAT", ("withdraw",))),
        ("ASSAULT", ["aerial"], ["future"], ("ASSAULT", ("aerial",))),
        ("ASSAULT", ["drone", "aerial", "drone"], [], ("ASSAULT", ("aerial", "drone"))),
        ("AGREE", ["visit"], [], ("AGREE", ())),
    ],
)
def test_settle(ontology: Ontology, event: str, modes: list[str], auxiliary: list[str], settled: tuple[str, ...]) -> None:
    assert ontology.settle(event, modes, auxiliary)[:2] == settled


def test_settle_says_what_it_changed(ontology: Ontology) -> None:
    assert ontology.settle("CONSULT", ["visit"], ["future"])[2] == "a planned CONSULT is coded as AGREE"
    assert ontology.settle("PROTEST", ["demo", "visit"], [])[2] == "PROTEST has no mode visit"
    assert ontology.settle("PROTEST", ["demo"], [])[2] is None


def test_mode_belongs(ontology: Ontology) -> None:
    assert ontology.mode_belongs("RETREAT", "withdraw") and ontology.mode_belongs("SANCTION", "withdraw")
    assert not ontology.mode_belongs("ASSAULT", "withdraw")
    assert not ontology.mode_belongs("NOTHING", "withdraw")


def test_unknown_type_is_refused_with_the_nearest(ontology: Ontology) -> None:
    with pytest.raises(UsageError, match="'ASSAULT'"):
        ontology.event("ASAULT")


def test_reference_page_is_what_the_files_say() -> None:
    assert REFERENCE.read_text("utf-8") == document(), "stale: write what schema.document() gives to docs/reference/ontology.md"


def test_reference_page_names_every_category(ontology: Ontology) -> None:
    page = REFERENCE.read_text("utf-8")
    assert [kind.name for kind in ontology.types if f"### {kind.name}\n" not in page] == []
    names = [mode.name for kind in ontology.types for mode in kind.modes]
    names += [*ontology.contexts, *ontology.auxiliaries, *ontology.sectors, *ontology.codes]
    assert [name for name in names if f"| `{name}` |" not in page] == []


def test_two_loads_are_equal_and_wording_changes_the_digest(ontology: Ontology, tmp_path: Path) -> None:
    assert Ontology.load() == ontology and Ontology.load().digest == ontology.digest
    (tmp_path / "codes.yaml").write_text("UNO: The UN.\n")
    assert Ontology.load(tmp_path).digest != ontology.digest
    assert Ontology.load(tmp_path).version == f"{ontology.version} + {tmp_path.name}"


# -- a user's folder ---------------------------------------------------------------------------------------------------------------

PORTCALL = "name: PORTCALL\nquad: 2\nscore: 6\ndefinition: A warship calls at a port.\nrecipient_needed: true\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_user_adds_a_type(tmp_path: Path) -> None:
    written(tmp_path, "types/port.yaml", PORTCALL)
    ontology = Ontology.load(tmp_path)
    assert ontology.types[-1].name == "PORTCALL" and len(ontology.types) == len(STANDARD) + 1
    assert ontology.event("PORTCALL").recipient_needed and ontology.score("PORTCALL") == 6


def test_user_adds_a_mode_and_changes_a_score_and_the_rest_stays(tmp_path: Path) -> None:
    text = "name: CONSULT\nmodes:\n  port-call: {score: 6, definition: A warship calls.}\n  visit: {score: 3}\n"
    written(tmp_path, "types/mine.yaml", text)
    kind = Ontology.load(tmp_path).event("CONSULT")
    assert [mode.name for mode in kind.modes] == ["visit", "third-party", "multilateral", "phone", "port-call"]
    assert kind.modes[0].score == 3 and kind.modes[0].definition and kind.score == 2.5 and kind.future == "AGREE"


def test_user_adds_a_context(tmp_path: Path) -> None:
    written(tmp_path, "contexts.yaml", "fisheries: Fish and those who catch them.\n")
    assert list(Ontology.load(tmp_path).contexts)[-1] == "fisheries"


@pytest.mark.parametrize(
    ("name", "text", "line", "says"),
    [
        ("types/a.yaml", PORTCALL.replace("score:", "scores:"), 3, "unknown key 'scores', use 'score' instead"),
        ("types/a.yaml", PORTCALL.replace("score: 6\n", ""), 1, "'score' is missing"),
        ("types/a.yaml", PORTCALL.replace("6", "high"), 3, "write a number"),
        ("types/a.yaml", PORTCALL.replace("6", "60"), 3, "out of range"),
        ("types/a.yaml", PORTCALL.replace("quad: 2", "quad: 5"), 2, "unknown value '5'"),
        ("types/a.yaml", PORTCALL.replace("true", "perhaps"), 5, "write true or false"),
        ("types/a.yaml", PORTCALL + "quad: 3\n", 6, "'quad' is given twice (first on line 2)"),
        ("types/a.yaml", PORTCALL + "future: AGRE\n", 6, "use 'AGREE' instead"),
        ("types/a.yaml", PORTCALL + "modes: [one, two]\n", 6, "'modes' is a list"),
        ("types/a.yaml", PORTCALL + "modes:\n  slow:\n    score: 1\n", 8, "'definition' is missing"),
        ("types/a.yaml", PORTCALL + "modes:\n\tslow: 1\n", 7, "a tab is used to indent"),
        ("types/a.yaml", PORTCALL + "modes: [one\n", 7, "not YAML"),
        ("types/a.yaml", "", 1, "the file is empty"),
        ("types/a.yaml", "- one\n", 1, "'file' is a list"),
        ("contexts.yaml", "one: this\ntwo:\n  three: four\n", 3, "'two' is a set of"),
    ],
)
def test_bad_file_is_refused_with_file_and_line(tmp_path: Path, name: str, text: str, line: int, says: str) -> None:
    path = written(tmp_path, name, text)
    with pytest.raises(DataError) as error:
        Ontology.load(tmp_path)
    assert str(error.value).startswith(f"{path} line {line}: ")
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_one_type_in_two_files_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "types/a.yaml", PORTCALL)
    written(tmp_path, "types/b.yaml", PORTCALL)
    with pytest.raises(DataError, match=r"b\.yaml line 1: PORTCALL is described in a.yaml already"):
        Ontology.load(tmp_path)


def test_misspelt_folder_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "type/a.yaml", PORTCALL)
    with pytest.raises(DataError, match="use 'types' instead"):
        Ontology.load(tmp_path)


def test_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        Ontology.load(tmp_path / "nowhere")
