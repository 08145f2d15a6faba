"""Which of the words around belong to which act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from whimbrel.circumstances import where
from whimbrel.circumstances.assign import CircumstanceStep
from whimbrel.circumstances.gazetteer import Gazetteer
from whimbrel.document import Act, Acts, Circumstances, Document, Parties, Stretch, Syntax, Tokens
from whimbrel.records import Report

Tagged = Callable[[str], tuple[str, Tokens, Syntax]]
FIRED = Act(1, 2, "ASSAULT", (), (), (), 0.9, {}, {}, 0, ())


def circumstances(tagged: Tagged, gazetteer: Gazetteer, text: str, *acts: Act) -> tuple[Circumstances, ...]:
    """The circumstances of acts of one sentence."""
    plain, tokens, syntax = tagged(text)
    layers = {"tokens": tokens, "syntax": syntax, "acts": Acts(acts, ()), "parties": (Parties((), (), ()),) * len(acts)}
    return CircumstanceStep(gazetteer).run([Document(Report("r", plain), layers)])[0]


def linked(act: Act, event: str, first: int, last: int) -> Act:
    """The act as one of another type, with a number."""
    return replace(act, event=event, links={"quantity": (Stretch(first, last, 0.9),)})


def test_a_number_belongs_to_the_act_of_its_kind(tagged: Tagged, gazetteer: Gazetteer) -> None:
    text = "Police/NNS fired/VBD gas/NN and/CC arrested/VBD 12/CD people/NNS"
    fired, arrested = linked(FIRED, "ASSAULT", 5, 7), linked(replace(FIRED, token=4, last=5), "COERCE", 5, 7)
    first, second = circumstances(tagged, gazetteer, text, fired, arrested)
    assert first.quantities == ()
    assert [(q.kind, q.best) for q in second.quantities] == [("arrested", 12.0)]
    (alone,) = circumstances(tagged, gazetteer, text, fired)
    assert [q.kind for q in alone.quantities] == ["abducted"]


def test_a_place_that_no_table_has_lies_where_most_participants_are_from(tagged: Tagged, gazetteer: Gazetteer) -> None:
    _, tokens, syntax = tagged("In/IN Kenya/NNP:LOC and/CC Uganda/NNP:LOC then/RB Xqzzytown/NNP:LOC burned/VBD")
    assert [m.place.country for m in where.find(tokens, syntax, gazetteer)][-1] == "UGA"
    assert [m.place.country for m in where.find(tokens, syntax, gazetteer, prefer=["KEN"])][-1] == "KEN"
