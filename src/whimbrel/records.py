"""The nouns of Whimbrel: one family of frozen records.

All offsets are characters (Unicode code points) of `Report.text`, end exclusive. A record never changes after birth; what is
corrected or coded again is a new record. The JSON names of a claim are made in `claims/render.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Precision = str  # "day" | "week" | "month" | "season" | "year" | "decade" | "report"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of `Report.text`: `start` inclusive, `end` exclusive, in characters."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """True when the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Report:
    """A witness, kept as it came. `published` is None when unknown: relative dates then stay unresolved."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: date | None = None
    language: str | None = None
    retrieved: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A participant as written (`span`, `text`) and as understood on the report's date (the rest).

    `code` is an ISO 3166 alpha-3 code or one of UNO EUR IGO NGO ISM IMG MNC, None when the text does not make it plain;
    `sector` a PLOVER sector; `why` says what decided. `text` is empty when no mention is left to point at.
    """

    span: Span
    text: str
    name: str
    id: str | None = None
    code: str | None = None
    sector: str | None = None
    sectors: tuple[str, ...] = ()
    role: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """The time of an act: first and last day as understood (`end` None for a single day or an open span).

    `span` is where the words stand, None when nothing is said and the report's date is meant (precision "report").
    """

    start: date | None
    end: date | None
    precision: Precision | None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an act; coordinates in degrees (WGS 84) where the gazetteer knows it."""

    span: Span
    name: str
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    precision: str | None = None  # "country" | "admin1" | "city" | "named"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that measures an act. `kind`: dead injured arrested abducted displaced released troops participants weapons
    money other. `low`/`high` bound it ("at least 12": low 12), `best` is the number given."""

    kind: str
    span: Span
    low: float | None = None
    best: float | None = None
    high: float | None = None
    unit: str | None = None
    approximate: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """To whom the report attributes a claim, with the cue ("said", "according to") that shows it."""

    entity: Entity
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one report says about one act: the atom.

    `id` is a hash of what it says (report, evidence, trigger, event, participants): coding again adds nothing twice.
    `evidence` is the sentence, `trigger` the words that name the act; `auxiliary` says whether it happened (empty: it did or is
    under way); `confidence` is a probability in 0..1; `why` gives, in words, what decided; `coder` names version, model, ontology.
    """

    id: str
    report: str
    event: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    auxiliary: tuple[str, ...]
    actors: tuple[Entity, ...]
    recipients: tuple[Entity, ...]
    when: When
    place: Place | None
    quantities: tuple[Quantity, ...]
    speakers: tuple[Speaker, ...]
    evidence: Span
    trigger: Span
    confidence: float
    why: tuple[str, ...]
    coder: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be done, as data. `code` is a short stable word ("language", "encoding"), `message` one line for a person."""

    report: str
    span: Span | None
    stage: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Coded:
    """What came of one report: its claims in reading order, and what could not be done."""

    report: Report
    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...] = ()
