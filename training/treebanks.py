"""UD_English-EWT and GUM (train and dev only) with UNER entities joined by sentence id."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

from training import gum_names
from training.examples import Example
from whimbrel.document import GAP_NONE, GAP_PARAGRAPH, GAP_SPACE

STATES = Path("src/whimbrel/actors/data/states.csv")
Names = Callable[[str, list[list[str]]], list[str] | None]


def ewt(data: Path, part: str) -> list[Example]:
    """EWT documents; `part` is "train" or "dev" (the test part is held out)."""
    _open_part(part)
    names = dict(_entities(data / "ner_uner_ewt" / f"en_ewt-{part}.with_oth.iob2.gz"))
    return documents(data / "ud_ewt" / f"en_ewt-ud-{part}.conllu.gz", "ewt", lambda sent_id, _: names.get(sent_id))


def gum(data: Path, part: str, genre: str = "*", uner: list[Example] | None = None) -> list[Example]:
    """GUM documents of one genre or all; names are read off its mentions in the manner of `uner` (EWT's training part)."""
    _open_part(part)
    tags = None
    if uner is not None:
        outside, somewhere = gum_names.titles(uner), gum_names.places(uner, STATES)
        tags = lambda _, rows: gum_names.tags(rows, outside, somewhere)  # noqa: E731
    out = []
    for path in sorted((data / "gum" / "dep").glob(f"{genre}.{part}.conllu.gz")):
        out += documents(path, "gum", tags)
    return out


def _open_part(part: str) -> None:
    if part not in ("train", "dev"):
        raise ValueError(f"{part} is held out")


def documents(path: Path, source: str, names: Names | None) -> list[Example]:
    """Documents of a CoNLL-U file as examples; `names` gives a sentence's entity tags by its id and rows."""
    out: list[Example] = []
    for new, paragraph, sent_id, rows in sentences(path):
        if new or not out:
            out.append(_empty(source, names is not None))
        tags = None if names is None else names(sent_id, [row for row in rows if row[0].isdigit()])
        _append(out[-1], rows, paragraph, tags)
    return out


def _empty(source: str, named: bool) -> Example:
    e = Example(source, [], [], [], [], [], [], [], [], [])
    e.entity = [] if named else None
    return e


def _append(e: Example, rows: list[list[str]], paragraph: bool, names: list[str] | None) -> None:
    assert e.sentence_start is not None and e.upos is not None and e.xpos is not None and e.feats is not None
    assert e.lemma is not None and e.head is not None and e.deprel is not None
    base = len(e.words)
    ranges = {}
    words = []
    for row in rows:
        if "-" in row[0]:
            first, last = map(int, row[0].split("-"))
            ranges.update(dict.fromkeys(range(first, last + 1), (last, row)))
        elif "." not in row[0]:
            words.append(row)
    space = True
    for i, row in enumerate(words):
        number = int(row[0])
        e.words.append(row[1])
        gap = GAP_SPACE if space else GAP_NONE
        if i == 0:
            gap = GAP_PARAGRAPH if paragraph or base == 0 else GAP_SPACE
        e.gaps.append(gap)
        last, whole = ranges.get(number, (number, row))
        space = "SpaceAfter=No" not in whole[9] if number == last else False
        e.sentence_start.append(int(i == 0))
        e.lemma.append(row[2])
        e.upos.append(row[3])
        e.xpos.append(row[4])
        e.feats.append(row[5])
        e.head.append(base + int(row[6]) - 1 if row[6] != "0" else -1)
        e.deprel.append(row[7])
    if e.entity is not None:
        fits = names is not None and len(names) == len(words)
        e.entity.extend(names if fits and names else ["?"] * len(words))


def sentences(path: Path) -> Iterator[tuple[bool, bool, str, list[list[str]]]]:
    """(new document, new paragraph, sentence id, rows) of each sentence."""
    new = paragraph = False
    sent_id = ""
    rows: list[list[str]] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# newdoc"):
                new = True
            elif line.startswith("# newpar"):
                paragraph = True
            elif line.startswith("# sent_id = "):
                sent_id = line[12:].strip()
            elif line.strip() and not line.startswith("#"):
                rows.append(line.rstrip("\n").split("\t"))
            elif not line.strip() and rows:
                yield new, paragraph or new, sent_id, rows
                new, paragraph, rows = False, False, []
    if rows:
        yield new, paragraph or new, sent_id, rows


def _entities(path: Path) -> Iterator[tuple[str, list[str]]]:
    sent_id, tags = "", []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# sent_id = "):
                sent_id = line[12:].strip()
            elif line[:1].isdigit():
                tags.append(line.rstrip("\n").split("\t")[2])
            elif not line.strip() and tags:
                yield sent_id, tags
                tags = []
    if tags:
        yield sent_id, tags
