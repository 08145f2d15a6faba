"""Names in GUM: its mentions of persons, organisations and places whose head is a proper noun, as tags in the manner of UNER.

GUM marks whole noun phrases, UNER marks names; what the one cannot say about the other is "?", which no loss counts.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from training.examples import Example

TYPES = {"person": "PER", "organization": "ORG", "place": "LOC"}
BRACKET = re.compile(r"\(([^-()]+)-([a-z]+)-[^()]*(\))?|([^-()|]+)\)")
BRIDGES = frozenset(("of", "the", "for", "and", "&", "-", "'s", "’s"))


def titles(examples: Iterable[Example]) -> frozenset[str]:
    """Proper nouns that UNER's training part has outside names more often than inside ("President", "Mr.", "Monday")."""
    inside, outside = Counter[str](), Counter[str]()
    for e in examples:
        for word, pos, tag in zip(e.words, e.upos or [], e.entity or [], strict=True):
            if pos == "PROPN" and tag != "?":
                (outside if tag == "O" else inside)[word.lower()] += 1
    return frozenset(w for w, n in outside.items() if n > inside[w])


def places(examples: Iterable[Example], states: Path) -> frozenset[str]:
    """Words that UNER's training part has as a place oftener than as anything else, and those of the table of states: to GUM
    a state that acts is an organisation, to UNER a place."""
    found: dict[str, Counter[str]] = {}
    for e in examples:
        for word, tag in zip(e.words, e.entity or [], strict=True):
            found.setdefault(word.lower(), Counter())[tag[2:]] += 1
    with open(states, encoding="utf-8", newline="") as rows:
        named = {w.lower() for row in csv.DictReader(rows) for w in row["name"].split()}
    return frozenset(w for w, c in found.items() if c.most_common(1)[0][0] == "LOC") | named


def tags(rows: list[list[str]], outside: frozenset[str], somewhere: frozenset[str]) -> list[str]:
    """Tags of one sentence from its CoNLL-U rows, with `titles` and `places`; "?" where GUM does not tell."""
    out = ["?" if _proper(row) or _adjective(row) else "O" for row in rows]
    for first, last, kind in sorted(_mentions(rows), key=lambda m: m[1] - m[0]):  # names are flat: the outer one stands
        name = _name(rows, first, last, outside, kind == "person")
        if name is None:
            continue
        words = [rows[i] for i in range(*name)]
        tag = TYPES.get(kind)
        if tag == "ORG" and all(row[1].lower() in somewhere for row in words):
            tag = "LOC"
        cut_short = name[0] > 0 and _adjective(rows[name[0] - 1])  # "United" of "United Kingdom"
        if (tag == "PER" and words[-1][4] == "NNPS") or (tag != "PER" and cut_short):
            tag = None
        for i in range(*name):
            out[i] = "?" if tag is None else ("B-" if i == name[0] else "I-") + tag
    return _repaired(out)


def _proper(row: list[str]) -> bool:
    return row[4] in ("NNP", "NNPS")  # by XPOS: "United" of "United Kingdom" is an adjective to UPOS


def _adjective(row: list[str]) -> bool:
    return row[3] == "ADJ" and row[1][:1].isupper()


def _mentions(rows: list[list[str]]) -> list[tuple[int, int, str]]:
    """(first, end, type) of all mentions that open and close in the sentence."""
    out: list[tuple[int, int, str]] = []
    open_: dict[str, list[tuple[int, str]]] = {}
    for i, row in enumerate(rows):
        value = next((x[7:] for x in row[9].split("|") if x.startswith("Entity=")), "")
        for group, kind, closed, closes in BRACKET.findall(value):
            if group and closed:
                out.append((i, i + 1, kind))
            elif group:
                open_.setdefault(group, []).append((i, kind))
            elif open_.get(closes):
                first, kind = open_[closes].pop()
                out.append((first, i + 1, kind))
    return out


def _name(rows: list[list[str]], first: int, end: int, outside: frozenset[str], person: bool) -> tuple[int, int] | None:
    """The run of proper nouns about the mention's head, over "of" and the like; None when the head is no name."""
    numbers = {row[0]: i for i, row in enumerate(rows)}
    heads = [i for i in range(first, end) if not first <= numbers.get(rows[i][6], -1) < end]
    if len(heads) != 1 or not _proper(rows[heads[0]]):
        return None
    low = high = heads[0]
    high += 1
    while (more := _further(rows, high, end, 1)) is not None:
        high = more + 1
    while (more := _further(rows, low - 1, first - 1, -1)) is not None:
        low = more
    if person:
        low = max((i + 1 for i in range(low, high) if rows[i][1].lower() in outside or rows[i][4] == "POS"), default=low)
    while low < high and (rows[low][1].lower() in outside or not _proper(rows[low])):
        low += 1
    return (low, high) if low < high else None


def _further(rows: list[list[str]], at: int, stop: int, step: int) -> int | None:
    """The next proper noun from `at` on, over at most two bridging words."""
    for _ in range(3):
        if at == stop:
            return None
        if _proper(rows[at]):
            return at
        if rows[at][1].lower() not in BRIDGES:
            return None
        at += step
    return None


def _repaired(found: list[str]) -> list[str]:
    """An I- whose beginning was overwritten says nothing sure."""
    out = list(found)
    for i, tag in enumerate(out):
        if tag.startswith("I-") and (i == 0 or out[i - 1][1:] != tag[1:]):
            out[i] = "?"
    return out
