"""What every data set becomes: a stretch of running text as tokens, with whatever labels that data set has."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from whimbrel.annotate.wordpieces import WordPieces, feature

ROLES = ("actor", "recipient", "speaker", "place", "date", "quantity")
SIDES = ("actor", "recipient")
SHORT = 0.4  # share of windows cut short in training; without them lone sentences lost two to four points of LAS


@dataclass
class Trigger:
    """One annotated act. `links[role]` are tokens of its mentions; `implicit[side]` is (code, sector) of a participant that the
    sentence does not mention, at most one a side; `modes` are "TYPE.mode"."""

    token: int
    event: str
    modes: tuple[str, ...]
    auxiliary: tuple[str, ...]
    contexts: tuple[str, ...]
    links: dict[str, set[int]]
    implicit: dict[str, tuple[str | None, str | None]]


@dataclass
class Mention:
    """A participant as mentioned: tokens first..last (inclusive) with the code and sector that are meant."""

    first: int
    last: int
    code: str | None
    sector: str | None


@dataclass
class Example:
    """Tokens and the labels there are. Columns are None where the data set says nothing."""

    source: str
    words: list[str]
    gaps: list[int]
    sentence_start: list[int] | None = None
    upos: list[str] | None = None
    xpos: list[str] | None = None
    feats: list[str] | None = None
    lemma: list[str] | None = None
    head: list[int] | None = None  # absolute, -1 root
    deprel: list[str] | None = None
    entity: list[str] | None = None  # IOB2 PER ORG LOC OTH
    news_entity: list[str] | None = None  # IOB2 of GMB: geo gpe per org tim art eve nat
    wiki_entity: list[str] | None = None  # IOB2 of the encyclopedia corpora, whose spans follow other rules than `entity`
    triggers: list[Trigger] | None = None
    mentions: list[Mention] = field(default_factory=list)
    token_code: list[str | None] | None = None  # code that the token's own words carry; None: nothing is learnt of codes
    event_odds: dict[int, list[float]] | None = None  # a teacher's distribution over event types, by token

    def __len__(self) -> int:
        return len(self.words)


COLUMNS = (
    "words", "gaps", "sentence_start", "upos", "xpos", "feats", "lemma", "deprel",
    "entity", "news_entity", "wiki_entity", "token_code",
)  # fmt: skip


def cut(example: Example, first: int, last: int) -> Example:
    """Tokens first..last (exclusive) as an example of its own; links that leave it are dropped."""
    out = Example(example.source, [], [])
    for name in COLUMNS:
        column = getattr(example, name)
        setattr(out, name, None if column is None else column[first:last])
    if example.head is not None:
        out.head = [h - first if h >= 0 else -1 for h in example.head[first:last]]
    if example.triggers is not None:
        out.triggers = [_moved(t, first, last) for t in example.triggers if first <= t.token < last]
    if example.event_odds is not None:
        out.event_odds = {t - first: p for t, p in example.event_odds.items() if first <= t < last}
    out.mentions = [
        Mention(m.first - first, m.last - first, m.code, m.sector) for m in example.mentions if first <= m.first and m.last < last
    ]
    return out


def _moved(trigger: Trigger, first: int, last: int) -> Trigger:
    links = {role: {t - first for t in tokens if first <= t < last} for role, tokens in trigger.links.items()}
    return Trigger(
        trigger.token - first, trigger.event, trigger.modes, trigger.auxiliary, trigger.contexts, links, trigger.implicit
    )


def windows(examples: Iterable[Example], pieces: WordPieces, longest: int, rng: random.Random | None = None) -> list[Example]:
    """Cut examples into stretches of whole sentences with at most `longest` pieces; with `rng`, at other places each time."""
    out = []
    for example in examples:
        starts = sentence_bounds(example)
        lengths = [sum(len(pieces.pieces(w)) for w in example.words[a:b]) for a, b in pairwise(starts)]
        room = _room(longest, rng)
        first, used = 0, 0
        for s, length in enumerate(lengths):
            if used and used + length > room:
                out.append(cut(example, starts[first], starts[s]))
                first, used, room = s, 0, _room(longest, rng)
            used += length
        out.append(cut(example, starts[first], starts[-1]))
    return [e for e in out if e.words]


def _room(longest: int, rng: random.Random | None) -> int:
    """Pieces of the next window. With `rng` two in five are short, down to one sentence: such texts come too."""
    if rng is None:
        return longest - 2
    return rng.randint(1, 60) if rng.random() < SHORT else rng.randint(longest // 3, longest - 2)


def sentence_bounds(example: Example) -> list[int]:
    """First token of each sentence and, last, the number of tokens."""
    if example.sentence_start is None:
        return [0, len(example)]
    return [i for i, s in enumerate(example.sentence_start) if s or i == 0] + [len(example)]


def encode(example: Example, pieces: WordPieces, longest: int) -> tuple[list[int], list[int], list[int]]:
    """Piece numbers, feature numbers and, a token, the position of its first piece."""
    ids, feats, first = [pieces.start], [0], []
    for word, gap in zip(example.words, example.gaps, strict=True):
        found = pieces.pieces(word)
        first.append(len(ids))
        ids.extend(found)
        feats.extend([feature(word, gap)] * len(found))
    ids, feats = [*ids[: longest - 1], pieces.end], [*feats[: longest - 1], 0]
    return ids, feats, [min(f, longest - 2) for f in first]


def batches(examples: Sequence[Example], pieces: WordPieces, size: int, rng: random.Random) -> list[list[Example]]:
    """Examples of like length together, at most about `size` pieces a batch, in random order."""
    lengths = {id(e): sum(len(pieces.pieces(w)) for w in e.words) + 2 for e in examples}
    order = sorted(examples, key=lambda e: (lengths[id(e)], rng.random()))
    out: list[list[Example]] = []
    batch: list[Example] = []
    for example in order:
        if batch and lengths[id(example)] * (len(batch) + 1) > size:
            out.append(batch)
            batch = []
        batch.append(example)
    if batch:
        out.append(batch)
    rng.shuffle(out)
    return out
