"""Trees: always one root and no cycle, and the best of all trees."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whimbrel.annotate.trees import tree


def is_tree(heads: list[int]) -> bool:
    """One root (its own head), everything else leads to it."""
    roots = [i for i, h in enumerate(heads) if h == i]
    if len(roots) != 1:
        return False
    for i in range(len(heads)):
        at, steps = i, 0
        while at != roots[0] and steps <= len(heads):
            at, steps = heads[at], steps + 1
        if at != roots[0]:
            return False
    return True


@given(st.integers(1, 9), st.integers(0, 10_000))
def test_always_a_tree(n: int, seed: int) -> None:
    """Whatever the scores, the result is a tree with one root."""
    scores = np.random.default_rng(seed).normal(0, 3, (n, n)).astype(np.float32)
    assert is_tree(tree(scores).tolist())


@pytest.mark.parametrize("seed", range(30))
def test_best_tree_for_its_root(seed: int) -> None:
    """No other tree with the same root has a higher sum of log-probabilities."""
    n = 4
    scores = np.random.default_rng(seed).normal(0, 3, (n, n)).astype(np.float32)
    rows = scores - np.log(np.exp(scores).sum(1, keepdims=True))
    found = tree(scores).tolist()
    root = next(i for i, h in enumerate(found) if h == i)

    def total(heads: tuple[int, ...]) -> float:
        return float(sum(rows[i, h] for i, h in enumerate(heads) if i != root))

    trees = [t for t in product(range(n), repeat=n) if t[root] == root and is_tree(list(t))]
    assert total(tuple(found)) == pytest.approx(max(map(total, trees)), abs=1e-4)


def test_a_cycle_is_broken() -> None:
    """Two words that each want the other are not left as a cycle."""
    scores = np.full((3, 3), -5.0, np.float32)
    scores[0, 0] = 5
    scores[1, 2] = scores[2, 1] = 8
    scores[1, 0] = 6
    assert tree(scores).tolist() == [0, 0, 1]
