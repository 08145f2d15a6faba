"""Make probabilities confidences: `python -m training.calibrate GOLD.jsonl… [--model src/whimbrel/model] [--write]`.

Codes the reports of gold files that the weights were not trained on, and fits the slope and height of a logistic curve from the log
odds of each claim's type to "a gold claim of this type stands in this sentence" (maximum likelihood, Newton's method). `--write`
puts both into release.json. Prints them, and the expected calibration errors.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np

from whimbrel.coder import Coder
from whimbrel.evaluate.gold import load_claims, load_reports, predict
from whimbrel.evaluate.reliability import error, judged
from whimbrel.events.triggers import confidence

ROUNDS = 25


def fit(told: list[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and height for (probability, right) pairs."""
    p = np.clip(np.array([c for c, _ in told]), 1e-6, 1 - 1e-6)
    x = np.stack([np.log(p / (1 - p)), np.ones(len(p))], 1)
    y = np.array([float(right) for _, right in told])
    w = np.array([1.0, 0.0])
    for _ in range(ROUNDS):
        q = 1 / (1 + np.exp(-x @ w))
        curve = (x * (q * (1 - q))[:, None]).T @ x + 1e-6 * np.eye(2)
        w -= np.linalg.solve(curve, x.T @ (q - y))
    return round(float(w[0]), 4), round(float(w[1]), 4)


def uncalibrated(stated: float, calibration: tuple[float, float]) -> float:
    """The probability behind a confidence."""
    slope, height = calibration
    c = min(max(stated, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-(math.log(c / (1 - c)) - height) / slope))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--model", type=Path, default=Path("src/whimbrel/model"))
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    release = json.loads((args.model / "release.json").read_text(encoding="utf-8"))
    coder = Coder(model=args.model)
    told: list[tuple[float, bool]] = []
    for path in args.gold:
        told += judged(load_claims(path), predict(load_reports(path), coder).claims)
    raw = [(uncalibrated(c, release.get("calibration", (1.0, 0.0))), right) for c, right in told]
    curve = fit(raw)
    print(f"{len(told)} claims: error {error(told):.3f} as it is, {error(raw):.3f} without a curve")
    print(f"slope and height {curve}: error {error([(confidence(p, curve), right) for p, right in raw]):.3f}")
    if args.write:
        text = json.dumps(release | {"calibration": curve}, indent=1)
        (args.model / "release.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
