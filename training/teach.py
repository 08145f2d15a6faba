"""The teacher's labels for news text: `python -m training.teach --run TEACHER --encoder DIR --to silver.jsonl.gz`.

What a trained network (the teacher, or any run) says of running text becomes examples for the student: trees, tags and names
as they come, triggers with their links where the teacher is sure, and the whole distribution over event types for every token
that may name an act, which says more than a label. Whose code a participant has is not taught: the pointer heads learn it from
coded reports. With `--beside` the distribution is the mean of two runs'; with `--acts` nothing else
is taught, for a teacher whose trees and names are worse than the student's.
Texts that are coded (training or development) are left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training import claims
from training.examples import ROLES, SIDES, Example, Trigger, encode, windows
from training.network import Network, weights_of
from whimbrel.annotate.distance import classes
from whimbrel.annotate.wordpieces import WordPieces
from whimbrel.segment.tokens import tokenize

SURE = 0.5  # a trigger, a label of several, a token of a mention
DOUBT = 0.02  # below this a token names no act, and nothing more is said
LONGEST = 224


class Teacher:
    """A run's network, asked for labels; `beside` is another, of the small encoder, that is asked for the odds of acts too."""

    def __init__(self, run: Path, large: bool, pieces: WordPieces, beside: Path | None = None, acts: bool = False) -> None:
        self.labels, self.network = _network(run, "large" if large else "small")
        self.beside: Network | None = None
        if beside is not None:
            labels, self.beside = _network(beside, "small")
            if labels["event"] != self.labels["event"]:
                raise ValueError(f"{run} and {beside} have different types of acts: train them on the same reports")
        self.acts = acts
        self.pieces = pieces

    @torch.no_grad()
    def label(self, e: Example) -> Example:
        """The example with the teacher's columns; words, gaps and sentence starts stand."""
        ids, feats, first = (torch.tensor([x]) for x in encode(e, self.pieces, 512))
        vectors = self.network.tokens(ids, feats, first, None)[0]
        out = Example("silver", e.words, e.gaps, e.sentence_start)
        odds = self.network.heads["event"](vectors).softmax(-1)
        if self.beside is not None:
            odds = (odds + self.beside.heads["event"](self.beside.tokens(ids, feats, first, None)[0]).softmax(-1)) / 2
        out.event_odds = {t: [round(p, 3) for p in odds[t].tolist()] for t in torch.nonzero(1 - odds[:, 0] > DOUBT)[:, 0].tolist()}
        if self.acts:
            out.triggers = []
            return out
        for column in ("upos", "xpos", "feats", "entity", "news_entity"):
            setattr(out, column, self._names(column, vectors))
        out.head, out.deprel = self._tree(e, vectors)
        sure = torch.nonzero(1 - odds[:, 0] > SURE)[:, 0].tolist()
        out.triggers = self._triggers(e, vectors, sure, odds) if sure else []
        return out

    def _names(self, head: str, vectors: Tensor) -> list[str]:
        return [self.labels[head][i] for i in self.network.heads[head](vectors).argmax(-1).tolist()]

    def _tree(self, e: Example, v: Tensor) -> tuple[list[int], list[str]]:
        net = self.network
        sentence = torch.tensor(e.sentence_start).cumsum(0)
        scores = net.arc(net.project("arc_dep", v), net.project("arc_head", v))[0]
        heads = scores.masked_fill(sentence[:, None] != sentence[None, :], -1e4).argmax(-1)
        relations = net.label.rows(net.project("label_dep", v), net.project("label_head", v)[heads]).argmax(-1)
        own = torch.arange(len(heads))
        return torch.where(heads == own, -1, heads).tolist(), [self.labels["deprel"][i] for i in relations.tolist()]

    def _triggers(self, e: Example, v: Tensor, tokens: list[int], odds: Tensor) -> list[Trigger]:
        net, at = self.network, v[tokens]
        many = {n: net.heads[n](at).sigmoid() for n in ("mode", "auxiliary", "context", *(f"{s}_implicit" for s in SIDES))}
        sentence = np.cumsum(e.sentence_start or []).astype(np.int32)
        near = classes(np.array(tokens, np.int32), np.arange(len(e), dtype=np.int32), sentence)
        trigger, token = net.project("link_trigger", at), net.project("link_token", v)
        links = net.link(trigger, token, torch.from_numpy(near).long()).sigmoid() > SURE
        out = []
        for i, t in enumerate(tokens):
            event = self.labels["event"][1 + int(odds[t, 1:].argmax())]
            found = {n: tuple(x for x, p in zip(self.labels[n], many[n][i].tolist(), strict=True) if p > SURE) for n in MANY}
            roles = {role: set(torch.nonzero(links[r, i])[:, 0].tolist()) for r, role in enumerate(ROLES)}
            nobody: tuple[str | None, str | None] = (None, None)  # whose code it is, is not taught
            unnamed = dict.fromkeys([s for s in SIDES if float(many[f"{s}_implicit"][i, 0]) > SURE], nobody)
            out.append(Trigger(t, event, found["mode"], found["auxiliary"], found["context"], roles, unnamed))
        return out


MANY = ("mode", "auxiliary", "context")


def _network(run: Path, shape: str) -> tuple[dict[str, list[str]], Network]:
    labels: dict[str, list[str]] = json.loads((run / "labels.json").read_text(encoding="utf-8"))
    network = Network(labels, shape)
    network.load_state_dict(weights_of(run))
    network.eval()
    return labels, network


def texts(path: Path, coded: Iterable[Path]) -> Iterator[list[str]]:
    """Blocks of sentences that share no sentence with a coded report."""
    known = "\n".join(report["text"] for p in coded for report in claims.reports(p))
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            sentences = json.loads(line)["sentences"]
            if not any(len(s) > 40 and s in known for s in sentences):
                yield sentences


def example(sentences: list[str], line_breaks: bool) -> Example:
    """One block as an unlabelled example, its sentences on lines of their own or joined by spaces."""
    words: list[str] = []
    gaps: list[int] = []
    starts: list[int] = []
    for s in sentences:
        tokens = tokenize(s)
        found = tokens.gap.tolist()
        if words and found:
            found[0] = 2 if line_breaks else 1
        words += tokens.words
        gaps += found
        starts += [1] + [0] * (len(tokens) - 1) if len(tokens) else []
    return Example("silver", words, gaps, starts)


def read(path: Path) -> list[Example]:
    """The examples that `main` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_example(json.loads(line)) for line in lines]


def _example(row: dict[str, Any]) -> Example:
    triggers = [Trigger(**{**t, "links": {r: set(x) for r, x in t["links"].items()}}) for t in row.pop("triggers")]
    odds = {int(t): p for t, p in row.pop("event_odds").items()}
    return Example(**row, triggers=triggers, event_odds=odds)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True, help="folder with the small encoder's vocab.txt")
    parser.add_argument("--large", action="store_true", help="the run is the large encoder's")
    parser.add_argument("--beside", type=Path, help="a run of the small encoder, whose odds of acts count half")
    parser.add_argument("--acts", action="store_true", help="teach nothing but acts")
    parser.add_argument("--words", type=int, default=300_000)
    parser.add_argument("--to", type=Path, required=True)
    args = parser.parse_args()
    pieces = WordPieces.load(args.encoder / "vocab.txt")
    teacher = Teacher(args.run, args.large, pieces, args.beside, args.acts)
    coded = [args.data / "gold" / f"{part}.jsonl" for part in ("train", "dev")]
    seen = 0
    with gzip.open(args.to, "wt", encoding="utf-8") as out:
        for number, sentences in enumerate(texts(args.data / "data" / "newstext_voa" / "pseudo_docs.jsonl.gz", coded)):
            for e in windows([example(sentences, number % 2 == 0)], pieces, LONGEST):
                row = {k: v for k, v in asdict(teacher.label(e)).items() if v is not None}
                out.write(json.dumps(row, default=sorted, ensure_ascii=False) + "\n")
                seen += len(e)
            if seen >= args.words:
                break


if __name__ == "__main__":
    main()
