"""The days that a matched expression of time means, counted from the day of the report.

Each function takes the named parts of the match in lower case, the report's day (None when unknown) and whether the act is past;
it gives the days, or None when the words mean no day or need a report's day that is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = {
    word: n
    for n, words in enumerate(
        [
            "zero",
            "a an one",
            "two couple",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
    for word in words.split()
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
ORDINALS = {
    w: n
    for n, w in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        1,
    )
}
# First days of the seasons, near the equinoxes and solstices, in the north.
SEASONS = {"spring": (3, 20), "summer": (6, 21), "fall": (9, 22), "autumn": (9, 22), "winter": (12, 21)}
FEASTS = {
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "new year 's eve": (12, 31),
    "new year 's day": (1, 1),
}
ERAS = {
    "world war i": (date(1914, 7, 28), date(1918, 11, 11)),
    "world war ii": (date(1939, 9, 1), date(1945, 9, 2)),
    "9 / 11": (date(2001, 9, 11), None),
}
WEIGHT = {"day": 0, "week": 1, "month": 2, "season": 3, "year": 4, "decade": 5}

Parts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day of what is meant, with the precision; `open`: the words themselves give an end."""

    start: date
    end: date
    precision: str
    open: bool = False


def _month_number(word: str) -> int:
    return next(i for i, m in enumerate(MONTHS, 1) if m.startswith(word.rstrip(".")[:3]))


def _weekday_number(word: str) -> int:
    return next(i for i, d in enumerate(DAYS) if d.startswith(word[:3]))


def _number(word: str) -> int | None:
    word = word.removesuffix(" the").removesuffix(" of").removesuffix(" more").removesuffix(" couple").strip()
    if word.replace(",", "").isdigit():
        return int(word.replace(",", ""))
    return NUMBERS.get(word)


def _day_number(word: str) -> int:
    return ORDINALS[word] if word in ORDINALS else int(re.sub(r"\D", "", word))


def _month_days(year: int, month: int, given: bool = False) -> Days:
    after = date(year + month // 12, month % 12 + 1, 1)
    return Days(date(year, month, 1), after - timedelta(1), "month", given)


def _year_days(year: int) -> Days:
    return Days(date(year, 1, 1), date(year, 12, 31), "year")


def _given_year(word: str, published: date | None) -> int | None:
    if word.isdigit():
        return int(word)
    shift = {"last year": -1, "this year": 0, "next year": 1}.get(word)
    return None if published is None or shift is None else published.year + shift


def _single(day: date) -> Days:
    return Days(day, day, "day")


def _date(g: Parts, published: date | None, past: bool) -> Days | None:
    """A day of a month; without a year the nearest, in the past or to come."""
    month = int(g["m"]) if g["m"].isdigit() else _month_number(g["m"])
    day = _day_number(g["d"])
    year = _given_year(g["y"], published)
    if year is not None:
        return _single(date(year, month, day))
    if published is None:
        return None
    return _single(_nearest(published, lambda y: date(y, month, day), past))


def _nearest(published: date, make: Callable[[int], date], past: bool) -> date:
    """The one of several years' days that is nearest before `published` (or on it), or after."""
    days = []
    for year in range(published.year - 8, published.year + 9):
        try:
            days.append(make(year))
        except ValueError:  # the 29th of February
            continue
    return max(d for d in days if d <= published) if past else min(d for d in days if d >= published)


def _month(g: Parts, published: date | None, past: bool) -> Days | None:
    month, which = _month_number(g["m"]), g.get("which", "")
    year = _given_year(g.get("y") or "", published)
    if year is not None:
        return _month_days(year, month)
    if published is None:
        return None
    here = published.replace(day=1)
    if which in {"last", "past", "this past", "previous"}:
        found = _nearest(here - timedelta(1), lambda y: date(y, month, 1), True)
    elif which in {"next", "coming", "this coming"}:
        found = _nearest(here + timedelta(31), lambda y: date(y, month, 1), False)
    elif which == "this":
        found = date(published.year, month, 1)
    else:
        found = _nearest(here, lambda y: date(y, month, 1), past)
    return _month_days(found.year, month)


def _weekday(g: Parts, published: date | None, past: bool) -> Days | None:
    if published is None:
        return None
    day, which = _weekday_number(g["w"]), g.get("which", "")
    if which in {"last", "this past", "past", "previous"}:
        return _single(published - timedelta((published.weekday() - day - 1) % 7 + 1))
    if which in {"next", "coming", "this coming"}:
        return _single(published + timedelta((day - published.weekday() - 1) % 7 + 1))
    if which not in {"", "this"}:
        return None
    if past:
        return _single(published - timedelta((published.weekday() - day) % 7))
    return _single(published + timedelta((day - published.weekday()) % 7))


def _weekday_week(g: Parts, published: date | None, past: bool) -> Days | None:
    week = _shifted("week", {"last": -1, "this": 0, "next": 1}[g["which"]], published)
    return None if week is None else _single(week.start + timedelta(_weekday_number(g["w"])))


def _season(g: Parts, published: date | None, past: bool) -> Days | None:
    month, day = SEASONS[g["s"]]
    year = _given_year(g["y"], published)
    if year is None and published is None:
        return None
    if year is not None:
        start = date(year, month, day)
    else:
        assert published is not None
        future = g["which"] in {"next", "coming", "this coming"} or (not past and g["which"] not in {"last", "past", "previous"})
        limit = published - timedelta(90) if g["which"] == "last" else published
        start = _nearest(limit, lambda y: date(y, month, day), not future)
    return Days(start, start + timedelta(91), "season")


def _decade(g: Parts, published: date | None, past: bool) -> Days | None:
    year = int(g["y"])
    return Days(date(year, 1, 1), date(year + 9, 12, 31), "decade")


def _year(g: Parts, published: date | None, past: bool) -> Days | None:
    return _year_days(int(g["y"]))


def _year_pair(g: Parts, published: date | None, past: bool) -> Days | None:
    first = int(g["y"])
    last = first // 100 * 100 + int(g["z"])
    return Days(date(first, 1, 1), date(last, 12, 31), "year", True) if last > first else _year_days(first)


def _feast(g: Parts, published: date | None, past: bool) -> Days | None:
    return None if published is None else _single(_nearest(published, lambda y: date(y, *FEASTS[g["f"]]), past))


def _era(g: Parts, published: date | None, past: bool) -> Days | None:
    start, end = ERAS[g["e"]]
    return Days(start, end or start, "year" if end else "day", end is not None)


def _near(g: Parts, published: date | None, past: bool) -> Days | None:
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(g["n"], 0)
    return None if published is None else _single(published + timedelta(shift))


def _now(g: Parts, published: date | None, past: bool) -> Days | None:
    return None if published is None else _single(published)


def _weekend(g: Parts, published: date | None, past: bool) -> Days | None:
    if published is None or g["which"].startswith(("that", "the")):
        return None
    future = g["which"] in {"next", "coming", "this coming"} or (not past and g["which"] not in {"last", "past", "this past"})
    back = (published.weekday() - 5) % 7
    saturday = published - timedelta(back)
    if future and back > 1:
        saturday += timedelta(7)
    return Days(saturday, saturday + timedelta(1), "day", True)


def _shifted(unit: str, by: int, published: date | None) -> Days | None:
    """The day, week, month, year or decade that lies `by` units from the report's."""
    if published is None:
        return None
    if unit == "day":
        return _single(published + timedelta(by))
    if unit == "week":
        monday = published - timedelta(published.weekday() - 7 * by)
        return Days(monday, monday + timedelta(6), "week")
    if unit == "month":
        months = published.year * 12 + published.month - 1 + by
        return _month_days(months // 12, months % 12 + 1)
    if unit == "year":
        return _year_days(published.year + by)
    if unit == "decade":
        first = published.year // 10 * 10 + 10 * by
        return Days(date(first, 1, 1), date(first + 9, 12, 31), "decade")
    return _single(published)  # seconds, minutes and hours stay on the day


def _unit(g: Parts, published: date | None, past: bool) -> Days | None:
    which = g["which"]
    shift = {"last": -1, "previous": -1, "past": -1, "this past": -1, "this": 0, "next": 1, "coming": 1, "this coming": 1}.get(
        which
    )
    if which in {"past", "this past"}:
        return _counted(1, g["u"], published)
    return None if shift is None else _shifted(g["u"], shift, published)


def _present(g: Parts, published: date | None, past: bool) -> Days | None:
    return _shifted(g["u"], 0, published)


def _ago(g: Parts, published: date | None, past: bool) -> Days | None:
    count = _number(g["c"])
    return None if count is None else _shifted(g["u"], -count, published)


def _counted(count: int | None, unit: str, published: date | None) -> Days | None:
    """The last `count` units up to the report's day."""
    if count is None or published is None:
        return None
    first = published - timedelta({"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3652}.get(unit, 0) * count)
    if unit in {"month", "year", "decade"} and (moved := _shifted(unit, -count, published)) is not None:
        first = moved.start.replace(month=published.month if unit != "month" else moved.start.month, day=min(published.day, 28))
    return Days(first, published, unit if unit in WEIGHT else "day", True)


def _past_span(g: Parts, published: date | None, past: bool) -> Days | None:
    return _counted(_number(g["c"]) if g["c"] else 1, g["u"], published)


def _next_span(g: Parts, published: date | None, past: bool) -> Days | None:
    back = _counted(_number(g["c"]) if g["c"] else 1, g["u"], published)
    if back is None or published is None:
        return None
    return Days(published, published + (published - back.start), back.precision, True)


RESOLVERS: dict[str, Callable[[Parts, date | None, bool], Days | None]] = {
    "iso": _date,
    "month_day": _date,
    "day_month": _date,
    "month_year": _month,
    "this_month": _month,
    "month": _month,
    "this_weekday": _weekday,
    "weekday_week": _weekday_week,
    "weekday": _weekday,
    "season": _season,
    "decade": _decade,
    "year": _year,
    "year_pair": _year_pair,
    "feast": _feast,
    "era": _era,
    "near": _near,
    "now": _now,
    "weekend": _weekend,
    "unit": _unit,
    "ago": _ago,
    "past_span": _past_span,
    "next_span": _next_span,
    "within": _next_span,
    "present": _present,
}
