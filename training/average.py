"""Weights between two runs: `python -m training.average --runs A B --shares 0.35 0.65 --to RUN`. Both must have the same labels."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch

FILES = ("labels.json", "lemmas.json")


def average(runs: Sequence[Path], shares: Sequence[float], to: Path) -> None:
    """Write the mean of the runs' weights by `shares` (made to sum to one), with the labels of the last.

    ValueError when the runs' label sets differ: columns of their heads would mean different things.
    """
    if len(runs) != len(shares) or not runs:
        raise ValueError(f"{len(runs)} runs and {len(shares)} shares")
    if len({(run / "labels.json").read_text(encoding="utf-8") for run in runs}) > 1:
        raise ValueError("the runs have different labels: " + ", ".join(map(str, runs)))
    states = [torch.load(run / "weights.pt") for run in runs]
    mean = {
        name: sum(state[name] * (share / sum(shares)) for state, share in zip(states, shares, strict=True)) for name in states[0]
    }
    to.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(runs[-1] / name, to / name)
    torch.save(mean, to / "weights.tmp")
    (to / "weights.tmp").replace(to / "weights.pt")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=Path, nargs="+", required=True)
    parser.add_argument("--shares", type=float, nargs="+", required=True)
    parser.add_argument("--to", type=Path, required=True)
    args = parser.parse_args()
    average(args.runs, args.shares, args.to)


if __name__ == "__main__":
    main()
