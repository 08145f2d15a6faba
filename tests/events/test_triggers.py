"""Triggers: thresholds, modes, the ontology's rules, and reasons for what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.factory import LABELS, Scores, document, syntax
from whimbrel.document import Acts, Document, Tokens
from whimbrel.events.triggers import EventStep, confidence
from whimbrel.ontology.frames import Frames
from whimbrel.ontology.schema import Ontology

TEXT = "Rebels attacked the town . Ministers will visit Oslo ."
ATTACKED, VISIT = 1, 7


@pytest.fixture(scope="module")
def known() -> tuple[Ontology, Frames]:
    """The package's ontology and frames."""
    ontology = Ontology.load()
    return ontology, Frames.load(None, ontology)


def acts(known: tuple[Ontology, Frames], scores: Scores, text: str = TEXT, pos: str = "noun") -> Acts:
    """The acts of TEXT under the given scores."""
    doc: Document = document(text)
    tokens = doc.layer("tokens", Tokens)
    upos = " ".join(["VERB" if pos == "verb" else "NOUN"] * len(tokens))
    layer = syntax(tokens, upos, starts=[5])
    return EventStep(scores, *known).run([doc.with_layer("syntax", layer)])[0]


def test_a_sure_trigger_is_an_act(known: tuple[Ontology, Frames]) -> None:
    """Type, mode and participants come from the scores."""
    scores = Scores(
        LABELS,
        {"event": {(ATTACKED, "ASSAULT"): 6.0}, "mode": {(ATTACKED, "ASSAULT.firearms"): 3.0}},
        {("actor", ATTACKED): [(0, 1)], ("recipient", ATTACKED): [(2, 4)]},
    )
    (act,) = acts(known, scores).acts
    assert (act.token, act.event, act.modes) == (ATTACKED, "ASSAULT", ("firearms",))
    assert [(s.first, s.last) for s in act.links["actor"]] == [(0, 1)]
    assert [(s.first, s.last) for s in act.links["recipient"]] == [(2, 4)]


def test_a_planned_visit_is_an_agreement(known: tuple[Ontology, Frames]) -> None:
    """The ontology's rule for future acts is applied, and said."""
    scores = Scores(LABELS, {"event": {(VISIT, "CONSULT"): 6.0}, "auxiliary": {(VISIT, "future"): 3.0}})
    (act,) = acts(known, scores).acts
    assert (act.event, act.modes, act.auxiliary) == ("AGREE", (), ("future",))
    assert any("CONSULT" in reason for reason in act.why)


def test_mode_of_another_type_is_not_given(known: tuple[Ontology, Frames]) -> None:
    """A high score of a mode that belongs to another type means nothing."""
    scores = Scores(LABELS, {"event": {(ATTACKED, "ASSAULT"): 6.0}, "mode": {(ATTACKED, "CONSULT.visit"): 5.0}})
    assert acts(known, scores).acts[0].modes == ()


def test_an_unsure_trigger_is_kept_as_rejected(known: tuple[Ontology, Frames]) -> None:
    """Nothing is dropped silently: a weak candidate has a reason."""
    scores = Scores(LABELS, {"event": {(3, "ACCUSE"): 0.6}})
    found = acts(known, scores)
    assert found.acts == ()
    assert [(r.token, r.event, r.reason) for r in found.rejected] == [(3, "ACCUSE", "too unsure")]


def test_a_frame_helps_a_hesitant_model(known: tuple[Ontology, Frames]) -> None:
    """The same score is enough where a frame names the same type."""
    scores = Scores(LABELS, {"event": {(ATTACKED, "ASSAULT"): 1.4, (3, "ASSAULT"): 1.4}})
    text = "Rebels attack the town . Ministers will visit Oslo ."
    assert [a.token for a in acts(known, scores, text).acts] == [ATTACKED]


def test_a_type_of_the_users_own_is_found_by_its_frames(tmp_path: Path) -> None:
    """The model has never seen the type: the frame alone proposes it, with the model's links."""
    for folder in ("types", "frames"):
        (tmp_path / folder).mkdir()
    (tmp_path / "types" / "port.yaml").write_text(
        "name: PORTCALL\nquad: 1\nscore: 1\ndefinition: a warship calls at a foreign port\nrecipient_needed: false\nmutual: false\n"
    )
    (tmp_path / "frames" / "port.yaml").write_text("event: PORTCALL\nframes:\n  - verb: dock\n")
    ontology = Ontology.load(tmp_path)
    known = ontology, Frames.load(tmp_path, ontology)
    scores = Scores(LABELS, links={("actor", 1): [(0, 1)]})
    found = acts(known, scores, "Frigates dock in the port . Ministers will visit Oslo .", "verb")
    assert [(a.token, a.event, len(a.links["actor"])) for a in found.acts] == [(1, "PORTCALL", 1)]


def test_a_mention_stands_on_one_side(known: tuple[Ontology, Frames]) -> None:
    """Words that score on both sides are taken once."""
    links = {("actor", ATTACKED): [(0, 1)], ("recipient", ATTACKED): [(0, 1), (3, 4)]}
    (act,) = acts(known, Scores(LABELS, {"event": {(ATTACKED, "ASSAULT"): 6.0}}, links)).acts
    sides = [(s.first, s.last) for side in ("actor", "recipient") for s in act.links[side]]
    assert sorted(sides) == [(0, 1), (3, 4)]


def test_confidence_is_a_curve_over_the_log_odds() -> None:
    """Slope 1 and height 0 change nothing; a flatter slope draws to the middle, and certainty stays finite."""
    assert confidence(0.8, (1.0, 0.0)) == pytest.approx(0.8)
    assert 0.5 < confidence(0.8, (0.5, 0.0)) < 0.8
    assert confidence(0.8, (1.0, -1.0)) < 0.8
    assert 0.0 < confidence(0.0, (1.0, 0.0)) < confidence(1.0, (1.0, 0.0)) < 1.0


def with_tree(known: tuple[Ontology, Frames], scores: Scores, text: str, upos: str, heads: list[int], deprel: str) -> Acts:
    """The acts of one sentence with a tree."""
    doc: Document = document(text)
    layer = syntax(doc.layer("tokens", Tokens), upos, heads, deprel)
    return EventStep(scores, *known).run([doc.with_layer("syntax", layer)])[0]


def test_a_verb_gives_way_to_the_noun_it_carries_but_not_to_a_verb(known: tuple[Ontology, Frames]) -> None:
    """ "hold talks" is one act; "sent … killed" stays two whatever the tree says."""
    scores = Scores(LABELS, {"event": {(1, "ACCUSE"): 6.0, (2, "CONSULT"): 6.0}})
    tree = [1, -1, 1, 1], "nsubj root obj punct"
    carried = with_tree(known, scores, "Ministers hold talks .", "NOUN VERB NOUN PUNCT", *tree)
    assert [a.token for a in carried.acts] == [2]
    both = with_tree(known, scores, "Ministers hold killed .", "NOUN VERB VERB PUNCT", *tree)
    assert [a.token for a in both.acts] == [1, 2]


def test_the_subject_of_another_verb_is_no_actor(known: tuple[Ontology, Frames]) -> None:
    """Where the verb's own subject is there; without one, whoever the model links stays."""
    text, upos = "Troops attacked and planes circled .", "NOUN VERB CCONJ NOUN VERB PUNCT"
    deprel = "nsubj root cc nsubj conj punct"
    event = {"event": {(1, "ASSAULT"): 6.0}}
    linked = Scores(LABELS, event, {("actor", 1): [(0, 1), (3, 4)]})
    (act,) = with_tree(known, linked, text, upos, [1, -1, 4, 4, 1, 1], deprel).acts
    assert [s.first for s in act.links["actor"]] == [0]
    alone = Scores(LABELS, event, {("actor", 1): [(3, 4)]})
    (act,) = with_tree(known, alone, text, upos, [1, -1, 4, 4, 1, 1], deprel).acts
    assert [s.first for s in act.links["actor"]] == [3]


def test_a_mention_goes_on_to_its_noun(known: tuple[Ontology, Frames]) -> None:
    """ "the" of "the south side" is the south side; an article without a noun is nobody."""
    event = {"event": {(1, "ASSAULT"): 6.0}}
    links: dict[tuple[str, int], list[tuple[int, int]]] = {("recipient", 1): [(2, 3), (4, 5)]}
    text, upos = "Troops attacked the south side .", "NOUN VERB DET ADJ NOUN PUNCT"
    (act,) = with_tree(known, Scores(LABELS, event, links), text, upos, [1, -1, 4, 4, 1, 1], "nsubj root det amod obj punct").acts
    assert [(s.first, s.last) for s in act.links["recipient"]] == [(2, 5)]
    (act,) = with_tree(known, Scores(LABELS, event, {("recipient", 1): [(2, 3)]}), text, upos, [1, -1, 1, 4, 1, 1],
                       "nsubj root det amod obj punct").acts  # fmt: skip
    assert act.links["recipient"] == ()


def test_a_mention_has_the_whole_name(known: tuple[Ontology, Frames]) -> None:
    """ "Fasher" of "El Fasher" is El Fasher."""
    doc: Document = document("Troops attacked El Fasher .")
    layer = syntax(doc.layer("tokens", Tokens), entity={(2, 4): "LOC"})
    scores = Scores(LABELS, {"event": {(1, "ASSAULT"): 6.0}}, {("recipient", 1): [(3, 4)]})
    (act,) = EventStep(scores, *known).run([doc.with_layer("syntax", layer)])[0].acts
    assert [(s.first, s.last) for s in act.links["recipient"]] == [(2, 4)]


def test_nobody_is_no_participant(known: tuple[Ontology, Frames]) -> None:
    """ "Nobody" and "no one" stand for the lack of one."""
    event = {"event": {(2, "ASSAULT"): 6.0}}
    for text, upos in (("Nobody has attacked .", "PRON AUX VERB PUNCT"), ("No one attacked .", "DET NOUN VERB PUNCT")):
        scores = Scores(LABELS, event, {("actor", 2): [(0, 1 if text.startswith("Nobody") else 2)]})
        (act,) = with_tree(known, scores, text, upos, [2, 2, -1, 2], "nsubj aux root punct").acts
        assert act.links["actor"] == ()


def test_a_frame_whose_needs_are_met_raises_its_type(known: tuple[Ontology, Frames]) -> None:
    """ "lift sanctions" is no sanction, where the model wavers; where it is sure the frame changes nothing."""
    labels = {**LABELS, "event": [*LABELS["event"], "CONCEDE", "SANCTION"]}
    tree = "Kenya lift sanctions .", "PROPN VERB NOUN PUNCT", [1, -1, 1, 1], "nsubj root obj punct"
    for lead, event in ((0.5, "CONCEDE"), (4.0, "SANCTION")):
        scores = Scores(labels, {"event": {(1, "SANCTION"): 5.0 + lead, (1, "CONCEDE"): 5.0}})
        text, upos, heads, deprel = tree
        doc: Document = document(text)
        layer = replace(syntax(doc.layer("tokens", Tokens), upos, heads, deprel), lemma=("Kenya", "lift", "sanction", "."))
        (act,) = EventStep(scores, *known).run([doc.with_layer("syntax", layer)])[0].acts
        assert act.event == event


def test_a_sign_that_belongs_to_the_act_shows_its_mode(known: tuple[Ontology, Frames]) -> None:
    """ "Fired artillery" is heavy weapons, whatever the model thinks of "fired"; artillery that is hit or of another clause is no
    sign."""
    scores = Scores(LABELS, {"event": {(1, "ASSAULT"): 6.0}, "mode": {(1, "ASSAULT.firearms"): 1.0}})
    text, upos = "Troops fired artillery .", "NOUN VERB NOUN PUNCT"
    (act,) = with_tree(known, scores, text, upos, [1, -1, 1, 1], "nsubj root obj punct").acts
    assert act.modes == ("heavy-weapons",)
    hit = Scores(LABELS, {"event": {(1, "ASSAULT"): 6.0}}, {("recipient", 1): [(2, 3)]})
    assert with_tree(known, hit, text, upos, [1, -1, 1, 1], "nsubj root obj punct").acts[0].modes == ()
    text, upos = "Troops fired as artillery came .", "NOUN VERB SCONJ NOUN VERB PUNCT"
    (act,) = with_tree(known, scores, text, upos, [1, -1, 4, 4, 1, 1], "nsubj root mark nsubj advcl punct").acts
    assert act.modes == ("firearms",)


def test_several_who_meet_without_a_host_are_no_visit(known: tuple[Ontology, Frames]) -> None:
    """A visit has a guest and a host."""
    heads = {"event": {(3, "CONSULT"): 6.0}, "mode": {(3, "CONSULT.visit"): 5.0}}
    text = "Kenya and Uganda met . Ministers will visit Oslo ."
    for links, modes in (({("actor", 3): [(0, 1)]}, ("visit",)), ({("actor", 3): [(0, 1), (2, 3)]}, ())):
        assert acts(known, Scores(LABELS, heads, links), text).acts[0].modes == modes
