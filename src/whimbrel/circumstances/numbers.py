"""Numbers as reports write them, in figures and in words, with the words before them that say how they are meant.

"2,000", "1,00,000", "1.5 million", "twenty-three", "half a million", "tens of thousands", "several hundred", "
""10 to 15"; "at least",
"up to", "about".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from whimbrel.circumstances.words import word_set

SMALL = {
    w: float(n)
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
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
        ]
    )
}
TENS = {w: 10.0 * n for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)}
SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "lakh": 1e5,
    "crore": 1e7,
}
SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9}
# A plural without a number is at least two of them.
PLURALS = {"tens": 10.0, "dozens": 12.0, "scores": 20.0, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
VAGUE = {"several": 3.0, "few": 3.0, "couple": 2.0, "pair": 2.0}
DIGITS = re.compile(r"(\d+(?:,\d+)*(?:\.\d+)?)(k|m|mn|bn)?")
HYPHENS = frozenset("-–‐‑")
# What stands before a number and says how it is meant: low, more (low and best), high, less (best below), about, nothing.
BOUNDS = {
    tuple(phrase.split()): effect
    for effect, phrases in {
        "low": "at least|no fewer than|not less than|no less than|a minimum of|a least",
        "more": "more than|over|upwards of|in excess of|greater than|well over|above",
        "high": "up to|as many as|a maximum of|at most|no more than|not more than|fewer than|less than|under|below|as much as",
        "about": "about|around|roughly|approximately|some|an estimated|estimated|nearly|almost|close to|circa|estimates of|perhaps",
        "": "another|a total of|total of|a further|only|just|the|all|these|those|its|their|his|other|additional|the other|all of|"
        "between|from|including|an additional|a group of|nearly all|as few as|a record|an average of",
    }.items()
    for phrase in phrases.split("|")
}
SILENT = word_set("the all these those its their his including between from only just other as")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read at tokens first..last (exclusive): its value, with `least` only a lower bound ("hundreds", "several"),
    with `high` the lower end of a range; `scale` is that of its last word ("million")."""

    first: int
    last: int
    value: float
    least: bool = False
    scale: float = 1.0
    high: float | None = None


def read(lower: Sequence[str], at: int) -> Number | None:
    """The number that starts at a token, with its scales ("2.7 million", "two hundred and fifty", "a dozen")."""
    word = lower[at]
    if word in PLURALS:
        return _plural(lower, at)
    if word in {"a", "an", "half", "several", "few", "couple", "pair"}:
        return _indefinite(lower, at)
    match = DIGITS.fullmatch(word)
    if match:
        value = float(match[1].replace(",", "")) * SUFFIXES.get(match[2] or "", 1.0)
        return _scaled(lower, at, at + 1, value)
    if word in SMALL or word in TENS or (word in SCALES and word != "dozen"):
        return _words(lower, at)
    return None


def _plural(lower: Sequence[str], at: int) -> Number:
    value, end = 2 * PLURALS[lower[at]], at + 1
    while end + 1 < len(lower) and lower[end] == "of" and lower[end + 1] in PLURALS:
        value, end = value * PLURALS[lower[end + 1]], end + 2
    return Number(at, end, value, True)


def _indefinite(lower: Sequence[str], at: int) -> Number | None:
    """ "a dozen", "half a million", "several hundred", "a few"."""
    end, factor, vague = at, 1.0, ""
    while end < len(lower) and (lower[end] in {"a", "an", "half", "of"} | HYPHENS or lower[end] in VAGUE):
        if lower[end] == "of" and not (vague and end + 1 < len(lower) and lower[end + 1] in SCALES):
            break
        factor = 0.5 if lower[end] == "half" else factor
        vague = lower[end] if lower[end] in VAGUE else vague
        end += 1
    scale = SCALES.get(lower[end], 0.0) if end < len(lower) else 0.0
    if vague:
        return Number(at, end + 1, 2 * scale, True) if scale else Number(at, end, VAGUE[vague], vague not in {"couple", "pair"})
    return Number(at, end + 1, factor * scale, scale=scale) if scale and end > at else None


def _scaled(lower: Sequence[str], first: int, end: int, value: float) -> Number:
    scale = 1.0
    while end < len(lower):
        step = (
            1 if lower[end] in SCALES else 2 if lower[end] in HYPHENS and end + 1 < len(lower) and lower[end + 1] in SCALES else 0
        )
        if not step:
            break
        scale *= SCALES[lower[end + step - 1]]
        end += step
    return Number(first, end, value * scale, scale=scale)


def _words(lower: Sequence[str], at: int) -> Number:
    """A number in words: hundreds inside thousands, "and" only after a scale."""
    total, current, end, last_scale = 0.0, 0.0, at, 1.0
    while end < len(lower):
        word = lower[end]
        follows = lower[end + 1] if end + 1 < len(lower) else ""
        if word in SMALL or word in TENS:
            before = lower[end - 1] if end > at else ""
            if (
                before
                and before not in SCALES
                and before not in HYPHENS
                and before != "and"
                and not (before in TENS and word in SMALL)
            ):
                break
            current += SMALL.get(word, TENS.get(word, 0.0))
        elif word in SCALES:
            last_scale = SCALES[word]
            current = (current or 1.0) * last_scale
            if last_scale >= 1e3:
                total, current = total + current, 0.0
        elif not (word in HYPHENS and end > at and ((follows in SMALL and lower[end - 1] in TENS) or follows in SCALES)) and not (
            word == "and" and lower[end - 1] in SCALES and (follows in SMALL or follows in TENS)
        ):
            break
        end += 1
    return Number(at, end, total + current, scale=last_scale)


def with_range(lower: Sequence[str], number: Number) -> Number:
    """With the second number of "10 to 15", "200 - 300", "two or three", "between 30 and 40"."""
    end = number.last
    if end + 1 >= len(lower) or lower[end] not in {"to", "or", "and"} | HYPHENS:
        return number
    if lower[end] == "and" and not (number.first and lower[number.first - 1] == "between"):
        return number
    second = read(lower, end + 1)
    if second is None or second.first != end + 1 or lower[end + 1] in {"a", "an"}:
        return number
    low = number.value * (second.scale if number.scale == 1.0 and second.scale >= 1e2 and number.value < 1000 else 1.0)
    return replace(number, last=second.last, value=low, high=second.value) if second.value > low else number


def bounds(lower: Sequence[str], first: int) -> tuple[int, tuple[str, ...]]:
    """Where the words before a number that say how it is meant begin, and what they say."""
    effects: list[str] = []
    kept, at = first, first
    while True:
        size = next((n for n in (4, 3, 2, 1) if at - n >= 0 and tuple(lower[at - n : at]) in BOUNDS), 0)
        if not size:
            return kept, tuple(effects)
        phrase = tuple(lower[at - size : at])
        at -= size
        effects.append(BOUNDS[phrase])
        if not (size == 1 and phrase[0] in SILENT):
            kept = at
