"""How often a participant is resolved rightly when its mention is given: code and sector.

usage: python benchmarks/participants.py GOLD.jsonl [--errors]

Every mention of an actor or recipient that a gold claim has in its text, once, as if the coder had found just those words; one
that stands for several participants ("both leaders") is left out. Code counts over all of them, sector over those that have one.
"""

from __future__ import annotations

import argparse
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from whimbrel.actors.resolve import ActorStep
from whimbrel.coder import Coder
from whimbrel.document import Document, Stretch, Tokens
from whimbrel.evaluate.gold import load_claims, load_reports
from whimbrel.records import Entity


@dataclass(frozen=True, slots=True)
class Judged:
    """A mention with what is meant and what was made of it."""

    report: str
    text: str
    code: str | None
    sector: str | None
    found: Entity


def judged(gold: Path, coder: Coder) -> Iterator[Judged]:
    """Every given mention with how it is resolved."""
    step = next(s for s in coder.pipeline.steps if isinstance(s, ActorStep))
    claims = load_claims(str(gold))
    for report in load_reports(str(gold)):
        document = coder.document(report)
        seen = set()
        for claim in claims[report.id]:
            for side in ("actor", "recipient"):
                named = [e for e in claim[side] if e["text"]]
                for e in named:
                    span = (e["start"], e["end"])
                    if span in seen or sum((o["start"], o["end"]) == span for o in named) > 1:
                        continue
                    seen.add(span)
                    found = step.mention(document, stretch(document, *span))
                    if found is not None:
                        yield Judged(report.id, e["text"], e.get("code"), e.get("sector"), found)


def stretch(document: Document, start: int, end: int) -> Stretch:
    """The tokens that overlap characters start..end."""
    tokens = document.layer("tokens", Tokens)
    return Stretch(bisect_left(tokens.end.tolist(), start + 1), bisect_left(tokens.start.tolist(), end), 1.0)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    args = parser.parse_args()
    all_of = list(judged(args.gold, Coder()))
    sectored = [j for j in all_of if j.sector]
    code = sum(j.found.code == j.code for j in all_of) / len(all_of)
    sector = sum(j.found.sector == j.sector for j in sectored) / len(sectored)
    print(f"code right {code:.3f} of {len(all_of)}, sector right {sector:.3f} of {len(sectored)}")
    for j in all_of if args.errors else ():
        if j.found.code != j.code or (j.sector and j.found.sector != j.sector):
            print(f"[{j.report}] {j.text!r}: {j.code}/{j.sector}, got {j.found.code}/{j.found.sector} ({j.found.why})")


if __name__ == "__main__":
    main()
