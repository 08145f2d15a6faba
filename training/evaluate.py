"""What the annotator reaches on development data: `python -m training.evaluate --data ../shared/data [--model DIR]`.

UD on gold tokens (EWT dev, GUM news dev), from raw text (GUM news dev), entities (UNER EWT dev), known sentence ends of the Voice
of America blocks. Attachment counts every word, punctuation included, and universal relations with subtypes.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from training import treebanks
from training.examples import Example
from whimbrel.annotate.decode import SyntaxStep
from whimbrel.annotate.session import Model
from whimbrel.annotate.windows import EncodeStep
from whimbrel.document import Document, Syntax, Tokens
from whimbrel.records import Report
from whimbrel.segment.tokens import tokenize


class Annotator:
    """Model steps over given tokens."""

    def __init__(self, model: Model) -> None:
        self.steps = (EncodeStep(model), SyntaxStep(model))

    def syntax(self, tokens: Tokens, text: str = "") -> Syntax:
        """Syntax of one document's tokens."""
        document = Document(Report("x", text), {"tokens": tokens})
        for step in self.steps:
            document = document.with_layer(step.gives, step.run([document])[0])
        return document.layer("syntax", Syntax)


def text_of(example: Example) -> tuple[str, Tokens]:
    """A document's text and its tokens with offsets."""
    text, starts, ends = "", [], []
    for word, gap in zip(example.words, example.gaps, strict=True):
        text += ("", " ", "\n", "\n\n")[gap] if text else ""
        starts.append(len(text))
        text += word
        ends.append(len(text))
    first, last, gaps = (np.array(c, np.int32) for c in (starts, ends, example.gaps))
    return text, Tokens(first, last, gaps, tuple(example.words))


def gold_tokens(annotator: Annotator, documents: Iterable[Example]) -> dict[str, float]:
    """Accuracy over words of gold tokenisation and, as windows see them, gold sentences."""
    right = dict.fromkeys(("UPOS", "XPOS", "feats", "lemma", "UAS", "LAS"), 0)
    total = 0
    for e in documents:
        assert e.sentence_start is not None and e.head is not None and e.deprel is not None
        assert e.upos and e.xpos and e.feats and e.lemma
        syntax = with_sentences(annotator, e)
        for i in range(len(e)):
            total += 1
            right["UPOS"] += syntax.upos[i] == e.upos[i]
            right["XPOS"] += syntax.xpos[i] == e.xpos[i]
            right["feats"] += syntax.feats[i] == e.feats[i]
            right["lemma"] += syntax.lemma[i].lower() == e.lemma[i].lower()
            attached = int(syntax.head[i]) == e.head[i]
            right["UAS"] += attached
            right["LAS"] += attached and syntax.deprel[i] == e.deprel[i]
    return {name: round(n / total, 4) for name, n in right.items()} | {"words": total}


def with_sentences(annotator: Annotator, e: Example) -> Syntax:
    """Syntax with the document's own sentence breaks instead of the predicted ones."""
    _, tokens = text_of(e)
    starts = [bool(s) for s in e.sentence_start or []]
    document = Document(Report("x", ""), {"tokens": tokens})
    encode, decode = annotator.steps
    encoding = encode.run([document])[0]
    return decode.decode(tokens, encoding, starts)


def raw_text(annotator: Annotator, documents: Iterable[Example]) -> dict[str, float]:
    """F1 of tokens, sentences and attachments from running text."""
    counts = {name: [0, 0, 0] for name in ("tokens", "sentences", "LAS")}
    for e in documents:
        text, gold = text_of(e)
        tokens = tokenize(text)
        syntax = annotator.syntax(tokens, text)
        g, p = spans(gold), spans(tokens)
        _count(counts["tokens"], set(g), set(p))
        starts = [i for i, s in enumerate(e.sentence_start or []) if s]
        gold_sentences = {(g[a][0], g[b - 1][1]) for a, b in zip(starts, [*starts[1:], len(g)], strict=True)}
        bounds = syntax.bounds.tolist()
        _count(counts["sentences"], gold_sentences, {(p[a][0], p[b - 1][1]) for a, b in pairwise(bounds)})
        assert e.head is not None and e.deprel is not None
        _count(counts["LAS"], arcs(g, e.head, e.deprel), arcs(p, syntax.head.tolist(), syntax.deprel))
    return {name: round(2 * hit / (n + m), 4) for name, (hit, n, m) in counts.items()}


def spans(tokens: Tokens) -> list[tuple[int, int]]:
    """Character spans of tokens."""
    return list(zip(tokens.start.tolist(), tokens.end.tolist(), strict=True))


def arcs(words: list[tuple[int, int]], heads: Sequence[int], relations: Sequence[str]) -> set[object]:
    """Attachments by character spans."""
    return {(w, words[h] if h >= 0 else None, r) for w, h, r in zip(words, heads, relations, strict=True)}


def _count(cell: list[int], gold: set[object] | set[tuple[int, int]], found: set[object] | set[tuple[int, int]]) -> None:
    cell[0] += len(gold & found)
    cell[1] += len(gold)
    cell[2] += len(found)


def entity_f1(annotator: Annotator, documents: Iterable[Example]) -> dict[str, float]:
    """Micro F1 of persons, organisations and places with exact spans."""
    cell = [0, 0, 0]
    for e in documents:
        found = with_sentences(annotator, e).entity
        _count(cell, chunks(e.entity or []), chunks(found))
    return {"F1": round(2 * cell[0] / (cell[1] + cell[2]), 4), "P": round(cell[0] / cell[2], 4), "R": round(cell[0] / cell[1], 4)}


def chunks(tags: Sequence[str]) -> set[object]:
    """(first, last, type) of PER, ORG and LOC in IOB2 tags."""
    out: set[object] = set()
    first = 0
    for i, tag in enumerate([*tags, "O"]):
        if i and tags[i - 1][2:] in ("PER", "ORG", "LOC") and not (tag.startswith("I-") and tag[2:] == tags[i - 1][2:]):
            out.add((first, i, tags[i - 1][2:]))
        if tag.startswith("B-") or (tag.startswith("I-") and (i == 0 or tags[i - 1][2:] != tag[2:])):
            first = i
    return out


def block_sentences(annotator: Annotator, path: Path, limit: int) -> float:
    """F1 of sentences of news blocks whose sentences are joined by spaces."""
    cell = [0, 0, 0]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number >= limit:
                break
            text, gold = "", set()
            for sentence in json.loads(line)["sentences"]:
                text += " " if text else ""
                gold.add((len(text), len(text) + len(sentence)))
                text += sentence
            tokens = tokenize(text)
            bounds, p = annotator.syntax(tokens, text).bounds.tolist(), spans(tokens)
            _count(cell, gold, {(p[a][0], p[b - 1][1]) for a, b in pairwise(bounds)})
    return round(2 * cell[0] / (cell[1] + cell[2]), 4)


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", type=Path, default=Path("src/whimbrel/model"))
    args = parser.parse_args()
    annotator = Annotator(Model(args.model))
    ewt, news = treebanks.ewt(args.data, "dev"), treebanks.gum(args.data, "dev", "news")
    figures = {
        "EWT dev, gold tokens": gold_tokens(annotator, ewt),
        "GUM news dev, gold tokens": gold_tokens(annotator, news),
        "GUM news dev, raw text": raw_text(annotator, news),
        "UNER EWT dev": entity_f1(annotator, ewt),
        "VOA blocks, sentences": block_sentences(annotator, args.data / "newstext_voa" / "pseudo_docs.jsonl.gz", 100),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
