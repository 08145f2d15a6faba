"""Small hand-built documents, so that a test of one step loads no model."""

from __future__ import annotations

from datetime import date

import numpy as np

from whimbrel.document import Document, Encoding, Floats, Ints, Syntax, Tokens, Window
from whimbrel.records import Report
from whimbrel.segment.tokens import tokenize


def syntax(
    tokens: Tokens,
    upos: str | None = None,
    heads: list[int] | None = None,
    deprel: str | None = None,
    entity: dict[tuple[int, int], str] | None = None,
    starts: list[int] | None = None,
) -> Syntax:
    """A syntax layer: tags as words of a string, `entity` types by token range, everything else plain."""
    n = len(tokens)
    tags = ["O"] * n
    for (first, last), kind in (entity or {}).items():
        tags[first:last] = [f"B-{kind}", *[f"I-{kind}"] * (last - first - 1)]
    bounds = [0, *(starts or []), n]
    number = np.zeros(n, np.int32)
    for s in starts or []:
        number[s:] += 1
    return Syntax(
        sentence=number,
        bounds=np.array(bounds, np.int32),
        upos=tuple((upos or " ".join(["NOUN"] * n)).split()),
        xpos=("NN",) * n,
        feats=("_",) * n,
        lemma=tuple(w.lower() for w in tokens.words),
        head=np.array(heads or [-1] * n, np.int32),
        deprel=tuple((deprel or " ".join(["dep"] * n)).split()),
        entity=tuple(tags),
    )


def document(text: str, published: date | None = None, **layers: object) -> Document:
    """A document with tokens and one window over all of them; more layers by name."""
    tokens = tokenize(text)
    empty = np.zeros((len(tokens), 1), np.float32)
    window = Window(0, 0, len(tokens), empty, empty, empty)
    found = Document(Report("r", text, published=published), {"tokens": tokens, "encoding": Encoding((window,))})
    for name, layer in layers.items():
        found = found.with_layer(name, layer)
    return found


class Scores:
    """A scorer that says what a test wants: `heads[name]` are logits by token and label, `links` probabilities by role, trigger and
    token, `anchors` the key row that a participant at a row points to (none when absent)."""

    def __init__(
        self,
        labels: dict[str, list[str]],
        heads: dict[str, dict[tuple[int, str], float]] | None = None,
        links: dict[tuple[str, int], list[tuple[int, int]]] | None = None,
        anchors: dict[tuple[str, int], int] | None = None,
    ) -> None:
        self.labels = labels
        self.heads = heads or {}
        self.links = links or {}
        self.anchors = anchors or {}

    def head(self, name: str, window: Window) -> Floats:
        """Logits: -4 where nothing is said."""
        labels = self.labels.get(name, ["yes"])
        out = np.full((window.last - window.context, len(labels)), -4.0, np.float32)
        if labels[0] == "none":
            out[:, 0] = 2.0
        for (row, label), value in self.heads.get(name, {}).items():
            out[row, labels.index(label)] = value
        return out

    def link(self, window: Window, rows: Ints, sentence: Ints) -> Floats:
        """0.9 on the tokens of a link, 0.01 elsewhere."""
        roles = self.labels["role"]
        out = np.full((len(roles), len(rows), window.last - window.context), 0.01, np.float32)
        for (role, row), stretches in self.links.items():
            for first, last in stretches:
                for i in np.flatnonzero(rows == row):
                    out[roles.index(role), i, first:last] = 0.9
        return out

    def anchor(self, window: Window, who: str, first: int, last: int, keys: Ints, sentence: Ints) -> Floats:
        """0.9 on the key that was asked for, or on none."""
        out = np.full(len(keys) + 1, 0.1 / (len(keys) + 1), np.float32)
        wanted = self.anchors.get((who, first))
        hits = np.flatnonzero(keys == wanted) if wanted is not None else []
        out[1 + int(hits[0]) if len(hits) else 0] += 0.9
        return out


LABELS = {
    "event": ["none", "CONSULT", "ASSAULT", "ACCUSE"],
    "mode": ["CONSULT.visit", "ASSAULT.aerial", "ASSAULT.firearms", "ACCUSE.allege"],
    "auxiliary": ["historical", "future", "hypothetical", "negation"],
    "context": ["military", "diplomatic"],
    "role": ["actor", "recipient", "speaker", "place", "date", "quantity"],
    "sector": ["none", "GOV", "MIL", "REB", "UNK", "CVL", "COP", "REF"],
    "kind": ["none", "state", "UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"],
    "actor_sector": ["none", "GOV", "MIL", "REB", "UNK", "CVL", "COP"],
    "recipient_sector": ["none", "GOV", "MIL", "REB", "UNK", "CVL", "COP"],
    "actor_kind": ["none", "state", "UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"],
    "recipient_kind": ["none", "state", "UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"],
}
