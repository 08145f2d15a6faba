"""The order of steps is checked when a pipeline is built, and layers are given once."""

from __future__ import annotations

import pytest

from whimbrel.document import Document, Tokens
from whimbrel.errors import PipelineError
from whimbrel.pipeline import Pipeline
from whimbrel.records import Report
from whimbrel.segment.tokens import TokenStep


class Count:
    """A step that counts tokens."""

    needs: tuple[str, ...] = ("tokens",)
    gives = "count"

    def run(self, documents: list[Document]) -> list[int]:
        """Number of tokens of each document."""
        return [len(d.layer("tokens", Tokens)) for d in documents]


def test_steps_give_layers_in_order() -> None:
    """Each document gets each layer, in the order of the reports."""
    documents = Pipeline((TokenStep(), Count())).run([Report("a", "One two"), Report("b", "One")])
    assert [d.layer("count", int) for d in documents] == [2, 1]


def test_wrong_order_is_refused_at_once() -> None:
    """A step whose input nobody gives is a mistake of whoever builds the pipeline."""
    with pytest.raises(PipelineError, match="Count needs tokens first"):
        Pipeline((Count(), TokenStep()))


def test_a_layer_is_given_once() -> None:
    """Two steps may not give the same layer."""
    with pytest.raises(PipelineError, match="tokens a second time"):
        Pipeline((TokenStep(), TokenStep()))


def test_a_missing_layer_says_what_there_is() -> None:
    """Asking a document for a layer it does not have names the layers it has."""
    with pytest.raises(PipelineError, match="no layer 'syntax'"):
        Document(Report("a", "x"), {"tokens": 1}).layer("syntax", Tokens)
