"""An extract of Wikidata becomes a table of actors. `wikidata_sample.jsonl` is a dump in small, all of it invented but Kenya."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whimbrel.actors import wikidata
from whimbrel.actors.agents import Agents
from whimbrel.actors.find import Finder, known_names
from whimbrel.actors.registry import Registry
from whimbrel.actors.tables import extra_senses
from whimbrel.actors.wikidata import Converted, convert, table
from whimbrel.coder import Coder
from whimbrel.errors import InputError
from whimbrel.records import Report
from whimbrel.segment.tokens import tokenize

SAMPLE = Path(__file__).with_name("wikidata_sample.jsonl")
KENYA, PARTY, MINISTER, MEMBER = "Q114", "Q7278", "Q900000002", "Q900000003"
PERSON = "Q900000050"


@pytest.fixture(autouse=True, scope="module")
def bundled() -> Iterator[None]:
    """The package's tables, loaded once."""
    agents, registry = Agents.load(), Registry.load()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wikidata, "Agents", SimpleNamespace(load=lambda: agents))
        patch.setattr(wikidata, "Registry", SimpleNamespace(load=lambda: registry))
        yield


@pytest.fixture(scope="module")
def sample() -> Converted:
    return convert(SAMPLE)


@pytest.fixture(scope="module")
def mine(sample: Converted, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wikidata") / "mine.csv"
    path.write_text(table(sample.rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def finder(mine: Path) -> Finder:
    return Finder(Registry.load(mine), Agents.load(), lambda text: tokenize(text).words, known_names(mine))


def snak(value: object) -> dict[str, Any]:
    return {"snaktype": "value", "datavalue": {"value": value}}


def item(its: str) -> dict[str, Any]:
    return snak({"id": its})


def time(written: str, precision: int = 11) -> dict[str, Any]:
    return snak({"time": written, "precision": precision})


def statement(main: dict[str, Any], rank: str = "normal", **qualifiers: Any) -> dict[str, Any]:
    return {"mainsnak": main, "rank": rank, "qualifiers": {name: [its] for name, its in qualifiers.items()}}


def entity(its: str, label: str, aliases: tuple[str, ...] = (), **claims: Any) -> dict[str, Any]:
    return {
        "id": its,
        "labels": {"en": {"value": label}},
        "aliases": {"en": [{"value": alias} for alias in aliases]},
        "claims": claims,
    }


def person(*held: dict[str, Any], label: str = "Juma Mbali", aliases: tuple[str, ...] = (), **claims: Any) -> dict[str, Any]:
    return entity(PERSON, label, aliases, P31=[statement(item("Q5"))], P39=list(held), **claims)


def party(its: str, label: str, country: str = KENYA, aliases: tuple[str, ...] = ()) -> dict[str, Any]:
    return entity(its, label, aliases, P31=[statement(item(PARTY))], P17=[statement(item(country))])


def office(label: str, **claims: Any) -> dict[str, Any]:
    return entity("Q900000060", label, P31=[statement(item("Q4164871"))], **claims)


def converted(folder: Path, *more: dict[str, Any]) -> Converted:
    """What comes of the sample's countries and positions with more entities: theirs alone."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()[1:8]
    path = folder / "more.jsonl"
    path.write_text("\n".join([*lines, *map(json.dumps, more)]), encoding="utf-8")
    return convert(path)


def shown(done: Converted) -> list[tuple[str, ...]]:
    return [(row.name, row.code, row.sector, row.start, row.end) for row in done.rows]


def codes(done: Converted) -> list[tuple[str, str]]:
    return [(problem.report, problem.code) for problem in done.problems]


# -------------------------------------------------------------------- the sample


def test_the_rows_of_the_sample(sample: Converted) -> None:
    assert shown(sample) == [
        ("Ilse Vantar", "NRL", "GOV", "2002", "2011-06-30"),  # an office without an end ends with the holder's life
        ("Lakeshore Renewal Front", "KEN", "PTY", "1999-04", ""),
        ("Wanjiru Tembea", "UNO", "", "2020", ""),
        ("Wanjiru Tembea", "KEN", "GOV", "2013-05-15", "2018-02"),
        ("Wanjiru Tembea", "KEN", "LEG", "2007-12-28", "2013-01-14"),
        ("Wanjiru Tembea", "KEN", "", "", ""),  # the nationality, for she has acted for others too
    ]
    assert (sample.used, sample.seen) == (3, 13)
    assert {row.aliases for row in sample.rows} == {(), ("LRF", "Renewal Party"), ("W. Tembea",)}
    assert [row.kind for row in sample.rows] == ["person", "party", "person", "person", "person", "person"]
    assert sample.rows[3].position == "Minister for Harbours" and sample.rows[3].wikidata == "Q900000010"


def test_what_gives_no_row_is_said(sample: Converted) -> None:
    assert codes(sample) == [
        (SAMPLE.name, "json"),
        ("Q900000011", "missing"),
        ("Q900000012", "date"),
        ("Q900000014", "label"),
        ("Q900000021", "common"),
    ]
    assert sample.problems[0].message.startswith("line 12: not JSON")
    assert all(problem.stage == "wikidata" and problem.span is None for problem in sample.problems)


def test_the_table_is_one_that_whimbrel_reads(sample: Converted, mine: Path) -> None:
    senses = extra_senses(mine)
    assert [(sense.name, sense.code, sense.sector) for sense, _ in senses] == [(r.name, r.code, r.sector) for r in sample.rows]
    assert mine.read_text(encoding="utf-8").splitlines()[0] == "name,aliases,code,sector,from,to,kind,position,wikidata"


@pytest.mark.parametrize(
    ("name", "day", "code", "sector"),
    [
        ("Wanjiru Tembea", "2007-12-27", "KEN", None),
        ("Wanjiru Tembea", "2007-12-28", "KEN", "LEG"),
        ("Wanjiru Tembea", "2013-05-14", "KEN", "ELI"),
        ("Wanjiru Tembea", "2013-05-15", "KEN", "GOV"),
        ("W. Tembea", "2018-02-28", "KEN", "GOV"),
        ("Wanjiru Tembea", "2018-03-01", "KEN", "ELI"),
        ("Wanjiru Tembea", "2019-12-31", "KEN", "ELI"),
        ("Wanjiru Tembea", "2020-01-01", "UNO", None),
        ("Tembea", "2013-05-15", "KEN", "GOV"),
        ("Kenyan minister Tembea", "2013-05-15", "KEN", "GOV"),
        ("Ms Tembea", "2020-01-01", "UNO", None),
        ("President Vantar", "2003-01-01", "NRL", "GOV"),
        ("Ilse Vantar", "2001-12-31", "NRL", None),
        ("Ilse Vantar", "2002-01-01", "NRL", "GOV"),
        ("Ilse Vantar", "2011-07-01", "NRL", "ELI"),
        ("LRF", "2005-01-01", "KEN", "PTY"),
        ("Odo Marrel", "2005-01-01", None, None),
    ],
)
def test_a_name_is_found_on_the_right_day_and_not_before(finder: Finder, name: str, day: str, code: str, sector: str) -> None:
    found = finder.find(name, date.fromisoformat(day))
    assert (found.code, found.sector) == (code, sector)


@pytest.fixture(scope="module")
def coder(mine: Path) -> Coder:
    return Coder(actors=mine)


@pytest.mark.parametrize(
    "text",
    [
        "Wanjiru Tembea accused Uganda of blocking the port on Tuesday.",
        "On Tuesday, Minister Tembea accused Uganda of blocking the port.",
        "Wanjiru Tembea visited the port on Monday. Tembea accused Uganda of blocking the port on Tuesday.",
        "Nairobi was quiet on Monday. Tembea accused Uganda of blocking the port on Tuesday.",
    ],
    ids=["full", "title", "later", "alone"],
)
def test_a_report_has_what_is_listed_on_its_day(coder: Coder, text: str) -> None:
    """By full name, after a title and by family name. `sectors` are the table's; the sector itself is settled with the model."""
    found = {}
    for day in ("2007-06-05", "2016-06-07", "2019-06-04", "2021-06-08"):
        claims = coder.code(Report("r", text, published=date.fromisoformat(day))).claims
        (actor,) = next(claim for claim in claims if claim.event == "ACCUSE").actors
        assert actor.id == "user:wanjiru-tembea", day
        found[day] = (actor.code, actor.sectors, actor.role)
    assert found == {
        "2007-06-05": ("KEN", (), None),
        "2016-06-07": ("KEN", ("GOV",), "Minister for Harbours"),
        "2019-06-04": ("KEN", ("ELI",), "former Minister for Harbours"),
        "2021-06-08": ("UNO", (), "Under-Secretary-General of the United Nations"),
    }


def test_order_of_lines_and_packing_change_nothing(sample: Converted, tmp_path: Path) -> None:
    lines = SAMPLE.read_bytes().splitlines(keepends=True)
    turned = tmp_path / "turned.json"
    turned.write_bytes(b"\xef\xbb\xbf" + b"".join(line.replace(b"\n", b"\r\n") for line in reversed(lines)))
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(SAMPLE.read_bytes()))
    assert convert(turned).rows == convert(packed).rows == sample.rows


# -------------------------------------------------------------------- files


def test_a_broken_line_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "extract.json"
    lines = SAMPLE.read_bytes().splitlines()
    long = b'{"id": "Q' + b"1" * 5000 + b'"}'
    bad = [b"{", b"\xff\xfe{}", b"42", b"[1]", b'{"id": 7}', b'{"id": "P31"}', b"[" * 99_999, long, b"", b"null,"]
    path.write_bytes(b"\n".join([*bad, *lines]))
    done = convert(path)
    assert done.rows == convert(SAMPLE).rows
    said = [problem.message.split(":")[0] for problem in done.problems if problem.report == path.name]
    assert said == ["line 1", "line 2", "line 3", "line 4", "line 5", "line 7", "line 10", "line 22"]


@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_line_that_is_too_long_is_skipped(tmp_path: Path, end: bytes) -> None:
    path = tmp_path / "extract.json"
    most = max(map(len, SAMPLE.read_bytes().splitlines()))
    path.write_bytes(SAMPLE.read_bytes() + b"x" * (3 * most + 1) + end)
    done = convert(path, longest=most)
    assert done.rows == convert(SAMPLE).rows
    assert done.problems[1].message == f"line 17: over {most:,} bytes"


def test_a_damaged_gzip_file_gives_what_can_be_read(tmp_path: Path) -> None:
    packed = gzip.compress(SAMPLE.read_bytes())
    path = tmp_path / "extract.json.gz"
    path.write_bytes(packed[:-8])
    done = convert(path)
    assert done.rows == convert(SAMPLE).rows and (path.name, "gzip") in codes(done)
    path.write_bytes(packed[:40])
    assert [code for _, code in codes(convert(path))] == ["gzip"]


def test_an_answer_of_the_api_is_read(tmp_path: Path) -> None:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()[1:8]
    entities = [json.loads(line.rstrip(",")) for line in lines] + [party("Q900000070", "Blue Shield Front")]
    path = tmp_path / "api.json"
    path.write_text(json.dumps({"entities": {its["id"]: its for its in entities}, "success": 1}), encoding="utf-8")
    assert shown(convert(path)) == [("Blue Shield Front", "KEN", "PTY", "", "")]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        convert(tmp_path / "none")
    with pytest.raises(InputError, match="is no file"):
        convert(tmp_path)


# -------------------------------------------------------------------- people


@pytest.mark.parametrize(
    ("label", "claims", "code", "sector"),
    [
        ("President of Kenya", {}, "KEN", "GOV"),
        ("Prime Minister of Côte d'Ivoire", {}, "CIV", "GOV"),
        ("Ambassador of Kenya to Uganda", {}, "KEN", "GOV"),
        ("President of the European Commission", {}, "EUR", ""),
        ("Secretary-General of the Port", {"P17": [statement(item(KENYA))]}, "KEN", "GOV"),
        ("Lieutenant General", {}, "UGA", "MIL"),  # no country but the holder's own
        ("minister", {"P1001": [statement(item("Q900000001"))]}, "NRL", "GOV"),
        ("keeper", {"P17": [statement(item(KENYA))], "P279": [statement(item(MINISTER))]}, "KEN", "GOV"),
    ],
)
def test_whom_a_position_acts_for(tmp_path: Path, label: str, claims: dict[str, Any], code: str, sector: str) -> None:
    held = statement(item("Q900000060"), P580=time("+2001-02-03T00:00:00Z"))
    uganda = entity("Q1036", "Uganda", P297=[statement(snak("UG"))])
    done = converted(tmp_path, uganda, office(label, **claims), person(held, P27=[statement(item("Q1036"))]))
    assert [(row.code, row.sector) for row in done.rows if row.start == "2001-02-03"] == [(code, sector)]
    at_home = [(row.code, row.sector, row.end, row.position) for row in done.rows if not row.start]
    assert at_home == ([("UGA", "", "", "")] if code != "UGA" else [])


@pytest.mark.parametrize(
    ("label", "claims", "lacking"),
    [
        ("minister", {"P17": [statement(item("Q900000098"))]}, "Q900000098"),
        ("keeper of Kenya", {"P279": [statement(item("Q900000097")), statement(item(MINISTER))]}, ""),
        ("keeper of Kenya", {"P279": [statement(item("Q900000097")), statement(item("Q900000096"))]}, "Q900000097, Q900000096"),
    ],
)
def test_what_a_position_refers_to_must_be_in_the_file(tmp_path: Path, label: str, claims: Any, lacking: str) -> None:
    """The holder's citizenship is no substitute for the country of the position."""
    held = statement(item("Q900000060"), P580=time("+2001-02-03T00:00:00Z"))
    done = converted(tmp_path, office(label, **claims), person(held, P27=[statement(item(KENYA))]))
    said = [problem.message.partition("does not name ")[2] for problem in done.problems]
    assert said == ([lacking] if lacking else []) and bool(done.rows) == (not lacking)


def test_a_territory_has_the_code_of_its_state(tmp_path: Path) -> None:
    greenland = entity("Q223", "Greenland", P298=[statement(snak("GRL"))])
    done = converted(tmp_path, greenland, party("Q900000070", "Ice Front", "Q223"))
    assert [row.code for row in done.rows] == ["DNK"]


def test_namesakes_are_told_apart_by_the_day(tmp_path: Path) -> None:
    """The time after one person's office does not hide the office of another."""
    first = person(statement(item(MINISTER), P580=time("+1990-00-00T00:00:00Z", 9), P582=time("+1995-00-00T00:00:00Z", 9)))
    second = person(statement(item("Q900000005"), P580=time("+2001-00-00T00:00:00Z", 9))) | {"id": "Q900000051"}
    path = tmp_path / "mine.csv"
    path.write_text(table(converted(tmp_path, first, second).rows), encoding="utf-8")
    finder = Finder(Registry.load(path), Agents.load(), lambda text: tokenize(text).words)
    found = [finder.find("Juma Mbali", date(year, 6, 1)) for year in (1993, 2003)]
    assert [(its.code, its.sector) for its in found] == [("KEN", "GOV"), ("NRL", "GOV")]


def test_what_the_statement_says_goes_before_the_position(tmp_path: Path) -> None:
    held = statement(item(MINISTER), P580=time("+2001-00-00T00:00:00Z", 9), P642=item("Q900000001"))
    assert shown(converted(tmp_path, person(held)))[0] == ("Juma Mbali", "NRL", "GOV", "2001", "")


@pytest.mark.parametrize(
    ("label", "code"), [("keeper of Kenya", "sector"), ("minister", "country"), ("Kenya and Uganda minister", "country")]
)
def test_a_position_without_country_or_sector(tmp_path: Path, label: str, code: str) -> None:
    held = statement(item("Q900000060"), P580=time("+2001-02-03T00:00:00Z"))
    done = converted(tmp_path, office(label), person(held))
    assert (done.rows, codes(done)) == ((), [(PERSON, code)])


@pytest.mark.parametrize(
    "qualifiers",
    [
        {},
        {"P580": time("+1990-00-00T00:00:00Z", 8)},  # the nineties
        {"P580": time("-0044-03-15T00:00:00Z")},
        {"P580": time("+2001-02-30T00:00:00Z")},
        {"P580": {"snaktype": "somevalue"}},
        {"P580": time("+2001-02-03T00:00:00Z"), "P582": {"snaktype": "somevalue"}},
        {"P580": time("+2001-02-03T00:00:00Z"), "P582": time("+2000-01-01T00:00:00Z")},
    ],
)
def test_a_term_that_is_not_known_gives_no_row(tmp_path: Path, qualifiers: Any) -> None:
    done = converted(tmp_path, person(statement(item(MINISTER), **qualifiers)))
    assert (done.rows, codes(done)) == ((), [(PERSON, "date")])


def test_deprecated_statements_do_not_count(tmp_path: Path) -> None:
    done = converted(tmp_path, person(statement(item(MINISTER), "deprecated", P580=time("+2001-02-03T00:00:00Z"))))
    assert (done.rows, codes(done)) == ((), [(PERSON, "position")])


def test_an_office_counts_before_a_seat_held_on_the_same_day(tmp_path: Path) -> None:
    term: dict[str, Any] = {"P580": time("+2001-02-03T00:00:00Z"), "P582": {"snaktype": "novalue"}}
    later: dict[str, Any] = {"P580": time("+2003-02-03T00:00:00Z")}
    done = converted(tmp_path, person(statement(item(MEMBER), **later), statement(item(MINISTER), **term)))
    assert [row[2:] for row in shown(done)] == [("LEG", "2003-02-03", ""), ("GOV", "2001-02-03", "")]
    path = tmp_path / "mine.csv"
    path.write_text(table(done.rows), encoding="utf-8")
    (found,) = Registry.load(path).find("Juma Mbali", date(2004, 1, 1))
    assert (found.sector, found.sectors) == ("GOV", ("GOV", "LEG"))


def test_an_entity_counts_once(tmp_path: Path) -> None:
    first, second = party("Q900000070", "Blue Shield Front"), party("Q900000070", "Red Shield Front")
    done = converted(tmp_path, first, second)
    assert [row.name for row in done.rows] == ["Blue Shield Front"] and codes(done) == [("Q900000070", "twice")]


# -------------------------------------------------------------------- organisations and names


def test_names_that_would_take_the_place_of_others(tmp_path: Path) -> None:
    done = converted(
        tmp_path,
        party("Q900000070", "Labour Front", aliases=("LF", "Parliament", "Kenya", "NATO", "a|b", "x", "Harbour\x00\nFront")),
        party("Q900000071", "Workers' Front", "Q900000001", aliases=("LF", "WF")),
        party("Q900000072", "Harvest Union"),
        party("Q900000073", "Harvest Union", "Q900000001"),
        party("Q900000074", "Nairobi"),
        party("Q900000075", "United Nations"),
    )
    assert [(row.name, row.aliases) for row in done.rows] == [("Labour Front", ("Harbour Front",)), ("Workers' Front", ("WF",))]
    assert codes(done) == [
        ("Q900000074", "known"), ("Q900000075", "known"), ("Q900000072", "shared"), ("Q900000073", "shared"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "sector", "kind"),
    [
        ("political party", "PTY", "party"),
        ("newspaper", "JRN", "media"),
        ("army", "MIL", "military"),
        ("supreme court", "JUD", "court"),
        ("company", "BUS", "company"),
        ("guerrilla group", "REB", "group"),
        ("ministry", "GOV", "agency"),
        ("trade union", "LAB", "organisation"),
    ],
)
def test_the_kind_of_an_organisation_is_that_of_its_sector(tmp_path: Path, label: str, sector: str, kind: str) -> None:
    body = entity("Q900000070", "Old Lantern", P31=[statement(item("Q900000074"))], P17=[statement(item(KENYA))])
    done = converted(tmp_path, body, entity("Q900000074", label))
    assert [(row.sector, row.kind, row.position) for row in done.rows] == [(sector, kind, label)]


def test_an_organisation_needs_a_country_and_a_sector(tmp_path: Path) -> None:
    place = entity("Q900000070", "Old Hill", P31=[statement(item("Q900000099"))], P17=[statement(item(KENYA))])
    two = party("Q900000071", "Blue Shield Front")
    two["claims"]["P17"].append(statement(item("Q900000001")))
    gone = party("Q900000072", "Red Shield Front")
    gone["claims"] |= {"P571": [statement(time("+2001-02-03T00:00:00Z"))], "P576": [statement(time("+2000-00-00T00:00:00Z", 9))]}
    town = entity("Q900000073", "Blue Hill", P31=[statement(item("Q900000074"))], P17=[statement(item(KENYA))])
    done = converted(tmp_path, place, two, gone, town, entity("Q900000074", "small town"))
    assert (done.rows, codes(done)) == (
        (),
        [("Q900000070", "missing"), ("Q900000071", "country"), ("Q900000072", "date"), ("Q900000073", "sector")],
    )
    assert done.problems[0].message == "Old Hill: the file does not name Q900000099"


# -------------------------------------------------------------------- anything at all


KEYS = ["id", "labels", "en", "value", "claims", "P31", "P39", "P17", "mainsnak", "datavalue", "qualifiers", "P580"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["Q5", KENYA, MINISTER, PARTY]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)
CHANGES = st.lists(st.tuples(st.sampled_from(["labels", "aliases", "claims"]), VALUES), max_size=2)


@settings(max_examples=40, deadline=None)
@given(changes=CHANGES, label=st.text(max_size=20))
def test_no_entity_breaks_the_run_or_the_table(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, Any]], label: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    odd = person(statement(item(MINISTER), P580=time("+2001-02-03T00:00:00Z")), label=label, aliases=(label, f"A {label}"))
    done = converted(folder, odd | dict(changes), party("Q900000071", label) | dict(changes))
    path = folder / "mine.csv"
    path.write_text(table(done.rows), encoding="utf-8")
    assert len(extra_senses(path)) == len(done.rows)
