"""Claims: ids that depend on what is said and on nothing else, evidence, order, and moving."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.factory import document, syntax
from whimbrel.claims.assemble import PRIVATE, REPEATED, ClaimStep, RefuseStep, claim_id, moved
from whimbrel.document import Act, Acts, Circumstances, Parties, Rejected, Stretch
from whimbrel.records import Claim, Entity, Quantity, Span, When

TEXT = "Rebels attacked the town . Ministers met ."


def act(token: int, event: str) -> Act:
    """An act without mentions."""
    return Act(token, token + 1, event, (), (), (), 0.9, {}, {}, 0, ("because",))


def claims(coder: str = "test", refused: tuple[Rejected | None, ...] = (None, None, None)) -> tuple[Claim, ...]:
    """The claims of TEXT."""
    doc = document(TEXT, date(2024, 3, 5))
    rebels = Entity(Span(0, 6), "Rebels", "Rebels", sector="REB")
    twelve = Quantity("dead", Span(16, 24), best=12)
    nobody = Circumstances(When(None, None, None), None, ())
    layers = {
        "syntax": syntax(doc.layers["tokens"], starts=[5]),
        "acts": Acts((act(6, "CONSULT"), act(1, "ASSAULT"), act(1, "ASSAULT")), ()),
        "parties": (Parties((), (), ()), Parties((rebels,), (), ()), Parties((rebels,), (), ())),
        "refused": refused,
        "circumstances": (nobody, Circumstances(When(date(2024, 3, 5), None, "report"), None, (twelve,)), nobody),
    }
    for name, layer in layers.items():
        doc = doc.with_layer(name, layer)
    return ClaimStep(coder).run([doc])[0]


def test_reading_order_and_nothing_twice() -> None:
    """Claims stand in the order of their triggers, each once, the first coding of it kept."""
    found = claims()
    assert [(c.event, c.trigger.of(TEXT)) for c in found] == [("ASSAULT", "attacked"), ("CONSULT", "met")]
    assert found[0].quantities and len(found[0].actors) == 1


def test_evidence_is_the_sentence() -> None:
    """Evidence reaches from the first token of the sentence to its full stop."""
    assert [c.evidence.of(TEXT) for c in claims()] == ["Rebels attacked the town .", "Ministers met ."]


def test_id_says_what_is_said() -> None:
    """The coder's name is no part of the id; event and participants are."""
    assert [c.id for c in claims("a")] == [c.id for c in claims("b")]
    span, who = Span(0, 5), Entity(Span(0, 1), "x", "x", code="KEN")
    ids = {
        claim_id("r", span, span, "AID", [who], []),
        claim_id("r", span, span, "AGREE", [who], []),
        claim_id("r", span, span, "AID", [], [who]),
        claim_id("s", span, span, "AID", [who], []),
    }
    assert len(ids) == 4


def test_moved_keeps_everything_but_offsets() -> None:
    """A claim of a later piece of a long text points into the whole text."""
    text = " " * 100 + TEXT
    before = claims()[0]
    after = moved(before, 100)
    assert after.trigger.of(text) == "attacked" and after.evidence.of(text) == "Rebels attacked the town ."
    assert after.actors[0].span.of(text) == "Rebels"
    assert after.quantities[0].span == Span(116, 124)
    assert after.id != before.id and moved(after, -100) == before


def test_a_type_that_needs_a_recipient_is_refused_without() -> None:
    """The reason is data; a recipient that is neither mentioned nor coded is none, and other types are left alone."""
    somebody, nobody = Entity(Span(0, 6), "Rebels", "Rebels"), Entity(Span(0, 0), "", "unknown")
    doc = document(TEXT)
    doc = doc.with_layer("syntax", syntax(doc.layers["tokens"], starts=[5]))
    doc = doc.with_layer("acts", Acts((act(1, "PORT"), act(1, "PORT"), act(1, "PORT"), act(6, "CONSULT")), ()))
    doc = doc.with_layer("parties", tuple(Parties((), sides, ()) for sides in ((somebody,), (nobody,), (), ())))
    (found,) = RefuseStep(frozenset({"PORT"})).run([doc])
    assert [r and r.reason for r in found] == [None, *["no recipient, and PORT needs one"] * 2, None]


def test_what_is_refused_is_no_claim() -> None:
    """Of the acts of TEXT only those that are not refused become claims."""
    refused = Rejected(6, "CONSULT", 0.9, "no recipient, and CONSULT needs one")
    assert [c.event for c in claims(refused=(refused, None, None))] == ["ASSAULT"]


def repeated(*acts: Act, sides: tuple[Parties, ...]) -> list[str | None]:
    """Why each of the acts is refused."""
    doc = document(TEXT)
    doc = doc.with_layer("syntax", syntax(doc.layers["tokens"], starts=[5]))
    doc = doc.with_layer("acts", Acts(acts, ())).with_layer("parties", sides)
    return [r and r.reason for r in RefuseStep().run([doc])[0]]


def test_an_act_that_says_nothing_new_is_refused() -> None:
    """Of two of one type in a sentence the one with fewer participants goes; other types, sentences and figures keep both."""
    rebels, town = Entity(Span(0, 6), "Rebels", "Rebels", sector="REB"), Entity(Span(16, 24), "the town", "the town", sector="CVL")
    one, both = Parties((rebels,), (), ()), Parties((rebels,), (town,), ())
    assert repeated(act(0, "ASSAULT"), act(1, "ASSAULT"), sides=(one, both)) == [REPEATED, None]
    assert repeated(act(0, "ASSAULT"), act(1, "ASSAULT"), sides=(both, one)) == [None, REPEATED]
    assert repeated(act(0, "ASSAULT"), act(1, "COERCE"), sides=(one, both)) == [None, None]
    assert repeated(act(0, "ASSAULT"), act(6, "ASSAULT"), sides=(one, both)) == [None, None]
    assert repeated(act(0, "ASSAULT"), act(1, "ASSAULT"), sides=(Parties((town,), (), ()), Parties((rebels,), (), ()))) == [
        None,
        None,
    ]


def test_two_acts_with_figures_of_their_own_are_two() -> None:
    """ "killed six in January and nine in May" is no repetition."""
    rebels = Parties((Entity(Span(0, 6), "Rebels", "Rebels", sector="REB"),), (), ())
    first = replace(act(0, "ASSAULT"), links={"quantity": (Stretch(2, 3, 0.9),)})
    second = replace(act(1, "ASSAULT"), links={"quantity": (Stretch(3, 4, 0.9),)})
    assert repeated(first, second, sides=(rebels, rebels)) == [None, None]
    assert repeated(first, replace(second, links={"quantity": (Stretch(2, 3, 0.7),)}), sides=(rebels, rebels)) == [None, REPEATED]


def test_business_between_firms_is_refused() -> None:
    """Firms alone are no political actors; with anybody else among them, or in an attack or protest, they may be."""
    firm, other = Entity(Span(0, 6), "Rebels", "Orla Ltd", sector="BUS"), Entity(Span(16, 24), "the town", "somebody")
    state, union, public = (replace(other, **known) for known in ({"code": "KEN"}, {"sector": "LAB"}, {"sector": "CVL"}))
    for who, reason in ((firm, PRIVATE), (other, PRIVATE), (state, None), (union, None), (public, None)):
        assert repeated(act(0, "AGREE"), sides=(Parties((firm,), (who,), ()),)) == [reason]
    for event in ("PROTEST", "ASSAULT"):
        assert repeated(act(0, event), sides=(Parties((firm,), (firm,), ()),)) == [None]
    doc = document(TEXT)
    doc = doc.with_layer("syntax", syntax(doc.layers["tokens"], starts=[5]))
    doc = doc.with_layer("acts", Acts((act(0, "AGREE"),), ())).with_layer("parties", (Parties((firm,), (), ()),))
    assert RefuseStep(own_types=frozenset({"AGREE"})).run([doc]) == [(None,)]
