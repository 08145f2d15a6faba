"""Who speaks in long quotations: what is said inside them is said by whoever opened them, sentences before.

A link from an act to its speaker is learnt within a sentence or two. A statement goes on for paragraphs: between quotation marks,
each paragraph opened anew and only the last one closed, or, in what governments publish, without any marks after "the minister
said:" on a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whimbrel.document import GAP_LINE, Stretch, Syntax, Tokens

SAYING = frozenset(
    ["say", "tell", "add", "state", "comment", "declare", "write", "remark", "continue", "conclude", "reply", "note", "announce"]
)
OPENING, CLOSING, STRAIGHT = frozenset({"“", "``", "„", "«"}), frozenset({"”", "''", "»"}), frozenset({'"'})
LEAST = 6  # tokens of a quotation; fewer are words that somebody used ("prohibited immigrants")
NEAR = 8  # tokens between a mark and the verb that attributes
# What of a noun's subtree is no part of the name of whoever speaks.
OUTSIDE = frozenset(["acl", "acl:relcl", "advcl", "conj", "cc", "punct", "parataxis", "advmod", "obl", "obl:unmarked", "appos"])
# First words of what stands after a statement and is none of it.
AFTER = (("notes",), ("note",), ("further", "information"), ("background",), ("ends",), ("media", "enquiries"), ("follow",))


@dataclass(frozen=True, slots=True)
class Quotation:
    """Tokens first..last (exclusive) that `speaker` said."""

    first: int
    last: int
    speaker: Stretch


def quotations(tokens: Tokens, syntax: Syntax) -> tuple[Quotation, ...]:
    """All quotations whose speaker is named beside them, in reading order; one that stands in another comes after it."""
    below = [[] for _ in tokens.words]  # type: list[list[int]]
    for token, head in enumerate(syntax.head.tolist()):
        if head >= 0:
            below[head].append(token)
    marked = list(_marked(tokens))
    out: list[Quotation] = []
    before: Quotation | None = None
    for first, last in marked:
        speaker = _introduced(first, tokens, syntax, below) or _named_after(last, tokens, syntax, below)
        if speaker is None and before is not None and _same_paragraph(before.last, first, tokens):
            speaker = before.speaker  # "…," he said. "…"
        if speaker is not None:
            before = Quotation(first, last, speaker)
            out.append(before)
    out += _statements(tokens, syntax, below)
    return tuple(sorted(out, key=lambda q: (q.first, -q.last)))


def _marked(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Stretches between quotation marks. A paragraph that ends without its mark goes on in the next if that opens with one."""
    words, gap = tokens.words, tokens.gap.tolist()
    opened: int | None = None
    for t, word in enumerate(words):
        begins = word in OPENING or word in STRAIGHT
        if opened is not None and t > opened and gap[t] >= GAP_LINE and not begins:
            if t - opened > LEAST:
                yield opened, t
            opened = None
        if opened is None and begins:
            opened = t
        elif opened is not None and (word in CLOSING or (word in STRAIGHT and gap[t] < GAP_LINE)):
            if t - opened > LEAST:
                yield opened, t
            opened = None
    if opened is not None and len(words) - opened > LEAST:
        yield opened, len(words)


def _statements(tokens: Tokens, syntax: Syntax, below: Sequence[Sequence[int]]) -> Iterator[Quotation]:
    """From a line that ends in "… said:" to the end of the report, to the next such line, or to what follows a statement."""
    words, gap = tokens.words, tokens.gap.tolist()
    starts = [t for t in range(len(words)) if t == 0 or gap[t] >= GAP_LINE]
    opened: tuple[int, Stretch] | None = None
    for t in starts:
        plain = t and words[t - 1] == ":" and words[t] not in OPENING | STRAIGHT  # marks say themselves where a quotation ends
        speaker = _introduced(t, tokens, syntax, below) if plain else None
        ends = any(tuple(w.lower() for w in words[t : t + len(a)]) == a for a in AFTER)
        if opened is not None and (speaker is not None or ends):
            yield Quotation(opened[0], t, opened[1])
            opened = None
        if speaker is not None:
            opened = t, speaker
    if opened is not None:
        yield Quotation(opened[0], len(words), opened[1])


def _introduced(first: int, tokens: Tokens, syntax: Syntax, below: Sequence[Sequence[int]]) -> Stretch | None:
    """Who speaks in what begins at `first`, after "X said:" or "X said,"."""
    if first == 0 or tokens.words[first - 1] not in (":", ","):
        return None
    least = int(syntax.bounds[syntax.sentence[first - 1]])
    verbs = (t for t in range(first - 2, max(least, first - NEAR) - 1, -1) if syntax.lemma[t].lower() in SAYING)
    return next((s for t in verbs if (s := _subject(t, syntax, below)) is not None), None)


def _named_after(last: int, tokens: Tokens, syntax: Syntax, below: Sequence[Sequence[int]]) -> Stretch | None:
    """Who spoke what ends at `last`, before ", said X" or ", X said"."""
    end = min(last + NEAR, len(tokens))
    if last < end and tokens.gap[last] >= GAP_LINE:
        return None  # it ended with its paragraph
    for t in range(last + 1, end):
        if tokens.gap[t] >= GAP_LINE or tokens.words[t] in OPENING | STRAIGHT:
            return None
        if syntax.lemma[t].lower() in SAYING and (found := _subject(t, syntax, below)) is not None and found.first > last:
            return found
    return None


def _subject(verb: int, syntax: Syntax, below: Sequence[Sequence[int]]) -> Stretch | None:
    subject = next((c for c in below[verb] if syntax.deprel[c] == "nsubj"), None)
    if subject is None or syntax.upos[subject] not in ("NOUN", "PROPN", "PRON"):
        return None
    own, front = {subject}, [subject]
    while front:
        front = [c for t in front for c in below[t] if syntax.deprel[c] not in OUTSIDE and c not in own]
        own.update(front)
    first = last = subject
    while first - 1 in own:
        first -= 1
    while last + 1 in own:
        last += 1
    return Stretch(first, last + 1, 1.0)


def _same_paragraph(last: int, first: int, tokens: Tokens) -> bool:
    return not any(g >= GAP_LINE for g in tokens.gap[last : first + 1].tolist())
