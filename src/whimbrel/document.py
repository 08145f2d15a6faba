"""A report on its way through the pipeline: the report and named layers.

A layer is given once, by one step, and never edited. Tokens and what is known of each token are columns (arrays and tuples of one
length), not objects: they are small and copy quickly between processes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from whimbrel.errors import PipelineError
from whimbrel.records import Report

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
L = TypeVar("L")

GAP_NONE, GAP_SPACE, GAP_LINE, GAP_PARAGRAPH = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Layer `tokens`: columns `start`, `end` (characters) and `gap`, what stands before the token: nothing, space, line break,
    blank line (GAP_*). `words` are the surface strings."""

    start: Ints
    end: Ints
    gap: Ints
    words: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True, slots=True, eq=False)
class Syntax:
    """Layer `syntax`: per token. `sentence` is the sentence's number (non-decreasing from 0), `head` the index of the governing
    token in the whole document or -1 for a root, `entity` an IOB2 tag ("B-PER", "I-PER", "O"); `bounds[s]` is the first
    token of sentence s, with one closing entry equal to the number of tokens."""

    sentence: Ints
    bounds: Ints
    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    feats: tuple[str, ...]
    lemma: tuple[str, ...]
    head: Ints
    deprel: tuple[str, ...]
    entity: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A report with its layers, by name. `layer` reads one with its type; `with_layer` gives a new document."""

    report: Report
    layers: dict[str, Any] = field(default_factory=dict)

    def layer(self, name: str, kind: type[L]) -> L:
        """The layer `name`, which must be a `kind`; PipelineError when it is absent or something else."""
        found = self.layers.get(name)
        if not isinstance(found, kind):
            raise PipelineError(f"the document has no layer {name!r} of type {kind.__name__}; it has {sorted(self.layers)}")
        return found

    def with_layer(self, name: str, value: object) -> Document:
        """A new document with one more layer; PipelineError when the layer is there already (layers are never edited)."""
        if name in self.layers:
            raise PipelineError(f"layer {name!r} is given twice")
        return Document(self.report, {**self.layers, name: value})
