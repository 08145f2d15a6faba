"""Mentions from link probabilities."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from whimbrel.events.arguments import EDGES, stretches
from whimbrel.segment.tokens import tokenize

TOKENS = tokenize("The army of Mali and the rebels , the junta said .")


def found(*likely: int) -> list[tuple[int, int]]:
    """Stretches when these tokens are likely."""
    values = np.full(len(TOKENS), 0.05, np.float32)
    values[list(likely)] = 0.8
    return [(s.first, s.last) for s in stretches(0.45, values, 0, TOKENS)]


def test_runs_of_likely_tokens_are_mentions() -> None:
    """Two runs, two mentions."""
    assert found(0, 1, 2, 3, 5, 6) == [(0, 4), (5, 7)]


def test_edges_are_trimmed() -> None:
    """A conjunction or comma at the edge does not belong."""
    assert found(3, 4) == [(3, 4)]
    assert found(7, 8, 9) == [(8, 10)]
    assert found(4) == []


def test_weak_tokens_carry_on_but_do_not_open() -> None:
    """A token between the two thresholds continues a mention and makes none."""
    values = np.full(len(TOKENS), 0.05, np.float32)
    values[[0, 1]] = [0.4, 0.9]
    values[5] = 0.4
    assert [(s.first, s.last) for s in stretches(0.45, values, 0, TOKENS)] == [(0, 2)]


@given(st.lists(st.floats(0, 1, width=32), min_size=len(TOKENS), max_size=len(TOKENS)))
def test_always_within_and_in_order(values: list[float]) -> None:
    """Stretches never overlap, never leave the text and never begin with an edge word."""
    out = stretches(0.45, np.array(values, np.float32), 0, TOKENS)
    edges = [x for s in out for x in (s.first, s.last)]
    assert edges == sorted(edges)
    assert all(TOKENS.words[s.first].lower() not in EDGES for s in out)
