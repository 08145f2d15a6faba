"""A report on its way through the pipeline: the report and named layers.

A layer is given once, by one step, and never edited. Tokens and what is known of each token are columns (arrays and tuples of one
length), not objects: they are small and copy quickly between processes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from whimbrel.errors import PipelineError
from whimbrel.records import Entity, Place, Quantity, Report, Speaker, When

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


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """What the encoder said of one stretch of tokens: `context`..`first` were seen for context only, `first`..`last` (exclusive)
    are this window's own. Rows of `logits` (all token heads), `projections` (all pair heads) and
    `vectors` are tokens context..last."""

    context: int
    first: int
    last: int
    logits: Floats
    projections: Floats
    vectors: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """Layer `encoding`: the windows of a report in order; their own stretches cover every token once."""

    windows: tuple[Window, ...]


class Scorer(Protocol):
    """What later steps may ask of the model about a window: columns of a head by name, and scores of pairs."""

    @property
    def labels(self) -> dict[str, list[str]]:
        """Label names by head."""

    def head(self, name: str, window: Window) -> Floats:
        """Logits of a token head for all rows of the window: [rows, labels]."""

    def link(self, window: Window, rows: Ints, sentence: Ints) -> Floats:
        """Probability that a token is in a mention that fills a role of the act at a row: [roles, len(rows), window rows].
        `sentence` numbers the sentence of each row of the window."""

    def anchor(self, window: Window, who: str, first: int, last: int, keys: Ints, sentence: Ints) -> Floats:
        """Probabilities over "none" and the rows `keys` that they carry the code of a participant: the mention at rows
        first..last (exclusive) for who="mention", or the unmentioned "actor"/"recipient" of the act at row `first`."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens first..last (exclusive), with the probability the model gives it and the window that proposed it."""

    first: int
    last: int
    probability: float


@dataclass(frozen=True, slots=True)
class Act:
    """A trigger as proposed by the model and settled with the frames: what is found before anybody is resolved.

    `links[role]` are mentions by role; `unnamed[side]` is the probability that a participant of that side is not mentioned in the
    sentence; `window` is the number of the window whose scores speak of it; `why` collects reasons in words.
    """

    token: int
    last: int
    event: str
    modes: tuple[str, ...]
    auxiliary: tuple[str, ...]
    contexts: tuple[str, ...]
    confidence: float
    links: dict[str, tuple[Stretch, ...]]
    unnamed: dict[str, float]
    window: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A candidate trigger that was not coded, with the reason."""

    token: int
    event: str
    probability: float
    reason: str


@dataclass(frozen=True, slots=True)
class Acts:
    """Layer `acts`."""

    acts: tuple[Act, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class Parties:
    """Who takes part in one act, resolved on the report's date."""

    actors: tuple[Entity, ...]
    recipients: tuple[Entity, ...]
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When, where and how many, of one act."""

    when: When
    place: Place | None
    quantities: tuple[Quantity, ...]


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
