"""Whether confidence means what it says: of the claims that are said to be right with 0.7, are seven in ten right?

A claim is right when a gold claim of its type stands in its sentence (`event` of whimbrel.evaluate.score).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from whimbrel.evaluate.gold import Row
from whimbrel.evaluate.score import align


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims with a confidence in [low, high): how many, their mean confidence and the share that is right (None: no claims)."""

    low: float
    high: float
    claims: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """Bins from the least confident to the most, and the mean distance of confidence and share right, weighted by claims (expected
    calibration error)."""

    bins: tuple[Bin, ...]
    error: float


def reliability(gold: Mapping[str, Iterable[Row]], predicted: Mapping[str, Iterable[Row]], bins: int = 10) -> Reliability:
    """The claims of gold's reports in bins of equal width; claims without a confidence count nowhere."""
    told = judged(gold, predicted)
    groups = _groups(told, bins)
    return Reliability(tuple(_bin(i / bins, (i + 1) / bins, group) for i, group in enumerate(groups)), error(told, bins))


def error(told: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error of (confidence, right) pairs in bins of equal width, four digits."""
    apart = (sum(confidence - right for confidence, right in group) for group in _groups(told, bins))
    return round(sum(map(abs, apart)) / max(1, len(told)), 4)


def _groups(told: Sequence[tuple[float, bool]], bins: int) -> list[list[tuple[float, bool]]]:
    out: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, right in told:
        out[min(bins - 1, int(confidence * bins))].append((confidence, right))
    return out


def judged(gold: Mapping[str, Iterable[Row]], predicted: Mapping[str, Iterable[Row]]) -> list[tuple[float, bool]]:
    """Confidence of each predicted claim, and whether it is right."""
    out = []
    for report, claims in gold.items():
        rows = list(predicted.get(report, ()))
        right = {j for _, j in align(list(claims), rows, typed=True)}
        out += [(float(row["confidence"]), j in right) for j, row in enumerate(rows) if row.get("confidence") is not None]
    return out


def _bin(low: float, high: float, group: list[tuple[float, bool]]) -> Bin:
    if not group:
        return Bin(low, high, 0, None, None)
    n = len(group)
    return Bin(low, high, n, round(sum(c for c, _ in group) / n, 4), round(sum(r for _, r in group) / n, 4))
