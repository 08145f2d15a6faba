"""How often the type between two marked participants is right, on sentences with one marked pair each.

usage: python benchmarks/plover_pairs.py FILE.jsonl [--without-frames] [--model DIR]

FILE has one sentence a line: `text`, `marked` (the text with <s>source</s> and <t>target</t>) and `events[0].plover_any`, the types
that are right; CONCEDE and RETREAT count as one (YIELD), as in the data of Hu et al. (2024). Two questions:

  pair not given   the coder codes the sentence; right when the most confident claim whose participants overlap the marked ones
                   (either order for mutual types) has the type, wrong also when there is none
  pair given       the model must name a type: the one with the highest product of its probability at a word and of the links
                   from that word to source and target
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from whimbrel.annotate.session import Model
from whimbrel.coder import Coder
from whimbrel.document import Document, Encoding, Floats, Syntax, Tokens
from whimbrel.evaluate.score import MUTUAL
from whimbrel.events.triggers import EventStep, softmax
from whimbrel.records import Claim, Entity, Report, Span

YIELD = frozenset({"CONCEDE", "RETREAT"})
LEAST = 0.005  # words less probable to name an act are not asked
FAINT = 0.02  # of a link that the model does not see: what the words name still counts


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence with a marked pair and the types that are right for it."""

    text: str
    source: Span
    target: Span
    types: frozenset[str]


def pairs(path: Path) -> Iterator[Pair]:
    """The sentences that mark exactly one source and one target that stand in the text."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            sides = [re.findall(rf"<{tag}>(.*?)</{tag}>", row["marked"]) for tag in "st"]
            plain = re.sub(r"</?[st]>", "", row["marked"])
            if [len(s) for s in sides] != [1, 1]:
                continue
            source, target = (_span(row["marked"], tag) for tag in "st")
            yield Pair(plain, source, target, frozenset(folded(t) for t in row["events"][0]["plover_any"] or ["YIELD"]))


def folded(event: str) -> str:
    """The type as the data name it."""
    return "YIELD" if event in YIELD else event


def _span(marked: str, tag: str) -> Span:
    before, _, rest = marked.partition(f"<{tag}>")
    start = len(re.sub(r"</?[st]>", "", before))
    return Span(start, start + len(re.sub(r"</?[st]>", "", rest.partition(f"</{tag}>")[0])))


def of_claims(claims: Sequence[Claim], pair: Pair) -> str | None:
    """The type of the most confident claim about the pair, None when there is none."""
    found = [c for c in claims if _about(c, pair)]
    return folded(max(found, key=lambda c: (c.confidence, -c.trigger.start)).event) if found else None


def _about(claim: Claim, pair: Pair) -> bool:
    if claim.event in MUTUAL:
        everybody = (*claim.actors, *claim.recipients)
        return _overlap(everybody, pair.source) and _overlap(everybody, pair.target)
    return _overlap(claim.actors, pair.source) and _overlap(claim.recipients, pair.target)


def _overlap(entities: Sequence[Entity], span: Span) -> bool:
    return any(e.span.overlaps(span) for e in entities)


def of_scores(document: Document, model: Model, pair: Pair) -> str:
    """The type that the model's scores give the pair."""
    tokens, syntax = document.layer("tokens", Tokens), document.layer("syntax", Syntax)
    names = [folded(n) for n in model.labels["event"]]
    total: Counter[str] = Counter()
    for window in document.layer("encoding", Encoding).windows:
        odds = softmax(model.head("event", window))
        rows = np.flatnonzero(1 - odds[:, 0] > LEAST).astype(np.int32)
        if not len(rows):
            continue
        links = model.link(window, rows, syntax.sentence[window.context : window.last])
        source, target = (_rows(tokens, span, window.context, window.last) for span in (pair.source, pair.target))
        actor, recipient = (model.labels["role"].index(r) for r in ("actor", "recipient"))
        for i, row in enumerate(rows.tolist()):
            ahead = _linked(links[actor, i], source) * _linked(links[recipient, i], target)
            either = max(_linked(links[actor, i] + links[recipient, i], side) for side in (source, target))
            for k, event in enumerate(names[1:], 1):
                weight = max(ahead, either * FAINT) if model.labels["event"][k] in MUTUAL else ahead
                total[event] = max(total[event], float(odds[row, k]) * weight)  # type: ignore[assignment]
    return max(sorted(total), key=lambda e: total[e], default="none")


def _linked(links: Floats, rows: list[int]) -> float:
    return max([FAINT, *(float(links[r]) for r in rows)])


def _rows(tokens: Tokens, span: Span, first: int, last: int) -> list[int]:
    return [t - first for t in range(first, last) if tokens.start[t] < span.end and span.start < tokens.end[t]]


def figures(found: Sequence[tuple[str | None, frozenset[str]]]) -> dict[str, float]:
    """Accuracy, and F1 averaged over the types; a sentence with several right types counts for the first in order."""
    gold, said, hit = Counter[str](), Counter[str](), Counter[str]()
    for answer, types in found:
        want = answer if answer in types else sorted(types)[0]
        gold[want] += 1
        said[answer or "none"] += 1
        hit[want] += answer in types
    f1 = [2 * hit[t] / (gold[t] + said[t]) for t in gold]
    return {"accuracy": round(hit.total() / len(found), 3), "macro F1": round(sum(f1) / len(f1), 3)}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--without-frames", action="store_true", help="leave the frames' votes out")
    parser.add_argument("--model", type=Path, help="a folder of other weights")
    args = parser.parse_args()
    coder = Coder(model=args.model)
    model = Model.shipped() if args.model is None else Model(args.model)
    if args.without_frames:
        for step in coder.pipeline.steps:
            if isinstance(step, EventStep):
                step.frames = replace(step.frames, by_word={}, phrases={}, blocks={})
    free, given, missing = [], [], 0
    for n, pair in enumerate(pairs(args.file)):
        document = coder.document(Report(f"s{n}", pair.text, language="en"))
        answer = of_claims(document.layer("claims", tuple), pair)
        missing += answer is None
        free.append((answer, pair.types))
        given.append((of_scores(document, model, pair), pair.types))
    out = {"sentences": len(free), "no claim about the pair": missing}
    print(json.dumps({**out, "pair not given": figures(free), "pair given": figures(given)}, indent=1))


if __name__ == "__main__":
    main()
