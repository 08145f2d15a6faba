"""Publication dates as people and feeds write them: ISO 8601 dates and datetimes, and RFC 2822."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from whimbrel.config import FIRST_YEAR, LAST_YEAR

_FRACTION = re.compile(r"(:\d\d)[.,]\d+")


def parse_date(text: str) -> date:
    """The day that `text` names: "2024-03-05", "2024-03-05T23:10:00Z", "Tue, 05 Mar 2024 23:10:00 +0300".

    A time zone does not move the day: the day as written is the day on which the publisher's readers read it, and "Tuesday" in the
    report is counted from there. ValueError, with a line that says what is accepted, for anything else, for a day that does not
    exist, and for years outside FIRST_YEAR..LAST_YEAR.
    """
    day = _iso(text.strip()) or _rfc2822(text.strip())
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        shown = text.strip()[:40]
        raise ValueError(f"{shown!r} is not a date; write it as 2024-03-05, 2024-03-05T10:00:00Z or Tue, 05 Mar 2024 10:00:00 GMT")
    return day


def _iso(text: str) -> date | None:
    try:
        # fractions of a second are cut: feeds write one to nine digits, fromisoformat takes three or six
        return datetime.fromisoformat(_FRACTION.sub(r"\1", text)).date()
    except ValueError:
        return None


def _rfc2822(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
