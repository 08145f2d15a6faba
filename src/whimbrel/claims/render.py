"""A claim as JSON and as a row of a table, and back from JSON.

The JSON names are those that PLOVER's users, the scorer and the reference page know. A claim's reasons travel in its own `why`; the
reasons of single participants and quantities, and a speaker's id and role, are not part of the exchange format.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypedDict

import msgspec

from whimbrel.errors import InputError
from whimbrel.records import Claim, Entity, Place, Quantity, Report, Span, Speaker, When

_EXACT = 2**53  # whole numbers up to here are the same as int and as float


class Scale(Protocol):
    """What rendering asks of an ontology: the quad class of an event type, and its score from conflict -10 to cooperation +10."""

    def quad(self, event: str) -> int: ...

    def score(self, event: str, modes: Sequence[str]) -> float: ...


class SpanJson(TypedDict):
    start: int
    end: int


class WordsJson(TypedDict):
    text: str
    start: int
    end: int


class EntityJson(TypedDict):
    text: str
    start: int
    end: int
    name: str
    id: str | None
    code: str | None
    sector: str | None
    sectors: list[str]
    role: str | None


class PlaceJson(TypedDict):
    text: str
    start: int
    end: int
    name: str
    geonameid: int | None
    lat: float | None
    lon: float | None
    country: str | None
    admin1: str | None
    precision: str | None


class QuantityJson(TypedDict):
    kind: str
    text: str
    start: int
    end: int
    low: int | float | None
    best: int | float | None
    high: int | float | None
    unit: str | None
    approximate: bool


class SpeakerJson(TypedDict):
    text: str
    start: int
    end: int
    name: str
    code: str | None
    sector: str | None
    cue: WordsJson | None


class ClaimJson(TypedDict):
    id: str
    report: str
    event: str
    mode: list[str]
    context: list[str]
    auxiliary: list[str]
    quad: int | None
    score: float | None
    actor: list[EntityJson]
    recipient: list[EntityJson]
    date: str | None
    enddate: str | None
    date_precision: str | None
    date_text: WordsJson | None
    place: PlaceJson | None
    quantities: list[QuantityJson]
    speaker: list[SpeakerJson]
    evidence: SpanJson
    trigger: WordsJson
    confidence: float
    why: list[str]
    coder: str


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(ClaimJson)


def to_json(claim: Claim, report: Report, scale: Scale | None = None) -> ClaimJson:
    """The claim as plain values, keys in the documented order; `report` gives the words, `scale` (an Ontology) quad and score."""
    text = report.text
    return {
        "id": claim.id,
        "report": claim.report,
        "event": claim.event,
        "mode": list(claim.modes),
        "context": list(claim.contexts),
        "auxiliary": list(claim.auxiliary),
        "quad": scale.quad(claim.event) if scale else None,
        "score": scale.score(claim.event, claim.modes) if scale else None,
        "actor": [_entity(actor) for actor in claim.actors],
        "recipient": [_entity(recipient) for recipient in claim.recipients],
        "date": _iso(claim.when.start),
        "enddate": _iso(claim.when.end),
        "date_precision": claim.when.precision,
        "date_text": _words(claim.when.span, text) if claim.when.span else None,
        "place": _place(claim.place, text) if claim.place else None,
        "quantities": [_quantity(quantity, text) for quantity in claim.quantities],
        "speaker": [_speaker(speaker, text) for speaker in claim.speakers],
        "evidence": {"start": claim.evidence.start, "end": claim.evidence.end},
        "trigger": _words(claim.trigger, text),
        "confidence": claim.confidence,
        "why": list(claim.why),
        "coder": claim.coder,
    }


def encode(claim: Claim, report: Report, scale: Scale | None = None) -> bytes:
    """The claim as one line of JSON (UTF-8, without line end); the same claim gives the same bytes."""
    return _encoder.encode(to_json(claim, report, scale))


def decode(line: bytes) -> Claim:
    """The claim that `encode` wrote: equal to it but for what the format does not carry. Unknown keys are ignored.

    InputError when the line is not JSON, lacks a key or holds a value of the wrong type.
    """
    try:
        row = _decoder.decode(line)
        return _claim(row)
    except (msgspec.MsgspecError, ValueError) as error:
        raise InputError(f"not a claim: {error}") from None


def _claim(row: ClaimJson) -> Claim:
    place = row["place"]
    return Claim(
        id=row["id"],
        report=row["report"],
        event=row["event"],
        modes=tuple(row["mode"]),
        contexts=tuple(row["context"]),
        auxiliary=tuple(row["auxiliary"]),
        actors=tuple(_to_entity(actor) for actor in row["actor"]),
        recipients=tuple(_to_entity(recipient) for recipient in row["recipient"]),
        when=When(_day(row["date"]), _day(row["enddate"]), row["date_precision"], _span(row["date_text"])),
        place=_to_place(place) if place else None,
        quantities=tuple(_to_quantity(quantity) for quantity in row["quantities"]),
        speakers=tuple(_to_speaker(speaker) for speaker in row["speaker"]),
        evidence=Span(row["evidence"]["start"], row["evidence"]["end"]),
        trigger=Span(row["trigger"]["start"], row["trigger"]["end"]),
        confidence=row["confidence"],
        why=tuple(row["why"]),
        coder=row["coder"],
    )


def _entity(entity: Entity) -> EntityJson:
    return {
        "text": entity.text,
        "start": entity.span.start,
        "end": entity.span.end,
        "name": entity.name,
        "id": entity.id,
        "code": entity.code,
        "sector": entity.sector,
        "sectors": list(entity.sectors),
        "role": entity.role,
    }


def _to_entity(row: EntityJson) -> Entity:
    span = Span(row["start"], row["end"])
    return Entity(span, row["text"], row["name"], row["id"], row["code"], row["sector"], tuple(row["sectors"]), row["role"])


def _speaker(speaker: Speaker, text: str) -> SpeakerJson:
    entity = speaker.entity
    return {
        "text": entity.text,
        "start": entity.span.start,
        "end": entity.span.end,
        "name": entity.name,
        "code": entity.code,
        "sector": entity.sector,
        "cue": _words(speaker.cue, text) if speaker.cue else None,
    }


def _to_speaker(row: SpeakerJson) -> Speaker:
    entity = Entity(Span(row["start"], row["end"]), row["text"], row["name"], code=row["code"], sector=row["sector"])
    return Speaker(entity, _span(row["cue"]))


def _place(place: Place, text: str) -> PlaceJson:
    return {
        "text": place.span.of(text),
        "start": place.span.start,
        "end": place.span.end,
        "name": place.name,
        "geonameid": place.geonameid,
        "lat": place.lat,
        "lon": place.lon,
        "country": place.country,
        "admin1": place.admin1,
        "precision": place.precision,
    }


def _to_place(row: PlaceJson) -> Place:
    span = Span(row["start"], row["end"])
    return Place(span, row["name"], row["geonameid"], row["lat"], row["lon"], row["country"], row["admin1"], row["precision"])


def _quantity(quantity: Quantity, text: str) -> QuantityJson:
    return {
        "kind": quantity.kind,
        "text": quantity.span.of(text),
        "start": quantity.span.start,
        "end": quantity.span.end,
        "low": plain_number(quantity.low),
        "best": plain_number(quantity.best),
        "high": plain_number(quantity.high),
        "unit": quantity.unit,
        "approximate": quantity.approximate,
    }


def _to_quantity(row: QuantityJson) -> Quantity:
    low, best, high = (None if bound is None else float(bound) for bound in (row["low"], row["best"], row["high"]))
    return Quantity(row["kind"], Span(row["start"], row["end"]), low, best, high, row["unit"], row["approximate"])


def plain_number(value: float | None) -> int | float | None:
    """`value` as an int where it is whole, so that twelve dead are written 12 and not 12.0."""
    return int(value) if value is not None and abs(value) < _EXACT and value == int(value) else value


def _words(span: Span, text: str) -> WordsJson:
    return {"text": span.of(text), "start": span.start, "end": span.end}


def _span(row: WordsJson | None) -> Span | None:
    return None if row is None else Span(row["start"], row["end"])


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


CSV_COLUMNS = (
    "id", "report", "event", "mode", "context", "auxiliary", "quad", "score",
    "actor", "actor_code", "actor_sector", "recipient", "recipient_code", "recipient_sector",
    "date", "enddate", "date_precision", "place", "country", "lat", "lon", "geonameid",
    "quantities", "speaker", "speaker_code", "trigger", "trigger_start", "trigger_end",
    "evidence", "evidence_start", "evidence_end", "confidence", "why", "coder",
)  # fmt: skip
"""The columns of `whimbrel code --format csv`, one claim a row; what a claim has several of stands in one cell, parted by "; "."""


def to_row(claim: Claim, report: Report, scale: Scale | None = None) -> dict[str, str]:
    """The claim as one flat row with the keys CSV_COLUMNS; empty cells for what is not known."""
    row = to_json(claim, report, scale)
    return (
        _what_cells(row)
        | _side_cells("actor", row["actor"])
        | _side_cells("recipient", row["recipient"])
        | _where_cells(row["place"])
        | {
            "quantities": _joined(quantity_words(quantity) for quantity in claim.quantities),
            "speaker": _joined(speaker["name"] for speaker in row["speaker"]),
            "speaker_code": _joined(speaker["code"] for speaker in row["speaker"]),
            "evidence": " ".join(claim.evidence.of(report.text).split()),
            "evidence_start": str(claim.evidence.start),
            "evidence_end": str(claim.evidence.end),
            "confidence": str(claim.confidence),
            "why": _joined(claim.why),
            "coder": claim.coder,
        }
    )


def _what_cells(row: ClaimJson) -> dict[str, str]:
    trigger = row["trigger"]
    return {
        "id": row["id"],
        "report": row["report"],
        "event": row["event"],
        "mode": _joined(row["mode"]),
        "context": _joined(row["context"]),
        "auxiliary": _joined(row["auxiliary"]),
        "quad": _cell(row["quad"]),
        "score": _cell(row["score"]),
        "date": _cell(row["date"]),
        "enddate": _cell(row["enddate"]),
        "date_precision": _cell(row["date_precision"]),
        "trigger": trigger["text"],
        "trigger_start": str(trigger["start"]),
        "trigger_end": str(trigger["end"]),
    }


def _side_cells(name: str, entities: list[EntityJson]) -> dict[str, str]:
    """Name, code and sector of one side; the n-th part of each cell belongs to the n-th participant, so unknown ones stay as ""."""
    return {
        name: _joined(entity["name"] or entity["text"] for entity in entities),
        f"{name}_code": _joined(entity["code"] for entity in entities),
        f"{name}_sector": _joined(entity["sector"] for entity in entities),
    }


def _where_cells(place: PlaceJson | None) -> dict[str, str]:
    if place is None:
        return dict.fromkeys(("place", "country", "lat", "lon", "geonameid"), "")
    return {
        "place": place["name"],
        "country": _cell(place["country"]),
        "lat": _cell(place["lat"]),
        "lon": _cell(place["lon"]),
        "geonameid": _cell(place["geonameid"]),
    }


def quantity_words(quantity: Quantity) -> str:
    """A quantity as people say it: "12 dead", "at least 30 injured", "about 2,000 troops", "20 to 30 arrested"."""
    unit = quantity.unit if quantity.unit and quantity.unit != quantity.kind else ""
    kind = "" if unit and quantity.kind in ("other", "money", "weapons") else quantity.kind
    return " ".join(part for part in (_amount(quantity), unit, kind) if part)


def _amount(quantity: Quantity) -> str:
    low, best, high = (_number_words(bound) for bound in (quantity.low, quantity.best, quantity.high))
    if low and high:
        words = low if low == high else f"{low} to {high}"
    elif low and best in (None, low):
        words = f"at least {low}"
    elif high and best in (None, high):
        words = f"up to {high}"
    else:
        words = best or low or high or "an unknown number of"
    return f"about {words}" if quantity.approximate else words


def _number_words(value: float | None) -> str | None:
    return None if value is None else f"{plain_number(value):,}"


def _joined(parts: Iterable[str | None]) -> str:
    return "; ".join(part or "" for part in parts)


def _cell(value: object) -> str:
    return "" if value is None else str(value)
