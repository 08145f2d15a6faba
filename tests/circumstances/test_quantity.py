"""Numbers and what they measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from whimbrel.circumstances import quantity
from whimbrel.document import Syntax, Tokens

Tagged = Callable[[str], tuple[str, Tokens, Syntax]]

ONE: list[tuple[str, str, dict[str, Any]]] = [
    ("killed/VBD 12/CD people/NNS", "dead", {"best": 12}),
    ("12/CD people/NNS were/VBD killed/VBN", "dead", {"best": 12}),
    ("a/DT death/NN toll/NN of/IN 12/CD", "dead", {"best": 12}),
    ("the/DT death/NN toll/NN from/IN the/DT attack/NN has/VBZ risen/VBN to/IN 50/CD", "dead", {"best": 50}),
    ("wounding/VBG five/CD others/NNS", "injured", {"best": 5}),
    ("left/VBD at/IN least/JJS 30/CD dead/JJ", "dead", {"low": 30}),
    ("arrested/VBD 14/CD", "arrested", {"best": 14}),
    ("took/VBD 14/CD men/NNS into/IN custody/NN", "arrested", {"best": 14}),
    ("took/VBD 14/CD men/NNS hostage/NN", "abducted", {"best": 14}),
    ("freed/VBD about/IN 70/CD prisoners/NNS", "released", {"best": 70, "approximate": True}),
    ("drove/VBD out/RP 1.5/CD million/CD refugees/NNS", "displaced", {"best": 1_500_000}),
    ("hundreds/NNS of/IN protesters/NNS", "participants", {"low": 200}),
    ("tens/NNS of/IN thousands/NNS of/IN Serbs/NNPS demonstrated/VBD", "participants", {"low": 20000}),
    ("15,000/CD troops/NNS", "troops", {"best": 15000}),
    ("up/IN to/TO 300/CD soldiers/NNS", "troops", {"high": 300}),
    ("two/CD rockets/NNS", "weapons", {"best": 2}),
    ("$/$ 2/CD billion/CD in/IN loans/NNS", "money", {"best": 2e9, "unit": "USD"}),
    ("1,00,000/CD euros/NNS", "money", {"best": 100000, "unit": "EUR"}),
    ("two/CD million/CD U.S./NNP dollars/NNS", "money", {"best": 2000000, "unit": "USD"}),
    ("NOK/NNP 400/CD million/CD", "money", {"best": 400000000, "unit": "NOK"}),
    ("28/CD billion/CD kroner/NNS", "money", {"best": 28000000000}),
    ("40/CD million/CD rupees/NNS", "money", {"best": 40000000}),
    ("dozens/NNS of/IN villages/NNS", "other", {"low": 24}),
    ("a/DT dozen/NN villages/NNS", "other", {"best": 12}),
    ("half/PDT a/DT million/CD leaflets/NNS", "other", {"best": 500000}),
    ("between/IN 10/CD and/CC 15/CD villages/NNS", "other", {"low": 10, "high": 15}),
    ("200/CD to/TO 300/CD leaflets/NNS", "other", {"low": 200, "high": 300}),
    ("more/JJR than/IN 80/CD villages/NNS", "other", {"low": 80, "best": 80}),
    ("two/CD hundred/CD and/CC fifty/CD villages/NNS", "other", {"best": 250}),
    ("twenty/CD -/HYPH three/CD policemen/NNS were/VBD wounded/VBN", "injured", {"best": 23}),
    ("five/CD years/NNS in/IN prison/NN", "other", {"best": 5, "unit": "years"}),
    ("61/CD kilograms/NNS of/IN heroin/NN", "other", {"best": 61, "unit": "kilograms"}),
    ("60/CD percent/NN of/IN voters/NNS", "other", {"best": 60, "unit": "percent"}),
    ("killed/VBD a/DT soldier/NN", "dead", {"best": 1}),
    ("no/DT one/NN was/VBD hurt/VBN", "injured", {"best": 0}),
    ("12/CD people/NNS killed/VBN in/IN two/CD attacks/NNS", "dead", {"best": 12}),
    ("killed/VBD Mr./NNP Hakim/NNP and/CC 20/CD others/NNS", "dead", {"best": 20}),
]


@pytest.mark.parametrize(("text", "kind", "values"), ONE)
def test_kind_and_value(tagged: Tagged, text: str, kind: str, values: dict[str, Any]) -> None:
    _, tokens, syntax = tagged(text)
    found = quantity.find(tokens, syntax)[0].quantity
    have = {k: getattr(found, k) for k in ("low", "best", "high", "unit", "approximate")}
    assert found.kind == kind
    assert {k: v for k, v in have.items() if v} | ({"best": 0} if found.best == 0 else {}) == values


@pytest.mark.parametrize(
    "text",
    [
        "Resolution/NN 1701/CD was/VBD adopted/VBN",
        "a/DT 52/CD -/HYPH year/NN -/HYPH old/JJ man/NN",
        "talks/NNS lasted/VBD two/CD hours/NNS",
        "on/IN May/NNP 15/CD",
        "in/IN 1991/CD",
        "20/CD kilometers/NNS north/RB of/IN Oslo/NNP",
        "an/DT agreement/NN was/VBD signed/VBN",
    ],
)
def test_measures_nothing(tagged: Tagged, text: str) -> None:
    _, tokens, syntax = tagged(text)
    assert quantity.find(tokens, syntax) == ()


def test_those_who_kill_are_not_the_dead(tagged: Tagged) -> None:
    _, tokens, syntax = tagged("15/CD soldiers/NNS killed/VBD three/CD militants/NNS")
    assert [(m.quantity.best, m.quantity.kind) for m in quantity.find(tokens, syntax)] == [(15, "troops"), (3, "dead")]


def test_neighbours_share_a_verb(tagged: Tagged) -> None:
    _, tokens, syntax = tagged("killing/VBG one/CD and/CC wounding/VBG 10/CD")
    assert [m.quantity.kind for m in quantity.find(tokens, syntax)] == ["dead", "injured"]
    _, tokens, syntax = tagged("killed/VBD two/CD guards/NNS and/CC three/CD clerks/NNS")
    assert [m.quantity.kind for m in quantity.find(tokens, syntax)] == ["dead", "dead"]


def test_sentenced_to_death_is_not_dead(tagged: Tagged) -> None:
    _, tokens, syntax = tagged("sentenced/VBD to/TO death/NN two/CD men/NNS")
    assert [m.quantity.kind for m in quantity.find(tokens, syntax)] == ["other"]


def test_span_holds_bounds_and_currency_but_not_the_noun(tagged: Tagged) -> None:
    text, tokens, syntax = tagged("at/IN least/JJS 30/CD men/NNS and/CC about/IN $/$ 2/CD billion/CD")
    assert [m.quantity.span.of(text) for m in quantity.find(tokens, syntax)] == ["at least 30", "about $ 2 billion"]


def test_the_act_decides_between_capture_and_arrest(tagged: Tagged) -> None:
    _, tokens, syntax = tagged("captured/VBD 14/CD fighters/NNS")
    (mention,) = quantity.find(tokens, syntax)
    assert mention.quantity.kind == "arrested"
    assert quantity.for_act(mention, "ASSAULT").kind == "abducted"
    assert quantity.for_act(mention, "COERCE") == mention.quantity


def test_the_first_word_has_none_before_it(tagged: Tagged) -> None:
    """What stands last in the report is not taken for what stands before its first word."""
    _, tokens, syntax = tagged("killed/VBD 12/CD men/NNS -/HYPH")
    unhelpful = replace(syntax, deprel=("root", "obl", "obl", "obl"))  # the tree does not say it either
    assert [m.quantity.kind for m in quantity.find(tokens, unhelpful)] == ["dead"]
    _, tokens, syntax = tagged("death/NN of/IN 12/CD men/NNS sentenced/VBN to/TO")
    assert [m.quantity.kind for m in quantity.find(tokens, syntax)] == ["dead"]
