from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whimbrel.claims.render import CSV_COLUMNS, decode, encode, plain_number, quantity_words, to_json, to_row
from whimbrel.errors import InputError
from whimbrel.records import Claim, Entity, Place, Quantity, Report, Span, Speaker, When

TEXT = "Kenya shipped at least 400 tonnes of maize\r\nto Mogadishu on Monday, Nairobi said."
REPORT = Report("r1", TEXT, published=date(2024, 3, 5))
NAMES = [
    "id",
    "report",
    "event",
    "mode",
    "context",
    "auxiliary",
    "quad",
    "score",
    "actor",
    "recipient",
    "date",
    "enddate",
    "date_precision",
    "date_text",
    "place",
    "quantities",
    "speaker",
    "evidence",
    "trigger",
    "confidence",
    "why",
    "coder",
]


class FakeScale:
    def quad(self, event: str) -> int:
        return {"AID": 2}.get(event, 1)

    def score(self, event: str, modes: Sequence[str]) -> float:
        return 10.0 + len(modes)


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


KENYA = Entity(at("Kenya"), "Kenya", "Kenya", "country:KEN", "KEN", "GOV", ("GOV",), None, "a country")
CLAIM = Claim(
    "c1",
    "r1",
    "AID",
    (),
    ("health", "economic"),
    (),
    (KENYA,),
    (Entity(Span(0, 0), "", "", sector="UNK"),),
    When(date(2024, 3, 4), None, "day", at("Monday")),
    Place(at("Mogadishu"), "Mogadishu", 53654, 2.03711, 45.34375, "SOM", "18", "city"),
    (Quantity("other", at("at least 400 tonnes"), 400.0, None, None, "tonnes", False, "a bound"),),
    (Speaker(Entity(at("Nairobi"), "Nairobi", "Kenya", "country:KEN", "KEN", "GOV"), at("said")),),
    Span(0, len(TEXT)),
    at("shipped"),
    0.83,
    ("the verb ship",),
    "whimbrel 0",
)


def test_the_names_and_their_order_are_the_documented_ones() -> None:
    row = json.loads(encode(CLAIM, REPORT, FakeScale()))
    assert list(row) == NAMES
    assert list(row["actor"][0]) == ["text", "start", "end", "name", "id", "code", "sector", "sectors", "role"]
    assert list(row["place"]) == ["text", "start", "end", "name", "geonameid", "lat", "lon", "country", "admin1", "precision"]
    assert list(row["quantities"][0]) == ["kind", "text", "start", "end", "low", "best", "high", "unit", "approximate"]
    assert list(row["speaker"][0]) == ["text", "start", "end", "name", "code", "sector", "cue"]


def test_words_are_those_of_the_report_and_whole_numbers_are_whole() -> None:
    row = to_json(CLAIM, REPORT, FakeScale())
    assert row["trigger"] == {"text": "shipped", "start": 6, "end": 13}
    assert row["date_text"] == {"text": "Monday", "start": TEXT.index("Monday"), "end": TEXT.index("Monday") + 6}
    assert repr(row["quantities"][0]["low"]) == "400"
    assert (row["date"], row["enddate"], row["quad"], row["score"]) == ("2024-03-04", None, 2, 10.0)
    assert row["speaker"][0]["cue"] == {"text": "said", "start": TEXT.index("said"), "end": TEXT.index("said") + 4}


def test_without_an_ontology_quad_and_score_are_unknown() -> None:
    assert (to_json(CLAIM, REPORT)["quad"], to_json(CLAIM, REPORT)["score"]) == (None, None)


def carried(claim: Claim) -> Claim:
    """The claim without what the format leaves out: reasons of parts, and a speaker's id, sectors and role."""

    def bare(entity: Entity) -> Entity:
        return replace(entity, why="")

    return replace(
        claim,
        actors=tuple(bare(entity) for entity in claim.actors),
        recipients=tuple(bare(entity) for entity in claim.recipients),
        quantities=tuple(replace(quantity, why="") for quantity in claim.quantities),
        speakers=tuple(
            replace(speaker, entity=replace(bare(speaker.entity), id=None, sectors=(), role=None)) for speaker in claim.speakers
        ),
    )


def test_a_claim_comes_back_as_it_was() -> None:
    assert decode(encode(CLAIM, REPORT, FakeScale())) == carried(CLAIM)


words = st.text(max_size=8)
maybe = st.none() | words
spans = st.tuples(st.integers(0, 200), st.integers(0, 20)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-1000, 10**15).map(float)
entities = st.builds(Entity, spans, words, words, maybe, maybe, maybe, st.lists(words, max_size=2).map(tuple), maybe, words)
labels = st.lists(words, max_size=3).map(tuple)
claims = st.builds(
    Claim,
    words,
    words,
    words,
    labels,
    labels,
    labels,
    st.lists(entities, max_size=2).map(tuple),
    st.lists(entities, max_size=2).map(tuple),
    st.builds(When, st.none() | st.dates(), st.none() | st.dates(), maybe, st.none() | spans),
    st.none() | st.builds(Place, spans, words, st.none() | st.integers(0, 10**7), numbers, numbers, maybe, maybe, maybe),
    st.lists(st.builds(Quantity, words, spans, numbers, numbers, numbers, maybe, st.booleans(), words), max_size=2).map(tuple),
    st.lists(st.builds(Speaker, entities, st.none() | spans), max_size=2).map(tuple),
    spans,
    spans,
    st.floats(0, 1),
    labels,
    words,
)


@settings(max_examples=60, deadline=None)
@given(claims, st.text(max_size=220))
def test_every_claim_comes_back_and_gives_the_same_bytes_again(claim: Claim, text: str) -> None:
    report = Report(claim.report, text)
    line = encode(claim, report)
    assert b"\n" not in line
    assert decode(line) == carried(claim)
    assert encode(decode(line), report) == line


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"id": "c1"}', encode(CLAIM, REPORT).replace(b"2024-03-04", b"2024-13-04")])
def test_what_is_no_claim_is_said_in_one_line(line: bytes) -> None:
    with pytest.raises(InputError, match="not a claim"):
        decode(line)


def test_a_row_is_flat_and_whole() -> None:
    row = to_row(CLAIM, REPORT, FakeScale())
    assert set(row) == set(CSV_COLUMNS)
    told = {
        name: row[name]
        for name in ("actor", "recipient", "recipient_sector", "context", "quantities", "country", "score", "evidence", "auxiliary")
    }
    assert told == {
        "actor": "Kenya",
        "recipient": "",
        "recipient_sector": "UNK",
        "context": "health; economic",
        "quantities": "at least 400 tonnes",
        "country": "SOM",
        "score": "10.0",
        "evidence": "Kenya shipped at least 400 tonnes of maize to Mogadishu on Monday, Nairobi said.",
        "auxiliary": "",
    }


def test_parts_of_a_side_stay_in_step() -> None:
    claim = replace(CLAIM, actors=(replace(KENYA, code=None), replace(KENYA, name="Uganda", code="UGA", sector=None)))
    row = to_row(claim, REPORT)
    assert (row["actor"], row["actor_code"], row["actor_sector"]) == ("Kenya; Uganda", "; UGA", "GOV; ")


def quantity(kind: str, low: float | None = None, best: float | None = None, high: float | None = None, **more: object) -> Quantity:
    return replace(Quantity(kind, Span(0, 1), low, best, high), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (quantity("dead", best=12.0), "12 dead"),
        (quantity("injured", low=30.0), "at least 30 injured"),
        (quantity("injured", low=30.0, best=30.0), "at least 30 injured"),
        (quantity("troops", high=2000.0), "up to 2,000 troops"),
        (quantity("arrested", low=20.0, high=30.0), "20 to 30 arrested"),
        (quantity("dead", low=3.0, best=3.0, high=3.0), "3 dead"),
        (quantity("participants", best=500.0, approximate=True), "about 500 participants"),
        (quantity("money", best=1.5e6, unit="USD"), "1,500,000 USD"),
        (quantity("weapons", best=2.0, unit="tanks"), "2 tanks"),
        (quantity("other", best=0.5), "0.5 other"),
        (quantity("dead"), "an unknown number of dead"),
    ],
)
def test_quantities_in_words(given_: Quantity, expected: str) -> None:
    assert quantity_words(given_) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(12.0, "12"), (0.5, "0.5"), (None, "None"), (1e300, "1e+300"), (float("nan"), "nan")]
)
def test_plain_numbers(value: float | None, expected: str) -> None:
    assert repr(plain_number(value)) == expected
