"""Claims for a reader: a card of two or three lines per claim, grouped by report.

1  AID  Kenya [KEN GOV] → Somalia [SOM GOV]
   happened · 2024-03-04 · in Mogadishu (SOM) · 400 tonnes · says the Kenyan foreign ministry [KEN GOV]
   “Kenya *shipped* 400 tonnes of maize to Mogadishu on Monday, the foreign ministry said.”
"""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from whimbrel.claims.render import Scale, quantity_words
from whimbrel.records import Claim, Coded, Entity, Place, Report, Span, When

STATUS = {"historical": "background", "future": "planned", "hypothetical": "possible", "negation": "denied"}
"""The auxiliaries as a reader's words; a claim with none of them happened."""

_NARROWEST, _WIDEST, _USUAL = 60, 120, 100  # columns; over 120 lines are tiring to read
_INDENT = 5
_TIED = "\u00a0"  # a space at which no line is broken; printed as a plain space
_STYLES = {
    "head": "1", "dim": "2", "trigger": "1;4", "background": "2", "planned": "36", "possible": "33", "denied": "31",
    "quad 1": "1;32", "quad 2": "1;34", "quad 3": "1;33", "quad 4": "1;31",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How wide and whether in colour."""

    width: int = _USUAL
    colour: bool = False

    @classmethod
    def of_terminal(cls, terminal: bool) -> Look:
        """The look for standard output: 100 columns without colour unless it is a terminal; NO_COLOR and TERM=dumb are obeyed."""
        width = shutil.get_terminal_size((_USUAL, 24)).columns if terminal else _USUAL
        colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and sys.platform != "win32"
        return cls(max(_NARROWEST, min(width, _WIDEST)), colour)

    def paint(self, text: str, style: str) -> str:
        code = _STYLES.get(style, "")
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code and text else text


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one style; a line breaks at spaces, and not at _TIED."""

    text: str
    style: str = ""


class Table:
    """Makes the text for one report after another, and a last line with the totals."""

    def __init__(self, look: Look, scale: Scale | None = None, *, explain: bool = False) -> None:
        self._look = look
        self._scale = scale
        self._explain = explain
        self._reports = self._claims = 0

    def write(self, coded: Coded) -> str:
        """The report's heading and a card for each claim."""
        gap = "\n" if self._reports else ""
        self._reports += 1
        self._claims += len(coded.claims)
        cards = [self._card(number, claim, coded.report) for number, claim in enumerate(coded.claims, start=1)]
        return gap + "\n".join([self._heading(coded.report), *(cards or [self._look.paint("     no claims\n", "dim")])])

    def footer(self) -> str:
        return f"\n{_count(self._reports, 'report')}, {_count(self._claims, 'claim')}\n"

    def _heading(self, report: Report) -> str:
        title = plain(report.title or report.id)
        facts = (report.published.isoformat() if report.published else "no publication date", report.publisher, report.url)
        about = plain(" · ".join(fact for fact in facts if fact))
        rule = "─" * self._look.width
        lines = [*self._flow([Piece(title, "head")], indent=0), *self._flow([Piece(about, "dim")], indent=0)]
        return "\n".join([*lines, self._look.paint(rule, "dim")])

    def _card(self, number: int, claim: Claim, report: Report) -> str:
        lines = self._flow(list(self._what(claim)), lead=f"{number:>3}  ")
        lines += self._flow(list(_circumstances(claim, report)))
        lines.append(" " * _INDENT + self._quote(claim, report))
        if self._explain:
            lines += [line for reason in _reasons(claim) for line in self._flow([Piece(reason, "dim")], indent=_INDENT + 2)]
        return "\n".join(lines) + "\n"

    def _what(self, claim: Claim) -> Iterator[Piece]:
        yield Piece(claim.event, f"quad {self._scale.quad(claim.event)}" if self._scale else "head")
        if claim.modes:
            yield Piece(", ".join(claim.modes))
        yield Piece(_TIED + (_entities(claim.actors) or "nobody named"))
        if claim.recipients:
            yield Piece(f"→{_TIED}{_entities(claim.recipients)}")

    def _quote(self, claim: Claim, report: Report) -> str:
        """The evidence in one line, cut around the trigger where it is longer."""
        before, trigger, after = _cut(report.text, claim.evidence, claim.trigger, self._look.width - _INDENT - 4)
        marked = self._look.paint(trigger, "trigger") if self._look.colour else f"*{trigger}*"
        return f"“{before}{marked}{after}”"

    def _flow(self, pieces: list[Piece], *, lead: str = "", indent: int = _INDENT) -> list[str]:
        """Lines of `pieces` within the width, broken between words; `lead` stands before the first one."""
        lines: list[str] = []
        words: list[Piece] = []
        room = self._look.width - indent
        for word in (Piece(word, piece.style) for piece in pieces for word in piece.text.split(" ") if word):
            if words and room < columns(word.text) + 1:
                lines.append(self._join(words))
                words, room = [], self._look.width - indent
            room -= columns(word.text) + bool(words)
            words.append(word)
        lines.append(self._join(words))
        return [(lead if lead and not i else " " * indent) + line for i, line in enumerate(lines)]

    def _join(self, words: list[Piece]) -> str:
        runs = groupby(words, key=lambda word: word.style)
        line = " ".join(self._look.paint(" ".join(word.text for word in run), style) for style, run in runs)
        return line.replace(_TIED, " ")


def status_words(auxiliary: Iterable[str]) -> str:
    """ "happened", or what holds instead: "planned", "background, denied"."""
    return ", ".join(STATUS.get(name, name) for name in auxiliary) or "happened"


def date_words(when: When, report: Report) -> str:
    """The time of an act, as exact as it is known."""
    if when.start is None:
        said = f": “{plain(when.span.of(report.text))}”" if when.span else ""
        return f"date unresolved{said}" if said else "no date"
    iso = when.start.isoformat()
    first = {
        "report": f"{iso} (report's date)",
        "week": f"week of {iso}",
        "month": iso[:7],
        "season": f"season from {iso}",
        "year": iso[:4],
        "decade": f"{iso[:3]}0s",
    }.get(when.precision or "day", iso)
    return f"{first} to {when.end.isoformat()}" if when.end and when.end != when.start else first


def plain(text: str) -> str:
    """`text` on one line and safe for a terminal: no control characters, which could steer it, and no direction marks."""
    spaced = " ".join(text.split())
    if spaced.isascii() and spaced.isprintable():
        return spaced
    return "".join(character for character in spaced if unicodedata.category(character) not in ("Cc", "Cf", "Cs"))


def columns(text: str) -> int:
    """How many terminal columns `text` takes: two for East Asian wide characters and emoji, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _circumstances(claim: Claim, report: Report) -> Iterator[Piece]:
    first = next(iter(claim.auxiliary), "")
    yield Piece(status_words(claim.auxiliary), STATUS.get(first, ""))
    facts = [date_words(claim.when, report)]
    facts += [f"in {_place(claim.place)}"] if claim.place else []
    facts += [", ".join(plain(quantity_words(quantity)) for quantity in claim.quantities)] if claim.quantities else []
    facts += ["says " + ", who cites ".join(_entity(speaker.entity) for speaker in claim.speakers)] if claim.speakers else []
    yield from (Piece(f"·{_TIED}{fact}") for fact in facts)


def _entities(entities: Iterable[Entity]) -> str:
    return " + ".join(_entity(entity) for entity in entities)


def _entity(entity: Entity) -> str:
    code = _TIED.join(part for part in (entity.code, entity.sector) if part)
    name = plain(entity.name or entity.text) or "unknown"
    return f"{name}{_TIED}[{code}]" if code else name


def _place(place: Place) -> str:
    name = plain(place.name)
    return f"{name} ({place.country})" if place.country and place.precision != "country" else name


def _reasons(claim: Claim) -> Iterator[str]:
    yield from (f"why: {plain(reason)}" for reason in claim.why)
    speakers = (who.entity for who in claim.speakers)  # the reasons for actors and recipients are part of the claim's own
    yield from (f"speaker {_entity(entity)}: {plain(entity.why)}" for entity in speakers if entity.why)
    yield from (f"{quantity_words(quantity)}: {plain(quantity.why)}" for quantity in claim.quantities if quantity.why)
    yield f"confidence {claim.confidence:.2f}, coder {plain(claim.coder)}"


def _cut(text: str, evidence: Span, trigger: Span, room: int) -> tuple[str, str, str]:
    """What stands before the trigger, the trigger, and what stands after it, in `room` columns together; "…" for words left out."""
    near = 4 * room  # a sentence may be a hundred thousand characters long; so many fill the line, combining marks and all
    before = _padded(text[max(evidence.start, trigger.start - near) : trigger.start]).lstrip()
    word = plain(trigger.of(text))
    after = _padded(text[trigger.end : min(evidence.end, trigger.end + near)]).rstrip()
    room -= columns(word)
    if columns(before) + columns(after) <= room:
        return before, word, after
    half = max(room // 2, 0)
    after_room = max(room - min(columns(before), half), 0)
    after = _shorten(after, after_room)
    return _shorten_left(before, max(room - columns(after), 0)), word, after


def _padded(text: str) -> str:
    """`plain`, but with a space kept at each end where the text has one."""
    inner = plain(text)
    return (" " if text[:1].isspace() else "") + inner + (" " if inner and text[-1:].isspace() else "")


def _shorten(text: str, room: int) -> str:
    if columns(text) <= room:
        return text
    while text and columns(text) + 2 > room:
        text = text[:-1] if " " not in text.strip() else text.rstrip().rpartition(" ")[0]
    return f"{text.rstrip()} …" if room >= 2 else ""


def _shorten_left(text: str, room: int) -> str:
    if columns(text) <= room:
        return text
    while text and columns(text) + 2 > room:
        text = text[1:] if " " not in text.strip() else text.lstrip().partition(" ")[2]
    return f"… {text.lstrip()}" if room >= 2 else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
