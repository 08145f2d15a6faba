"""Entity corpora: GMB (Voice of America), crossner politics (train), wikigold."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

from training.examples import Example
from whimbrel.document import GAP_SPACE

POLITICS = {
    "politician": "PER", "person": "PER", "organisation": "ORG", "politicalparty": "ORG", "country": "LOC", "location": "LOC",
    "event": "OTH", "election": "OTH", "misc": "OTH",
}  # fmt: skip


def crossner(data: Path, part: str) -> list[Example]:
    """Political Wikipedia sentences with the project's four types."""
    with open(data / "ner_crossner_politics" / f"{part}.txt", encoding="utf-8") as lines:
        return [_example("crossner", words, iob2(_map(tags, POLITICS))) for words, tags in _columns(lines)]


def wikigold(data: Path) -> list[Example]:
    """Wikipedia sentences; the file marks entities with I- only."""
    with gzip.open(data / "ner_wikigold" / "wikigold.conll.txt.gz", "rt", encoding="utf-8") as lines:
        return [_example("wikigold", words, iob2(_map(tags, {"MISC": "OTH"}))) for words, tags in _columns(lines)]


def gmb(data: Path) -> dict[str, list[str]]:
    """Entity tags of GMB by the sentence's letters (white space dropped), one tag a character, to lay over any tokens."""
    out = {}
    with gzip.open(data / "ner_gmb" / "gmb_kaggle.word_pos_tag.tsv.gz", "rt", encoding="utf-8") as lines:
        for words, tags in _columns(lines):
            spread = [
                tag for word, tag in zip(words, tags, strict=True) for tag in [tag] + [tag.replace("B-", "I-")] * (len(word) - 1)
            ]
            out["".join(words)] = spread
    return out


def _columns(lines: Iterable[str]) -> Iterator[tuple[list[str], list[str]]]:
    words: list[str] = []
    tags: list[str] = []
    for line in lines:
        parts = line.split()
        if len(parts) >= 2:
            words.append(parts[0])
            tags.append(parts[-1])
        elif words:
            yield words, tags
            words, tags = [], []
    if words:
        yield words, tags


def _map(tags: list[str], types: dict[str, str]) -> list[str]:
    return [t if t == "O" else t[:2] + types.get(t[2:], t[2:]) for t in tags]


def iob2(tags: list[str]) -> list[str]:
    """IOB1 or IOB2 to IOB2."""
    out = []
    before = "O"
    for tag in tags:
        out.append("B-" + tag[2:] if tag.startswith("I-") and before[2:] != tag[2:] else tag)
        before = tag
    return out


def _example(source: str, words: list[str], tags: list[str]) -> Example:
    gaps = [0 if w in {".", ",", ";", ":", ")", "'s", "%"} else GAP_SPACE for w in words]
    return Example(source, words, gaps, wiki_entity=tags)
