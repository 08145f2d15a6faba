"""Scores to dependency trees: one root, no cycles, the best tree of all (Chu–Liu/Edmonds where the greedy choice is none)."""

from __future__ import annotations

import numpy as np

from whimbrel.document import Floats, Ints


def tree(scores: Floats) -> Ints:
    """Heads of one sentence from `scores` [dependent, head], whose diagonal is the score of being the root; the root's head is
    its own row."""
    n = len(scores)
    if n == 1:
        return np.zeros(1, np.int32)
    # Rows as log-probabilities: choices of different words become comparable.
    shifted = scores - scores.max(1, keepdims=True)
    rows = (shifted - np.log(np.exp(shifted).sum(1, keepdims=True))).astype(np.float64)
    root = _root(rows)
    rows[np.arange(n), np.arange(n)] = -np.inf
    rows[root] = -np.inf
    rows[root, root] = 0.0
    heads = rows.argmax(1)
    if _cycle(heads, root) is not None:
        heads = _edmonds(rows, root)
    return np.asarray(heads, dtype=np.int32)


def _root(rows: np.ndarray) -> int:
    """The word that gains most by being the root."""
    diagonal = rows.diagonal().copy()
    others = rows.copy()
    np.fill_diagonal(others, -np.inf)
    return int((diagonal - others.max(1)).argmax())


def _cycle(heads: np.ndarray, root: int) -> list[int] | None:
    """The words of one cycle, or None."""
    state = [0] * len(heads)
    state[root] = 2
    for start in range(len(heads)):
        path = []
        at = start
        while state[at] == 0:
            state[at] = 1
            path.append(at)
            at = int(heads[at])
        if state[at] == 1:
            return path[path.index(at) :]
        for word in path:
            state[word] = 2
    return None


def _edmonds(rows: np.ndarray, root: int) -> np.ndarray:
    """Best tree with the given root: contract a cycle, solve the smaller problem, open the cycle again."""
    heads = rows.argmax(1)
    heads[root] = root
    cycle = _cycle(heads, root)
    if cycle is None:
        return np.asarray(heads)
    inside = set(cycle)
    outside = [i for i in range(len(rows)) if i not in inside]
    own = np.array([rows[c, heads[c]] for c in cycle])
    into = np.array([[rows[c, o] for o in outside] for c in cycle]) - own[:, None]
    leave = np.array([[rows[o, c] for c in cycle] for o in outside])
    k = len(outside)
    small = np.full((k + 1, k + 1), -np.inf)
    small[:k, :k] = rows[np.ix_(outside, outside)]
    small[k, :k] = into.max(0)
    small[:k, k] = leave.max(1)
    at_root = outside.index(root)
    small[at_root] = -np.inf
    small[at_root, at_root] = 0.0
    solved = _edmonds(small, at_root)
    out = np.array(heads)
    for i, o in enumerate(outside):
        out[o] = cycle[int(leave[i].argmax())] if solved[i] == k else outside[int(solved[i])]
    out[root] = root
    entered = outside[int(solved[k])]
    broken = cycle[int(into[:, outside.index(entered)].argmax())]
    out[broken] = entered
    return out
