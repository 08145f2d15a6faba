"""Confidence against what is right."""

from __future__ import annotations

from typing import Any

import pytest

from whimbrel.evaluate.reliability import reliability


def row(event: str, start: int, confidence: float | None = None) -> dict[str, Any]:
    words = {"start": start, "end": start + 5, "text": "words"}
    return {"event": event, "trigger": words, "evidence": words, "actor": [], "recipient": [], "confidence": confidence}


def test_bins_and_error() -> None:
    gold = {"a": [row("AID", 0), row("AID", 10)], "b": [row("AGREE", 0)]}
    predicted = {
        "a": [row("AID", 0, 0.9), row("COERCE", 10, 0.35)],
        "b": [row("AGREE", 0, 0.31), row("AGREE", 20)],
        "c": [row("AID", 0, 1)],
    }
    told = reliability(gold, predicted)
    by_low = {b.low: b for b in told.bins}
    assert (by_low[0.9].claims, by_low[0.9].right) == (1, 1.0)
    assert (by_low[0.3].claims, by_low[0.3].confidence, by_low[0.3].right) == (2, 0.33, 0.5)
    assert sum(b.claims for b in told.bins) == 3  # no confidence, or a report that gold does not have, counts nowhere
    assert told.error == pytest.approx((0.1 + 2 * 0.17) / 3, abs=1e-4)


def test_certainty_stands_in_the_last_bin_and_nothing_has_no_error() -> None:
    gold = {"a": [row("AID", 0)]}
    told = reliability(gold, {"a": [row("AID", 0, 1.0)]})
    assert told.bins[-1].claims == 1 and told.error == 0.0
    assert reliability(gold, {}).error == 0.0
