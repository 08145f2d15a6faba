"""Words of time in a report, and the days they mean on the day it was published.

`find` gives every expression of a report; `resolve` gives the days of one, for an act that is past or one to come. Habits of news
reports decide what the words leave open: "Tuesday" is the nearest Tuesday before the report for a past act and after it for a
future one, the report's own day where that is a Tuesday; "last week" begins on its Monday; "in March" is the nearest March.
An expression that counts from something else ("two days later", "after the vote") or is vague ("recently") has no date.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta

from whimbrel.circumstances.days import NUMBERS, ORDINALS, RESOLVERS, WEIGHT, Days
from whimbrel.circumstances.words import word_set
from whimbrel.document import GAP_LINE, Ints, Tokens
from whimbrel.records import Span, When

MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri)\.)"
DAY = rf"(?:(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?|{'|'.join(ORDINALS)})(?![\w.]| percent| %)"
YEAR = r"(?:1[4-9]\d\d|20\d\d)(?![\w,.]*\d)"
PART = "(?:morning|afternoon|evening|night)"
UNIT = "(?:minute|hour|day|week|month|year|decade)"
COUNT = rf"(?:\d+(?:[.,]\d+)*|{'|'.join(NUMBERS)}|several|few|many)(?: (?:dozen|hundred|couple|more|few))?(?: of)?(?: the)?"
THIS = "(?i:last|next|this|past|previous|coming|this past|this coming|that|the same|the following|the previous)"

# Rules in order of trust: of two that overlap the longer counts, of equal ones the earlier. Words stand one space apart.
_RULES = (
    ("iso", "day", r"(?P<y>\d{4}) - (?P<m>\d\d) - (?P<d>\d\d)"),
    ("month_day", "day", rf"(?:{WEEKDAY} ,? ?)?(?:the )?(?P<d>{DAY}) (?:of )?(?P<m>{MONTH})(?:(?: ,| of)? (?P<y>{YEAR}))?"),
    (
        "day_month",
        "day",
        rf"(?:{WEEKDAY} ,? ?)?(?P<m>{MONTH}) (?:the )?(?P<d>{DAY})(?:(?: ,| of)? (?P<y>{YEAR}|last year|this year|next year))?",
    ),
    ("month_year", "month", rf"(?P<m>{MONTH})(?: ,| of)? (?P<y>{YEAR}|last year|this year|next year|the same year)"),
    ("this_month", "month", rf"(?P<which>{THIS}) (?:year 's )?(?P<m>{MONTH})"),
    ("month", "month", rf"(?P<m>{MONTH})"),
    ("this_weekday", "weekday", rf"(?P<which>{THIS}) (?P<w>{WEEKDAY})(?: {PART})?"),
    ("weekday_week", "weekday", rf"(?P<w>{WEEKDAY})(?: {PART})? (?:of )?(?P<which>last|this|next) week"),
    ("weekday", "weekday", rf"(?:the )?(?P<w>{WEEKDAY})(?: {PART})?"),
    (
        "season",
        "season",
        rf"(?:(?P<which>{THIS}) |the |mid - )?(?P<s>spring|summer|fall|autumn|winter)"
        rf"(?: (?:of )?(?P<y>{YEAR}|last year|this year|next year))?",
    ),
    ("decade", "decade", r"(?:the )?(?:early |late |mid - |mid )?(?P<y>(?:1[4-9]|20)\d0)(?:s| 's)"),
    ("year", "year", rf"(?P<y>{YEAR})"),
    ("year_pair", "year", r"(?P<y>(?:1[4-9]|20)\d\d) ?[-–/] ?(?P<z>\d\d)"),
    ("century", "relative", r"(?:the )?(?:early |late |mid - )?(?:\d+(?:st|nd|rd|th)|[a-z]+th) century"),
    ("feast", "day", "(?P<f>Christmas Eve|Christmas Day|Christmas|New Year 's Eve|New Year 's [Dd]ay)"),
    ("era", "span", "(?P<e>World War II?|9 / 11)"),
    ("near", "day", rf"(?i:(?P<n>yesterday|today|tonight|tomorrow|overnight|this {PART}|last night)(?: {PART})?)"),
    ("now", "now", "(?i:now|currently|presently|nowadays|at present)"),
    ("weekend", "span", rf"(?i:(?:(?P<which>{THIS}) |the )?weekend)"),
    ("unit", "relative", rf"(?i:(?P<which>{THIS}) (?P<u>{UNIT})(?: 's end)?)"),
    ("present", "relative", "(?i:(?:end|beginning|start|middle) of the (?P<u>week|month|year|decade))"),
    (
        "ago",
        "relative",
        rf"(?i:(?:(?:more|less) than |nearly |almost |about |over |some )?(?P<c>{COUNT})(?: - and - a - half)? ?-? ?(?P<u>{UNIT})s?"
        r"(?: ?-? ?and ?-? a ?-? half)? ago)",
    ),
    ("past_span", "span", rf"(?i:(?:the )?(?:past|last|previous|recent)(?: (?P<c>{COUNT}))? (?P<u>{UNIT})s?)"),
    ("next_span", "span", rf"(?i:(?:the )?(?:next|coming)(?: (?P<c>{COUNT}))? (?P<u>{UNIT})s?)"),
    ("within", "span", rf"(?i:within(?: about| the next)? (?P<c>{COUNT}) (?P<u>{UNIT})s?)"),
    ("then", "relative", rf"(?i:(?:(?P<c>{COUNT}) {UNIT}s?|{UNIT}s) (?:later|earlier|before|after|afterwards?|prior))"),
    (
        "that_time",
        "relative",
        r"(?i:(?:the|that) (?:same |following |next |previous |very )?(?:day|night|week|month|year|time)(?: "
        r"before| after| earlier)?)",
    ),
    (
        "for_span",
        "duration",
        r"(?i:(?:for|in)(?: (?:more than|less than|nearly|almost|about|over|at least|only|just|another|up to|as long as|most of))?"
        rf" (?P<c>{COUNT}) (?P<u>{UNIT})s?)",
    ),
    (
        "nth_span",
        "duration",
        rf"(?i:(?:for )?an? (?:{'|'.join(ORDINALS)}) (?:straight |consecutive )?(?:day|week|month|year|night))",
    ),
    (
        "vague_span",
        "duration",
        r"(?i:(?:for|in|after|over|within|during)(?: the| a few)? (?:years|months|weeks|decades|days|hours)"
        r"|decades|a decade|years ago"
        r"|for a while)",
    ),
    (
        "compound",
        "duration",
        rf"(?i:(?:{COUNT}) ?- ?{UNIT}(?: ?- ?(?:long|old))?|(?:day|week|month|year|decade|night)s? ?- ?long"
        rf"|yearlong|weeklong|daylong"
        rf"|monthlong|\d+ ?- ?{UNIT})",
    ),
    (
        "vague",
        "relative",
        "(?i:recently|in recent (?:days|weeks|months|years)|soon|previously|earlier|later|in the past|in the future|long ago|lately"
        "|the meantime|so far|to date|until now|then)",
    ),
    ("bare", "duration", rf"(?i:(?P<c>{COUNT}) (?P<u>{UNIT})s)"),
)
# By name: the kind of the expression and its pattern.
RULES = {name: (kind, re.compile(rf"(?<![^\s]){pattern}(?![^\s])")) for name, kind, pattern in _RULES}
ORDER = {name: i for i, name in enumerate(RULES)}
# What may stand before the core and belongs to the expression: "since the end of", "early", "in the first week of".
LEAD = re.compile(
    r"(?<![^\s])(?:(?:(?:on|in|since|until|till|by|from|before|after|during|for|over|between|throughout|through|at|around|starting|beginning"
    r"|sometime|some time|ahead of|as of|as early as|back in|within|about|nearly|almost|up to) )*(?:the |this )?"
    r"(?:(?:very )?(?:early|late|mid|mid -|earlier|later|end|beginning|start|middle|eve|morning|night|evening"
    r"|afternoon|hours|spring|summer"
    r"|(?:first|second|third|fourth|last) (?:half|quarter|week|weeks|days|months|part))(?: (?:on|in|of|during))?(?: the)? )*)$",
    re.IGNORECASE,
)
LEAD_LENGTH = 60
JOIN = word_set("and to through until - – or till into")
JOINED = word_set("day weekday month year decade")
PREPOSITIONS = word_set(
    "in since until till by from before after during of between throughout through late early mid around "
    "about to and or - – for as ( , "
    "back year spring summer fall autumn winter circa despite again"
)
# Bare four-digit numbers after these are no years.
NO_YEAR_BEFORE = word_set(
    "resolution resolutions number no no. nos. article law flight act directive order some about than nearly over"
)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words of time, tokens first..last (exclusive). `kind`: weekday, day, month, season, year, decade, span, duration,
    relative, now. `lead` are the words before the core ("since the end of"), `text` the core, `rule` what found it, `to` the
    other end of a span."""

    span: Span
    first: int
    last: int
    kind: str
    rule: str
    lead: str
    text: str
    to: TimeExpression | None = None


def find(tokens: Tokens, published: date | None = None, sentence: Ints | None = None) -> tuple[TimeExpression, ...]:
    """All expressions of time in reading order, none overlapping. `sentence` keeps them inside sentences."""
    text, starts = _joined(tokens, sentence)
    cores = _cores(text)
    atoms = [_atom(tokens, text, starts, name, start, end) for start, end, name in cores]
    kept = [a for a in atoms if a is not None]
    found = [_extended(a, tokens, text, starts) for a in _spans(kept, tokens, sentence)]
    return tuple(e for i, e in enumerate(found) if i + 1 == len(found) or e.last <= found[i + 1].first)


def _joined(tokens: Tokens, sentence: Ints | None) -> tuple[str, list[int]]:
    """The words with one space between them, a line break between sentences; and where each word starts."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for i, word in enumerate(tokens.words):
        if i:
            new = sentence[i] != sentence[i - 1] if sentence is not None else tokens.gap[i] >= GAP_LINE
            parts.append("\n" if new else " ")
            at += 1
        starts.append(at)
        parts.append(word)
        at += len(word)
    return "".join(parts), starts


def _cores(text: str) -> list[tuple[int, int, str]]:
    """Matches of the rules, none overlapping: the longest first, then by order of the rules."""
    matches = [(m.start(), m.end(), name) for name, (_, pattern) in RULES.items() for m in pattern.finditer(text)]
    matches.sort(key=lambda m: (m[0] - m[1], ORDER[m[2]], m[0]))
    taken: list[tuple[int, int, str]] = []
    used = bytearray(len(text))
    for start, end, name in matches:
        if not any(used[start:end]):
            used[start:end] = b"\1" * (end - start)
            taken.append((start, end, name))
    return sorted(taken)


def _atom(tokens: Tokens, text: str, starts: list[int], name: str, start: int, end: int) -> TimeExpression | None:
    first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1)
    words = tokens.words
    before = words[first - 1].lower() if first and text[starts[first] - 1] == " " else ""
    if name == "year" and not _is_year(words, first, before):
        return None
    if (
        name == "month"
        and words[first] in {"May", "March", "Mar", "Jan", "Jun", "Dec"}
        and not (before in PREPOSITIONS and before not in {",", "of", "to", "as", "and", "or"})
    ):
        return None
    if name == "vague" and words[first].lower() == "then" and before not in {"since", "by", "until"}:
        return None
    if name == "season" and words[first].lower() in {"fall", "spring"} and before not in PREPOSITIONS:
        return None
    if (
        name == "that_time"
        and words[first].lower() == "the"
        and last - first == 2
        and words[last - 1].lower() in {"time", "year", "night"}
    ):
        return None
    span = Span(int(tokens.start[first]), int(tokens.end[last - 1]))
    return TimeExpression(span, first, last, RULES[name][0], name, "", " ".join(words[first:last]))


def _is_year(words: tuple[str, ...], at: int, before: str) -> bool:
    """A bare number is a year after a word of time or place in time, not before a noun that it counts."""
    after = words[at + 1].lower() if at + 1 < len(words) else ""
    if before in NO_YEAR_BEFORE or before in {"$", "€", "£"} or after in {"percent", "%", "people", "troops", "soldiers"}:
        return False
    if before in PREPOSITIONS or before == "the" or before in {"'s", "its", "their", "a"}:
        return before not in {"to", "for"} or words[at - 2].lower() not in {"up", "close"} if at > 1 else True
    return 1900 <= int(words[at]) <= 2040


def _spans(atoms: list[TimeExpression], tokens: Tokens, sentence: Ints | None) -> list[TimeExpression]:
    """Joins two neighbours of a kind with "to", "and", "-" between them to one span."""
    out: list[TimeExpression] = []
    for atom in atoms:
        before = out[-1] if out else None
        if before is not None and _joins(before, atom, tokens, sentence):
            span = Span(before.span.start, atom.span.end)
            out[-1] = replace(before, span=span, last=atom.last, kind="span", to=atom)
        elif (end := _day_range(atom, tokens)) is not None:
            out.append(end)
        else:
            out.append(atom)
    return out


def _joins(before: TimeExpression, atom: TimeExpression, tokens: Tokens, sentence: Ints | None) -> bool:
    between = tokens.words[before.last : atom.first]
    if len(between) != 1 or between[0].lower() not in JOIN or before.to is not None:
        return False
    if sentence is not None and sentence[before.first] != sentence[atom.first]:
        return False
    opened = before.first > 0 and tokens.words[before.first - 1].lower() in {"from", "between"}
    same = before.kind == atom.kind or {before.kind, atom.kind} <= {"month", "year", "day"}
    return before.kind in JOINED and atom.kind in JOINED | {"relative"} and (opened or same)


def _day_range(atom: TimeExpression, tokens: Tokens) -> TimeExpression | None:
    """ "May 15-24", "5-6 April 2016", "from 4 to 7 November": one month with two days."""
    words = tokens.words
    if atom.rule == "day_month" and atom.last + 1 < len(words) and words[atom.last].lower() in JOIN:
        day = words[atom.last + 1]
        if re.fullmatch(DAY, day) and re.search(rf"{DAY}$", atom.text):
            return _ranged(atom, tokens, atom.first, atom.last + 2, re.sub(rf"{DAY}$", day, atom.text))
    if (
        atom.rule == "month_day"
        and atom.first >= 2
        and words[atom.first - 1].lower() in JOIN
        and re.fullmatch(DAY, words[atom.first - 2])
    ):
        first = re.sub(rf"^(?:{WEEKDAY} ,? ?)?(?:the )?{DAY}", words[atom.first - 2], atom.text)
        whole = _ranged(replace(atom, text=first), tokens, atom.first - 2, atom.last, atom.text)
        return whole
    return None


def _ranged(atom: TimeExpression, tokens: Tokens, first: int, last: int, end: str) -> TimeExpression:
    span = Span(int(tokens.start[first]), int(tokens.end[last - 1]))
    return replace(atom, span=span, first=first, last=last, kind="span", to=replace(atom, text=end, to=None))


def _extended(atom: TimeExpression, tokens: Tokens, text: str, starts: list[int]) -> TimeExpression:
    """With the words before the core that belong to it."""
    at = starts[atom.first]
    window = text[max(0, at - LEAD_LENGTH) : at].rsplit("\n", 1)[-1]
    match = LEAD.search(window)
    if match is None or not match.group().strip() or match.group().strip().lower() in {"the", "this", "hours", "night", "morning"}:
        return atom
    first = bisect_right(starts, at - len(match.group())) - 1
    return replace(atom, span=Span(int(tokens.start[first]), atom.span.end), first=first, lead=match.group().strip().lower())


def resolve(expression: TimeExpression, published: date | None, past: bool) -> When:
    """The days an expression means in a report of day `published`, for a past act or one to come. `end` is given for spans and None
    for a day, month or year by itself, never before `start`; start is None where the words give no date or need a day that is not
    known."""
    lead = set(expression.lead.split())
    past = past or "since" in lead  # what lasts since Tuesday began before the report, also where it will go on
    days = _core(expression, published, past)
    if days is None:
        return When(None, None, None, expression.span)
    if expression.to is not None:
        return _span(expression, days, published, past)
    if "since" in lead or (expression.rule in {"past_span"} and not past):
        begun = published is not None and days.start <= published  # "since 2030" in an older report has no end
        return When(days.start, published if begun else None, days.precision, expression.span)
    if {"until", "till"} & lead and published is not None and published <= days.end:
        return When(published, days.end, days.precision, expression.span)
    if "end" in lead | set(expression.text.split()) and days.precision != "day":
        return When(days.end, None, days.precision, expression.span)
    if "later" in lead and published is not None and days.precision != "day" and days.start <= published <= days.end:
        return When(published, days.end, days.precision, expression.span)
    return When(days.start, days.end if days.open else None, days.precision, expression.span)


def _span(expression: TimeExpression, first: Days, published: date | None, past: bool) -> When:
    assert expression.to is not None
    last = _core(expression.to, published, past)
    year = _group(expression.to, "y")
    if (
        last is not None
        and year
        and year.isdigit()
        and not _group(expression, "y")
        and expression.rule in {"month", "month_day", "day_month"}
    ):
        first = (
            _core(replace(expression, text=f"{expression.text} {year}", rule=_dated(expression.rule), to=None), published, past)
            or first
        )
    if last is None:
        return When(first.start, None, first.precision, expression.span)
    if last.end < first.start and first.precision == "day":
        last = replace(last, end=last.end + timedelta(7)) if expression.rule == "weekday" else last
    end = last.end if last.end >= first.start else None
    precision = min(first.precision, last.precision, key=lambda p: WEIGHT[p])
    return When(first.start, end, precision, expression.span)


def _dated(rule: str) -> str:
    return "month_year" if rule == "month" else rule


def _group(expression: TimeExpression, name: str) -> str | None:
    match = RULES[expression.rule][1].fullmatch(expression.text)
    return match.groupdict().get(name) if match else None


def _core(expression: TimeExpression, published: date | None, past: bool) -> Days | None:
    match = RULES[expression.rule][1].fullmatch(expression.text)
    resolver = RESOLVERS.get(expression.rule)
    if match is None or resolver is None:
        return None
    try:
        return resolver({k: (v or "").lower() for k, v in match.groupdict().items()}, published, past)
    except (ValueError, OverflowError):  # the thirtieth of February, a count beyond the calendar
        return None
