"""Small hand-built layers: words with tags written as "word/TAG"."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from whimbrel.circumstances.gazetteer import Gazetteer
from whimbrel.document import Syntax, Tokens
from whimbrel.segment.tokens import tokenize

PLAIN = {"N": "NOUN", "J": "ADJ", "V": "VERB", "I": "ADP", "D": "DET", "C": "NUM", "R": "ADV", "P": "PRON", ".": "PUNCT"}
Tagged = Callable[[str], tuple[str, Tokens, Syntax]]


def _tagged(text: str) -> tuple[str, Tokens, Syntax]:
    """Text, tokens and one sentence of syntax from "12/CD people/NNS died/VBD"; a flat tree, no entities but
    "New/NNP:LOC York/NNP:+LOC"."""
    pairs = [part.rsplit("/", 1) for part in text.split()]
    words = tuple(word for word, _ in pairs)
    tags = [tag.partition(":")[0] for _, tag in pairs]
    names = [tag.partition(":")[2] for _, tag in pairs]
    plain = " ".join(words)
    ends = np.cumsum([len(w) + 1 for w in words]) - 1
    n = len(words)
    tokens = Tokens(
        np.array([e - len(w) for e, w in zip(ends, words, strict=True)], np.int32),
        ends.astype(np.int32),
        np.ones(n, np.int32),
        words,
    )
    upos = tuple("PROPN" if t.startswith("NNP") else "CCONJ" if t == "CC" else PLAIN.get(t[0], "X") for t in tags)
    syntax = Syntax(
        sentence=np.zeros(n, np.int32),
        bounds=np.array([0, n], np.int32),
        upos=upos,
        xpos=tuple(tags),
        feats=("_",) * n,
        lemma=tuple(w.lower() for w in words),
        head=np.array([-1] + [0] * (n - 1), np.int32),
        deprel=("root",) + ("dep",) * (n - 1),
        entity=tuple(f"I-{name[1:]}" if name.startswith("+") else f"B-{name}" if name else "O" for name in names),
    )
    return plain, tokens, syntax


@pytest.fixture
def tagged() -> Tagged:
    return _tagged


@pytest.fixture
def tokens() -> Callable[[str], Tokens]:
    return tokenize


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()
