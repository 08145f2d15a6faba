"""The dated terms of a person: read from roles.csv or from a user's table, and which of several counts."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from typing import NamedTuple

from whimbrel.actors.tables import INTERNATIONAL, OPEN, YEAR, Sense, day
from whimbrel.actors.titles import WEIGHT

USUAL = 4 * YEAR  # a term open when it was checked is trusted so long after that day, one with an unknown start so long before it


class Term(NamedTuple):
    """What a person was from `start` to `end` (yyyymmdd). `office` is one of roles.csv; `title` is what people call it, and may be
    empty, as code and sector may."""

    entity: str
    office: str
    title: str
    code: str
    sector: str
    start: int
    end: int
    span: str  # the term in words

    def holds(self, on: int) -> bool:
        """True when it is held on a day."""
        return self.start <= on <= self.end

    def said(self) -> str:
        """Title and days in words."""
        return f"{self.title or 'role'} {self.span}"


def term_of_row(row: tuple[str, ...]) -> Term:
    """The term of a row of roles.csv: entity, office, title, code, sector, from, to, checked."""
    entity, office, title, code, sector, start, end, checked = row
    seen = day(checked)
    first, last = day(start) or seen - USUAL, day(end, last=True) if end else seen + USUAL
    span = f"{start or 'an unknown day'} to {end or 'open when checked ' + checked}"
    return Term(entity, office, title or office, code, sector, first, last, span)


def term_of_sense(sense: Sense, office: str) -> Term:
    """The term of a user's row on a person. The user answers for an open end: it is trusted on every day."""
    span = f"{shown(sense.start)} to {shown(sense.end)}"
    return Term(sense.entity, office, sense.title, sense.code, sense.sector, sense.start, sense.end, span)


def is_term(sense: Sense) -> bool:
    """False for a user's row on a person that says the nationality and no more."""
    return bool(sense.sector or sense.title or sense.start or sense.end != OPEN)


def nationality(senses: Sequence[Sense]) -> str:
    """Code of the person of a user's rows: that of a row which says no more, else that of the earliest term for a state."""
    known = [sense.code for sense in senses if sense.code and not is_term(sense)]
    terms = sorted(senses, key=lambda sense: (sense.start, sense.end))
    return next(iter(known + [sense.code for sense in terms if sense.code and sense.code not in INTERNATIONAL]), "")


def shown(number: int) -> str:
    """A day (yyyymmdd) in words."""
    if number in (0, OPEN):
        return "today" if number else "an unknown day"
    year, month = number // YEAR, number // 100 % 100
    return f"{year:04}-{month:02}-{min(number % 100, monthrange(year, month)[1]):02}"


def weight(term: Term) -> tuple[float, bool, int, str]:
    """Order of terms that are held on one day: high offices, then any office before a seat in parliament, then the later."""
    return (WEIGHT.get(term.office, 0.0), term.sector != "LEG", term.start, term.title)


def lately(term: Term) -> tuple[bool, int, float, str]:
    """Order of terms where no day is known: the last one, and stopgaps before all others."""
    return (term.end - term.start > YEAR // 2, term.end, WEIGHT.get(term.office, 0.0), term.title)
