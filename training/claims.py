"""Reports coded to claims (gold format) as examples: triggers, links, implicit participants, mentions and their codes."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path
from typing import Any

from training.examples import ROLES, SIDES, Example, Mention, Trigger
from whimbrel.segment.tokens import tokenize

PRONOUNS = frozenset((
    "he", "she", "it", "they", "him", "her", "them", "his", "hers", "its", "their", "theirs", "we", "us", "our", "i",
    "me", "my", "who", "which", "that", "this", "these", "those", "both",
))  # fmt: skip
WEAK = frozenset((
    "not", "no", "should", "must", "would", "could", "may", "might", "be", "been", "being", "to", "the", "a", "an",
    "is", "was", "were", "are", "has", "have", "had", "did", "do", "does", "will",
))  # fmt: skip
Coder = Callable[[list[str]], list[str | None]]


def reports(path: Path) -> list[dict[str, Any]]:
    """The reports of a gold file."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def example(report: dict[str, Any], code_words: Coder, names: dict[str, list[str]] | None = None) -> Example:
    """One report as an example. `code_words` gives the code that each token carries by itself; `names` are entity tags by
    sentence letters (names.gmb), laid over the sentences that match."""
    text = report["text"]
    tokens = tokenize(text)
    starts = tokens.start.tolist()
    ends = tokens.end.tolist()
    out = Example("claims", list(tokens.words), tokens.gap.tolist())
    at = _Places(starts, ends)
    evidence = sorted({(c["evidence"]["start"], c["evidence"]["end"]) for c in report["claims"]})
    out.sentence_start = _sentence_starts(text, starts, evidence)
    out.triggers = [t for t in (_trigger(c, text, at, out.words) for c in report["claims"]) if t is not None]
    out.mentions = _mentions(report, at)
    out.token_code = _codes(report, at, out.words, code_words)
    if names is not None:
        out.news_entity = _names(text, starts, names)
    return out


class _Places:
    def __init__(self, starts: list[int], ends: list[int]) -> None:
        self.starts, self.ends = starts, ends

    def tokens(self, start: int, end: int) -> range:
        """Tokens that overlap characters start..end."""
        first = bisect_left(self.ends, start + 1)
        last = bisect_left(self.starts, end)
        return range(first, last)


def _sentence_starts(text: str, starts: list[int], evidence: list[tuple[int, int]]) -> list[int]:
    lines = {m.end() for m in re.finditer(r"\n+", text)} | {s for s, _ in evidence} | {0}
    edges = sorted(lines)
    marks = [0] * len(starts)
    for edge in edges:
        i = bisect_left(starts, edge)
        if i < len(marks):
            marks[i] = 1
    for _, end in evidence:
        i = bisect_left(starts, end)
        if i < len(marks):
            marks[i] = 1
    return marks


def _trigger(c: dict[str, Any], text: str, at: _Places, words: list[str]) -> Trigger | None:
    span = at.tokens(c["trigger"]["start"], c["trigger"]["end"])
    if not span:
        return None
    token = next((t for t in span if words[t].lower() not in WEAK), span[0])
    links: dict[str, set[int]] = {role: set() for role in ROLES}
    for role in ("actor", "recipient", "speaker"):
        for e in c[role]:
            if e["text"]:
                links[role].update(at.tokens(e["start"], e["end"]))
    sentence = (c["evidence"]["start"], c["evidence"]["end"])
    if c.get("place") and c["place"].get("text"):
        links["place"].update(_near(c["place"]["text"], text, sentence, c["trigger"]["start"], at))
    for q in c.get("quantities") or []:
        if q.get("text"):
            links["quantity"].update(_near(q["text"], text, sentence, c["trigger"]["start"], at))
    when = c.get("date_text")
    if when:
        links["date"].update(at.tokens(when["start"], when["end"]))
    implicit = {}
    for side in SIDES:
        empty = [e for e in c[side] if not e["text"]]
        if empty:
            implicit[side] = (empty[0].get("code"), empty[0].get("sector"))
    modes = tuple(f"{c['event']}.{m}" for m in c["mode"])
    return Trigger(token, c["event"], modes, tuple(c["auxiliary"]), tuple(c["context"]), links, implicit)


def _near(words: str, text: str, sentence: tuple[int, int], trigger: int, at: _Places) -> range:
    """Tokens of the occurrence nearest to the trigger, in its sentence if there is one."""
    inside = [m.start() for m in re.finditer(re.escape(words), text[sentence[0] : sentence[1]])]
    places = [sentence[0] + p for p in inside] or [m.start() for m in re.finditer(re.escape(words), text)]
    if not places:
        return range(0)
    best = min(places, key=lambda p: (abs(p - trigger), p))
    return at.tokens(best, best + len(words))


def _mentions(report: dict[str, Any], at: _Places) -> list[Mention]:
    found: dict[tuple[int, int], Mention] = {}
    for c in report["claims"]:
        for e in c["actor"] + c["recipient"] + c["speaker"]:
            if e.get("text"):
                span = at.tokens(e["start"], e["end"])
                if span:
                    found.setdefault((span[0], span[-1]), Mention(span[0], span[-1], e.get("code"), e.get("sector")))
    return [found[k] for k in sorted(found)]


def _codes(report: dict[str, Any], at: _Places, words: list[str], code_words: Coder) -> list[str | None]:
    """Codes by the words themselves, then by named participants of the report wherever their last name stands."""
    codes = code_words(words)
    for c in report["claims"]:
        for e in c["actor"] + c["recipient"] + c["speaker"]:
            if not e.get("text") or not e.get("code") or e["text"].lower() in PRONOUNS:
                continue
            for t in at.tokens(e["start"], e["end"]):
                if (
                    words[t][:1].isupper()
                    and codes[t] is None
                    and len(words[t]) > 2
                    and t
                    and words[t].lower() not in PRONOUNS | WEAK
                ):
                    codes[t] = e["code"]
    return codes


def _names(text: str, starts: list[int], names: dict[str, list[str]]) -> list[str]:
    tags = ["?"] * len(starts)
    for m in re.finditer(r"[^\n]+", text):
        letters = [i for i in range(m.start(), m.end()) if not text[i].isspace()]
        spread = names.get("".join(text[i] for i in letters))
        if spread is None:
            continue
        by_place = dict(zip(letters, spread, strict=True))
        first, last = bisect_left(starts, m.start()), bisect_left(starts, m.end())
        before = "O"
        for t in range(first, last):
            tag = by_place[starts[t]]
            if tag.startswith("I-") and before[2:] != tag[2:]:
                tag = "B-" + tag[2:]
            tags[t] = before = tag
    return tags
