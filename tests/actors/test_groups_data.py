"""The tables of organisations, groups and their members: whole, unambiguous, of the right size."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files
from itertools import combinations

import pytest

COLUMNS = ["entity", "kind", "name", "aliases", "code", "sector", "wikidata", "from", "to", "source", "checked"]
PREFIXES = {
    "organisation": "org", "group": "group", "party": "party", "media": "media", "agency": "agency", "court": "court",
    "movement": "movement", "company": "company", "military": "military",
}  # fmt: skip
SECTORS = frozenset(
    ("COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS", "CRM", "CVL", "EDU", "ELI", "JRN",
     "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC")
)  # fmt: skip
INTERNATIONAL = frozenset({"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"})
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
# Names that two bodies of different countries bear at one time; the words around decide.
AMBIGUOUS = {"peoples democratic party"}
LEAST = {"organisation": 400, "group": 400, "party": 300, "media": 150, "company": 60, "military": 60, "court": 30}

Row = dict[str, str]


@cache
def table(name: str) -> list[Row]:
    return list(csv.DictReader(files("whimbrel.actors").joinpath("data", name).read_text(encoding="utf-8").splitlines()))


def states() -> set[str]:
    return {row["code"] for row in table("states.csv") if row["code"]}


def names(row: Row) -> list[str]:
    return [row["name"], *(row["aliases"].split("|") if row["aliases"] else [])]


def key(name: str) -> str:
    return " ".join(name.lower().replace(".", "").replace("'", "").replace("-", " ").split())


def overlap(one: Row, other: Row) -> bool:
    return (one["from"] or "0") <= (other["to"] or "9") and (other["from"] or "0") <= (one["to"] or "9")


def test_columns_are_those_the_registry_reads() -> None:
    assert list(table("groups.csv")[0]) == COLUMNS
    assert list(table("members.csv")[0]) == ["organisation", "member", "from", "to"]


def test_no_period_of_an_entity_is_given_twice() -> None:
    twice = [k for k, n in Counter((row["entity"], row["from"]) for row in table("groups.csv")).items() if n > 1]
    assert twice == []


def test_periods_of_an_entity_do_not_overlap_and_agree_in_its_names() -> None:
    rows = defaultdict(list)
    for row in table("groups.csv"):
        rows[row["entity"]].append(row)
    for entity, periods in rows.items():
        assert len({(row["name"], row["aliases"], row["kind"]) for row in periods}) == 1, entity
        assert not any(overlap(one, other) for one, other in combinations(periods, 2)), entity


@pytest.mark.parametrize("column", ["entity", "kind", "name", "code", "source", "checked"])
def test_cells_that_must_be_filled_are(column: str) -> None:
    assert [row for row in table("groups.csv") if not row[column].strip()] == []


def test_codes_sectors_kinds_and_dates_are_valid() -> None:
    codes = states() | INTERNATIONAL
    for row in table("groups.csv"):
        assert row["code"] in codes, row
        assert row["sector"] in SECTORS | {""}, row
        assert row["entity"].startswith(PREFIXES[row["kind"]] + ":"), row
        assert re.fullmatch(r"[a-z]+:[a-z0-9]+(-[a-z0-9]+)*", row["entity"]), row
        assert re.fullmatch(r"(Q\d+)?", row["wikidata"]), row
        for column in ("from", "to"):
            assert not row[column] or DATE.fullmatch(row[column]), row
        assert not (row["from"] and row["to"]) or row["from"] <= row["to"], row


def test_international_bodies_have_no_sector_but_soldiers_and_police() -> None:
    odd = [row["entity"] for row in table("groups.csv") if row["code"] in INTERNATIONAL and row["sector"] not in ("", "MIL", "COP")]
    assert odd == []
    assert [row["entity"] for row in table("groups.csv") if row["code"] not in INTERNATIONAL and not row["sector"]] == []


def test_names_are_clean() -> None:
    for row in table("groups.csv"):
        for name in names(row):
            assert name == " ".join(name.split()) and len(name) > 1, row
        assert len(set(names(row))) == len(names(row)), row


def test_no_name_belongs_to_two_entities_of_different_code_at_one_time() -> None:
    owners = defaultdict(list)
    for row in table("groups.csv"):
        for name in names(row):
            owners[key(name)].append(row)
    clashes = {
        name
        for name, rows in owners.items()
        for one, other in combinations(rows, 2)
        if one["code"] != other["code"] and overlap(one, other)
    }
    assert clashes - AMBIGUOUS == set()
    assert AMBIGUOUS - clashes == set(), "no longer ambiguous: take it off the list"


def test_no_name_is_that_of_a_state_or_people() -> None:
    columns = ("name", "aliases", "demonyms")
    taken = {key(name) for row in table("states.csv") for column in columns for name in row[column].split("|") if name}
    assert sorted({row["entity"] for row in table("groups.csv") for name in names(row) if key(name) in taken}) == []


def test_there_are_enough_of_each_kind() -> None:
    entities = {(row["kind"], row["entity"]) for row in table("groups.csv")}
    counted = Counter(kind for kind, _ in entities)
    assert {kind: counted[kind] for kind, least in LEAST.items() if counted[kind] < least} == {}
    assert sum(counted[kind] for kind in ("group", "party", "movement")) >= 700
    assert sum(counted[kind] for kind in ("agency", "court")) >= 150


@pytest.mark.parametrize(
    ("name", "code", "sector", "on"),
    [
        ("Hizbullah", "LBN", "REB", "2006"), ("Taleban", "AFG", "GOV", "1999"), ("Taleban", "AFG", "REB", "2005"),
        ("Taleban", "AFG", "GOV", "2022"), ("UNITA", "AGO", "REB", "1998"), ("UNITA", "AGO", "PTY", "2010"),
        ("ISIL", "IMG", "", "2015"), ("IAEA", "UNO", "", "2006"), ("NATO", "IGO", "", "2006"), ("ISAF", "IGO", "MIL", "2006"),
        ("Xinhua", "CHN", "JRN", "2006"), ("Mossad", "ISR", "SPY", "2006"), ("Knesset", "ISR", "LEG", "2006"),
        ("Janjaweed", "SDN", "PRM", "2006"), ("AKP", "TUR", "PTY", "2006"), ("BP", "MNC", "", "2006"),
    ],
)  # fmt: skip
def test_well_known_names_mean_what_they_should(name: str, code: str, sector: str, on: str) -> None:
    hits = [r for r in table("groups.csv") if name in names(r) and (r["from"] or "0") <= on <= (r["to"] or "9")]
    assert [(r["code"], r["sector"]) for r in hits] == [(code, sector)]


def test_members_are_states_of_listed_organisations_once_at_a_time() -> None:
    known = {row["entity"] for row in table("groups.csv")}
    spans = defaultdict(list)
    for row in table("members.csv"):
        assert row["organisation"] in known, row
        assert row["member"] in states(), row
        assert DATE.fullmatch(row["from"]) and (not row["to"] or DATE.fullmatch(row["to"])), row
        spans[row["organisation"], row["member"]].append(row)
    assert [k for k, rows in spans.items() if any(overlap(one, other) for one, other in combinations(rows, 2))] == []


@pytest.mark.parametrize(
    ("organisation", "on", "count"),
    [
        ("org:european-union", "2019-06", 28), ("org:european-union", "2026-01", 27), ("org:nato", "2006-01", 26),
        ("org:nato", "2026-01", 32), ("org:group-of-seven", "2026-01", 7), ("org:permanent-five", "1999-01", 5),
        ("org:association-of-southeast-asian-nations", "2026-01", 11), ("org:african-union", "2026-01", 54),
        ("org:arab-league", "2026-01", 22),
    ],
)  # fmt: skip
def test_membership_on_a_day(organisation: str, on: str, count: int) -> None:
    held = {r["member"] for r in table("members.csv") if r["organisation"] == organisation and r["from"] <= on <= (r["to"] or "9")}
    assert len(held) == count
