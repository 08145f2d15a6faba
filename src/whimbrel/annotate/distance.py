"""How far two tokens stand apart, in the few classes that pair heads know. Shared by training and decoding."""

from __future__ import annotations

import numpy as np

from whimbrel.document import Ints

STEPS = np.array([1, 2, 3, 5, 8, 13, 21], np.int32)  # lower edges of the classes of token distance
TOKEN_CLASSES = 2 * len(STEPS) + 1
SENTENCE_CLASSES = 4  # same sentence, the one before, earlier, later
CLASSES = SENTENCE_CLASSES * TOKEN_CLASSES


def classes(rows: Ints, columns: Ints, sentence: Ints) -> Ints:
    """Class of each pair [len(rows), len(columns)]; `sentence` numbers the sentence of each token."""
    apart = columns[None, :] - rows[:, None]
    size = np.searchsorted(STEPS, np.abs(apart), side="right")
    near = len(STEPS) + np.sign(apart) * size
    behind = sentence[rows][:, None] - sentence[columns][None, :]
    which = np.where(behind == 0, 0, np.where(behind == 1, 1, np.where(behind > 1, 2, 3)))
    return np.asarray(which * TOKEN_CLASSES + near, dtype=np.int32)
