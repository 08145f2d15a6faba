"""Words of time and the days they mean. 2009-02-25 is a Wednesday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from whimbrel.circumstances import when
from whimbrel.document import Tokens

Tokenize = Callable[[str], Tokens]
WEDNESDAY = date(2009, 2, 25)


def resolved(tokens: Tokens, published: date | None, past: bool = True) -> list[tuple[str, str, str]]:
    found = [when.resolve(e, published, past) for e in when.find(tokens, published)]
    return [(str(w.start), str(w.end), str(w.precision)) for w in found]


PAST = [
    ("They met Tuesday.", "2009-02-24", "None", "day"),
    ("They met on Wednesday.", "2009-02-25", "None", "day"),
    ("They met late Thursday night.", "2009-02-19", "None", "day"),
    ("They met last Wednesday.", "2009-02-18", "None", "day"),
    ("They met last week.", "2009-02-16", "None", "week"),
    ("They met last month.", "2009-01-01", "None", "month"),
    ("They met last year to talk.", "2008-01-01", "None", "year"),
    ("They met in March.", "2008-03-01", "None", "month"),
    ("They met last December.", "2008-12-01", "None", "month"),
    ("They met on March 5.", "2008-03-05", "None", "day"),
    ("They met on 5 March 2001.", "2001-03-05", "None", "day"),
    ("They met on Sept. 11, 2001.", "2001-09-11", "None", "day"),
    ("They met on 2001-03-04.", "2001-03-04", "None", "day"),
    ("They met in May 2001.", "2001-05-01", "None", "month"),
    ("They met in 1991.", "1991-01-01", "None", "year"),
    ("They met in the 1990s.", "1990-01-01", "None", "decade"),
    ("They met in the 1970s and 1980s.", "1970-01-01", "1989-12-31", "decade"),
    ("They met yesterday.", "2009-02-24", "None", "day"),
    ("They met two days ago.", "2009-02-23", "None", "day"),
    ("They met three weeks ago.", "2009-02-02", "None", "week"),
    ("They met two years ago.", "2007-01-01", "None", "year"),
    ("They met earlier this year.", "2009-01-01", "None", "year"),
    ("They met last fall.", "2008-09-22", "None", "season"),
    ("They have met since last fall.", "2008-09-22", "2009-02-25", "season"),
    ("They have met since 1997.", "1997-01-01", "2009-02-25", "year"),
    ("They met from 2001 to 2004.", "2001-01-01", "2004-12-31", "year"),
    ("They met between March and May 2006.", "2006-03-01", "2006-05-31", "month"),
    ("They met from May 15-24.", "2008-05-15", "2008-05-24", "day"),
    ("They met from 4 to 7 November.", "2008-11-04", "2008-11-07", "day"),
    ("They met by the end of 2008.", "2008-12-31", "None", "year"),
    ("They met over the past three years.", "2006-02-25", "2009-02-25", "year"),
]


@pytest.mark.parametrize(("text", "start", "end", "precision"), PAST)
def test_past(tokens: Tokenize, text: str, start: str, end: str, precision: str) -> None:
    assert resolved(tokens(text), WEDNESDAY) == [(start, end, precision)]


FUTURE = [
    ("They will meet Tuesday.", "2009-03-03", "None", "day"),
    ("They will meet next month.", "2009-03-01", "None", "month"),
    ("They will meet in January.", "2010-01-01", "None", "month"),
    ("They will meet tomorrow.", "2009-02-26", "None", "day"),
    ("They will meet later this year.", "2009-02-25", "2009-12-31", "year"),
    ("They will meet on March 5.", "2009-03-05", "None", "day"),
    ("They will meet next week.", "2009-03-02", "None", "week"),
]


@pytest.mark.parametrize(("text", "start", "end", "precision"), FUTURE)
def test_future(tokens: Tokenize, text: str, start: str, end: str, precision: str) -> None:
    assert resolved(tokens(text), WEDNESDAY, past=False) == [(start, end, precision)]


@pytest.mark.parametrize(
    "text", ["They recently met.", "In recent months they met.", "They met two days later.", "They met for hours."]
)
def test_no_date(tokens: Tokenize, text: str) -> None:
    assert {start for start, _, _ in resolved(tokens(text), WEDNESDAY)} == {"None"}


@pytest.mark.parametrize(
    "text",
    ["Resolution 1701 was adopted.", "They freed 2,000 men.", "They may march.", "They spent $2000.", "Some 1500 people left."],
)
def test_no_expression(tokens: Tokenize, text: str) -> None:
    assert when.find(tokens(text)) == ()


def test_without_report_day_relative_words_keep_their_span(tokens: Tokenize) -> None:
    text = "The minister resigned on Thursday."
    (expression,) = when.find(tokens(text))
    found = when.resolve(expression, None, True)
    assert found.start is None
    assert found.span is not None and found.span.of(text) == "on Thursday"


def test_full_dates_need_no_report_day(tokens: Tokenize) -> None:
    assert resolved(tokens("On 3 May 2008 they met."), None) == [("2008-05-03", "None", "day")]


def test_impossible_days_have_no_date(tokens: Tokenize) -> None:
    assert [start for start, _, _ in resolved(tokens("They met on February 30, 2008."), WEDNESDAY)] == ["None"]


def test_leap_day_is_found_in_a_leap_year(tokens: Tokenize) -> None:
    assert resolved(tokens("They met on February 29."), WEDNESDAY) == [("2008-02-29", "None", "day")]


def test_expressions_do_not_cross_sentences(tokens: Tokenize) -> None:
    assert len(when.find(tokens("They met on Monday\n\nTuesday was quiet."))) == 2


def test_kinds(tokens: Tokenize) -> None:
    kinds = [e.kind for e in when.find(tokens("On Monday, in May 2001, in 1991 and for two hours, then last fall."))]
    assert kinds == ["weekday", "month", "year", "duration", "season"]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("They will have met since Tuesday.", "2009-02-24", "2009-02-25"),
        ("They will have met since March.", "2008-03-01", "2009-02-25"),
        ("They will have met since Dec. 12.", "2008-12-12", "2009-02-25"),
        ("They have met since 2011.", "2011-01-01", "None"),
    ],
)
def test_since_looks_back_also_from_an_act_to_come(tokens: Tokenize, text: str, start: str, end: str) -> None:
    assert [found[:2] for found in resolved(tokens(text), WEDNESDAY, past=False)] == [(start, end)]


CORES = [
    "Tuesday", "Wednesday", "next Thursday", "last Friday", "March", "next May", "March 5", "29 February", "Dec. 31, 2008", "2008",
    "2011", "2012-03-04", "May 2012", "last fall", "next winter", "Christmas", "yesterday", "tomorrow", "last week", "next month",
    "this year", "the weekend", "next weekend", "the 1990s", "the 2020s", "two days ago", "three years ago", "the past two weeks",
    "the next five days", "within three months", "the end of the year", "2008-09", "9/11", "World War II",
]  # fmt: skip
LEADS = ["", "on", "since", "ever since", "since early", "since the end of", "until", "till late", "by the end of", "later", "from"]
SPANS = ["from {} to {}", "between {} and {}", "{} until {}", "since {} and {}", "{}-{}"]
PAIRS = [("Tuesday", "Friday"), ("Friday", "Tuesday"), ("March", "January"), ("2012", "2004"), ("May 5", "April 2")]


def test_no_span_ends_before_it_starts(tokens: Tokenize) -> None:
    texts = [f"They met {lead} {core} again." for lead in LEADS for core in CORES]
    texts += ["They met " + span.format(*pair) + " again." for span in SPANS for pair in PAIRS]
    seen = 0
    for text in texts:
        for expression in when.find(tokens(text)):
            for past in (True, False):
                for day in (WEDNESDAY, date(2009, 1, 1), date(2008, 2, 29), date(2009, 12, 31), None):
                    found = when.resolve(expression, day, past)
                    assert found.end is None or (found.start is not None and found.start <= found.end), (text, day, past, found)
                    seen += found.end is not None
    assert seen > 500
