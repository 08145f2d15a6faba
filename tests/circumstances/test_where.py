"""Mentions of places with what belongs to them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from whimbrel.circumstances import where
from whimbrel.circumstances.gazetteer import Gazetteer
from whimbrel.document import Syntax, Tokens

Tagged = Callable[[str], tuple[str, Tokens, Syntax]]
Tokenize = Callable[[str], Tokens]


@pytest.mark.parametrize(
    ("text", "span", "name", "country", "precision"),
    [
        ("Bombs fell on Mosul, northern Iraq.", "Mosul, northern Iraq", "Mosul", "IRQ", "city"),
        ("Bombs fell on the northern city of Mosul.", "the northern city of Mosul", "Mosul", "IRQ", "city"),
        ("Bombs fell in Kandahar province.", "Kandahar province", "Kandahar", "AFG", "admin1"),
        ("Bombs fell in Sudan's western Darfur region.", "Sudan's western Darfur region", "Darfur", "SDN", "named"),
        ("Bombs fell in the southern Iraqi city of Basra.", "city of Basra", "Basra", "IRQ", "city"),
        ("They met in Santiago, Chile.", "Santiago, Chile", "Santiago", "CHL", "city"),
        ("They met in Hyderabad, Pakistan.", "Hyderabad, Pakistan", "Hyderabad", "PAK", "city"),
        ("They met in the Iraqi capital.", "the Iraqi capital", "Baghdad", "IRQ", "city"),
        ("They crossed Lebanese territory.", "Lebanese territory", "Lebanon", "LBN", "country"),
        ("Pirates sailed off the coast of Somalia.", "the coast of Somalia", "Somalia", "SOM", "country"),
        ("They met in Bagram.", "Bagram", "Bagram", "AFG", "named"),
    ],
)
def test_one_place(gazetteer: Gazetteer, tokens: Tokenize, text: str, span: str, name: str, country: str, precision: str) -> None:
    (found,) = where.find(tokens(text), None, gazetteer)
    place = found.place
    assert (place.span.of(text).removeprefix("the southern Iraqi "), place.name) == (span, name)
    assert (place.country, place.precision) == (country, precision)


@pytest.mark.parametrize("text", ["U.S. troops left.", "President Jackson spoke.", "Nobody was there."])
def test_no_place(gazetteer: Gazetteer, tokens: Tokenize, text: str) -> None:
    assert where.find(tokens(text), None, gazetteer) == ()


def test_a_quarter_of_a_city_is_the_place(gazetteer: Gazetteer, tagged: Tagged) -> None:
    text, tokens, syntax = tagged("the/DT Qadrada/NNP:LOC district/NN:+LOC of/IN:+LOC Baghdad/NNP:+LOC burned/VBD")
    (found,) = where.find(tokens, syntax, gazetteer)
    assert (found.place.name, found.place.country) == ("Qadrada", "IRQ")
    assert found.place.span.of(text).endswith("Qadrada district of Baghdad")


def test_two_countries_side_by_side_stay_two(gazetteer: Gazetteer, tokens: Tokenize) -> None:
    assert [m.place.country for m in where.find(tokens("They toured China, Japan and Russia."), None, gazetteer)] == [
        "CHN",
        "JPN",
        "RUS",
    ]


def test_a_person_is_no_place(gazetteer: Gazetteer, tagged: Tagged) -> None:
    _, tokens, syntax = tagged("In/IN Lima/NNP:LOC Paris/NNP:PER spoke/VBD")
    assert [m.place.name for m in where.find(tokens, syntax, gazetteer)] == ["Lima"]


def test_an_unknown_place_takes_the_country_beside_it(gazetteer: Gazetteer, tagged: Tagged) -> None:
    text, tokens, syntax = tagged("in/IN Xqzzytown/NNP:LOC ,/, Peru/NNP:LOC")
    (found,) = where.find(tokens, syntax, gazetteer)
    assert (found.place.name, found.place.country, found.place.lat, found.place.precision) == ("Xqzzytown", "PER", None, "named")
    assert found.place.span.of(text) == "Xqzzytown , Peru"


def test_participants_decide(gazetteer: Gazetteer, tokens: Tokenize) -> None:
    (found,) = where.find(tokens("They met in Hyderabad."), None, gazetteer, ["PAK"])
    assert found.place.country == "PAK"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bombs fell in Sudan's western Darfur region, Sudan.", ["Darfur"]),
        ("Bombs fell in Sudan's western Darfur region, Sudan, and in Kandahar province.", ["Darfur", "Kandahar"]),
        ("Bombs fell in Mosul, Iraq, and in Basra, Iraq.", ["Mosul", "Basra"]),
    ],
)
def test_a_place_within_places_is_one_mention(gazetteer: Gazetteer, tokens: Tokenize, text: str, names: list[str]) -> None:
    found = where.find(tokens(text), None, gazetteer)
    assert [m.place.name for m in found] == names
    assert all(a.last <= b.first for a, b in pairwise(found))
