"""Figures may not fall: the floors of tests/floors.json, with the hash of the gold file that they were measured on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from whimbrel.coder import Coder
from whimbrel.evaluate.gold import load_claims, load_reports, predict
from whimbrel.evaluate.score import score

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))
GOLD = Path(__file__).parents[2] / "shared" / "gold" / "dev.jsonl"


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    """The figures of `whimbrel evaluate` on the development reports."""
    if not GOLD.exists():
        pytest.skip(f"{GOLD.name} is not here: the floors need the development reports beside the checkout")
    predictions = predict(load_reports(str(GOLD)), Coder())
    return score(load_claims(str(GOLD)), predictions.claims).as_json()


def test_gold_is_the_one_that_was_measured() -> None:
    """Another gold file needs other floors."""
    if not GOLD.exists():
        pytest.skip("no development reports beside the checkout")
    assert hashlib.sha256(GOLD.read_bytes()).hexdigest() == FLOORS["gold"]["sha256"]


@pytest.mark.parametrize(("name", "floor"), sorted(FLOORS["gold"]["figures"].items()))
def test_figure_holds_its_floor(figures: dict[str, Any], name: str, floor: float) -> None:
    """Each figure is at least its floor; to lower one, say why in the commit that does it."""
    attributes = figures["attributes"]
    found = figures[name]["f1"] if name in figures and name != "macro_f1" else figures.get(name)
    value = attributes[name]["right"] if name in attributes else found
    assert value >= floor, f"{name} is {value}, the floor is {floor}"
