"""Names of places and the places they mean."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from whimbrel.circumstances.gazetteer import Gazetteer, key, without_article
from whimbrel.document import Tokens

Tokenize = Callable[[str], Tokens]


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Kiev", "UKR", "city"),
        ("Kyiv", "UKR", "city"),
        ("N'Djamena", "TCD", "city"),
        ("São Paulo", "BRA", "city"),
        ("the Gaza Strip", "PSE", "named"),
        ("Darfur", "SDN", "named"),
        ("Helmand", "AFG", "admin1"),
        ("al-Qaim", "IRQ", "named"),
        ("Britain", "GBR", "country"),
        ("Kosovo", "KOS", "country"),
        ("Puerto Rico", "USA", "country"),
        ("Hong Kong", "HKG", "country"),
        ("Georgia", "GEO", "country"),
        ("Strait of Hormuz", "", "named"),
    ],
)
def test_find(gazetteer: Gazetteer, name: str, country: str, kind: str) -> None:
    row = gazetteer.find(name)
    assert row is not None
    assert (row.country, row.kind) == (country, kind)


def test_participants_decide_between_places_of_one_name(gazetteer: Gazetteer) -> None:
    assert [row.country for row in [gazetteer.find("Hyderabad"), gazetteer.find("Hyderabad", ["PAK"])] if row] == ["IND", "PAK"]


def test_participants_do_not_move_a_great_city(gazetteer: Gazetteer) -> None:
    row = gazetteer.find("Moscow", ["USA"])
    assert row is not None and row.country == "RUS"


def test_city_and_province_of_one_name(gazetteer: Gazetteer) -> None:
    city, province = gazetteer.find("Kandahar"), gazetteer.region("Kandahar")
    assert city is not None and province is not None
    assert (city.kind, province.kind) == ("city", "admin1")


def test_unknown_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Xqzzy") is None


def test_capital_of_a_people(gazetteer: Gazetteer) -> None:
    country = gazetteer.demonym("Iraqi")
    assert country is not None
    capital = gazetteer.capital(country)
    assert capital is not None and capital.name == "Baghdad"


def test_keys_forgive_spelling() -> None:
    assert key("Sana’a") == key("Sanaa") and key("Nahr el-Bared") == "nahr el bared" and key("Málaga") == "malaga"
    assert without_article("al qaim") == "qaim" and without_article("al") == "al"


def names(gazetteer: Gazetteer, tokens: Tokens) -> list[str]:
    return [" ".join(tokens.words[f.first : f.last]) for f in gazetteer.scan(tokens)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Troops left Mosul and Rio de Janeiro.", ["Mosul", "Rio de Janeiro"]),
        ("He went to Port-au-Prince.", ["Port - au - Prince"]),
        ("Most officials were Reading.", []),
        ("Police in Reading said so.", ["Reading"]),
        ("The UN and AIDS workers left.", []),
        ("Trucks queued at the Rafah border crossing.", ["Rafah border crossing"]),
        ("They told us to go.", []),
    ],
)
def test_scan(gazetteer: Gazetteer, tokens: Tokenize, text: str, found: list[str]) -> None:
    assert names(gazetteer, tokens(text)) == found


def test_every_name_points_at_places(gazetteer: Gazetteer) -> None:
    numbers = {int(n) for line in gazetteer.names.values() for n in line.lstrip("~").split(",")}
    assert min(numbers) == 0 and max(numbers) < len(gazetteer.rows)
    assert all(line.count("\t") == 7 for line in gazetteer.rows)


def test_the_table_stays_small() -> None:
    folder = Path(__file__).parents[2] / "src/whimbrel/circumstances/data"
    assert sum(f.stat().st_size for f in folder.iterdir()) < 3_000_000


def test_country_of_a_name() -> None:
    """A place's country; nothing for a sea, a word, or an unknown name."""
    places = Gazetteer.load()
    assert places.country("Mombasa") == "KEN"
    assert places.country("Tripoli") == "LBY"
    assert [places.country(n) for n in ("Black Sea", "Xyzzyville")] == [None, None]
