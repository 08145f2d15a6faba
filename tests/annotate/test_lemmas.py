"""Lemma scripts: what training writes, decoding reads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whimbrel.annotate.lemmas import apply, script


@pytest.mark.parametrize(("word", "lemma"), [("met", "meet"), ("Talks", "talk"), ("was", "be"), ("Iran", "Iran"), ("U.S.", "U.S.")])
def test_round_trip(word: str, lemma: str) -> None:
    """The script of a pair turns the word into the lemma."""
    assert apply(script(word, lemma), word) == lemma


@given(st.text("abcde", min_size=1, max_size=8), st.text("abcde", min_size=1, max_size=8))
def test_round_trip_of_any_pair(word: str, lemma: str) -> None:
    """Any lower-case pair round-trips."""
    assert apply(script(word, lemma), word) == lemma


def test_script_that_does_not_fit() -> None:
    """A script that cuts more than there is leaves the word."""
    assert apply("l-9+x", "abc") == "abc"
