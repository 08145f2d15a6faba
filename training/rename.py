"""Other names in the place of names, so that the tagger learns from the surroundings and sees more names than a treebank has.

A name is replaced by one of the same kind and the same number of tokens, so that trees, tags and offsets stay right.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterable
from pathlib import Path

from training.examples import Example, cut
from whimbrel.segment.tokens import tokenize

Pool = dict[tuple[str, int], list[list[str]]]  # (kind, tokens) to names
PLAIN = re.compile(r"[A-Z][A-Za-z'’.\-]*$")  # names of capitalised words only, as the replaced ones are
KINDS = ("PER", "ORG", "LOC")
LONGEST = 4
TABLES = {"people": "PER", "groups": "ORG"}


def pool(examples: Iterable[Example], tables: Path) -> Pool:
    """Names to choose from: those of the entity corpora's training parts and of the package's own tables of actors."""
    found: set[tuple[str, tuple[str, ...]]] = set()
    for e in examples:
        for tags in (e.entity, e.wiki_entity):
            found.update((kind, tuple(e.words[a:b])) for a, b, kind in spans(tags or []))
    for table, kind in TABLES.items():
        with open(tables / f"{table}.csv", encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                found.update((kind, tuple(tokenize(n).words)) for n in [row["name"], *row["aliases"].split("|")])
    out: Pool = {}
    for kind, words in sorted(found):
        if kind in KINDS and 0 < len(words) <= LONGEST and all(map(PLAIN.match, words)):
            out.setdefault((kind, len(words)), []).append(list(words))
    return out


def renamed(e: Example, names: Pool, share: float, rng: random.Random) -> Example:
    """The example with a `share` of its names replaced; the others, and all other columns, stand."""
    if e.entity is None or e.upos is None or e.lemma is None:
        return e
    out = cut(e, 0, len(e))
    assert out.lemma is not None
    for first, last, kind in spans(e.entity):
        choice = names.get((kind, last - first))
        whole = all(e.upos[i] == "PROPN" and PLAIN.match(e.words[i]) for i in range(first, last))
        if choice and whole and rng.random() < share:
            out.words[first:last] = out.lemma[first:last] = rng.choice(choice)
    return out


def spans(tags: list[str]) -> list[tuple[int, int, str]]:
    """(first, end, kind) of IOB2 tags."""
    out: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags):
        if tag.startswith("B-"):
            out.append((i, i + 1, tag[2:]))
        elif tag.startswith("I-") and out and out[-1][1] == i and out[-1][2] == tag[2:]:
            out[-1] = (out[-1][0], i + 1, tag[2:])
    return out
