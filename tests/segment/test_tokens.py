"""Tokens: what is one word, and offsets that never slip."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whimbrel.document import GAP_LINE, GAP_NONE, GAP_PARAGRAPH, GAP_SPACE
from whimbrel.segment.tokens import LONGEST, tokenize

CASES = [
    ("The U.S. said it won't go.", "The|U.S.|said|it|wo|n't|go|.", "abbreviation kept, negation cut off, full stop apart"),
    ("Iran's Gen. Soleimani met Mr. Khan.", "Iran|'s|Gen.|Soleimani|met|Mr.|Khan|.", "titles keep their period"),
    ("al-Qaida-linked", "al|-|Qaida|-|linked", "hyphens apart, as in the treebanks"),
    ("$2.5 billion, or 1,00,000", "$|2.5|billion|,|or|1,00,000", "inner separators of numbers"),
    ("Shi'ite O'Brien", "Shi'ite|O'Brien", "apostrophes inside names"),
    ("He cannot; they’ll", "He|can|not|;|they|’ll", "cannot, and typographic apostrophes"),
    ("the 1990s and the 3rd", "the|1990s|and|the|3rd", "decades and ordinals"),
    ("“Stop!” – he said…", "“|Stop|!|”|–|he|said|…", "quotes, dash, ellipsis"),
    ("see https://example.org/a?b=1.", "see|https://example.org/a?b=1|.", "addresses without the final stop"),
    ("J. B. Smith in Washington, D.C.", "J.|B.|Smith|in|Washington|,|D.C.", "initials"),
    ("🇺🇦 said", None, "emoji lose nothing"),
]


@pytest.mark.parametrize(("text", "words", "guards"), CASES, ids=[c[2] for c in CASES])
def test_words(text: str, words: str | None, guards: str) -> None:
    """Each text becomes these words."""
    tokens = tokenize(text)
    if words is not None:
        assert "|".join(tokens.words) == words
    assert "".join(tokens.words) == "".join(text.split())


def test_gaps() -> None:
    """A token knows what stood before it."""
    tokens = tokenize("One two,\nthree\n\n four")
    assert tokens.gap.tolist() == [GAP_PARAGRAPH, GAP_SPACE, GAP_NONE, GAP_LINE, GAP_PARAGRAPH]


def test_nothing_in_nothing_out() -> None:
    """Blank text has no tokens."""
    assert len(tokenize("")) == len(tokenize(" \n\t ")) == 0


def test_endless_word_is_cut() -> None:
    """A megabyte without a space does not become one token."""
    tokens = tokenize("a" * 100_000)
    assert max((tokens.end - tokens.start).tolist()) <= LONGEST
    assert int(tokens.end[-1]) == 100_000


@given(st.text(max_size=300))
def test_offsets_round_trip(text: str) -> None:
    """Every character that is no white space is in exactly one token, and each token is where it says."""
    tokens = tokenize(text)
    assert all(text[s:e] == w for s, e, w in zip(tokens.start.tolist(), tokens.end.tolist(), tokens.words, strict=True))
    edges = [x for pair in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True) for x in pair]
    assert edges == sorted(edges)
    assert "".join("".join(tokens.words).split()) == "".join(text.split())


@pytest.mark.parametrize("unit", ["1_", "a-", "a.", "n'", "@a.", "http://", "A."])
def test_long_runs_without_spaces_take_no_time(unit: str) -> None:
    """60,000 characters in a row, whatever they are, take well under the minutes that a quadratic rule would."""
    began = time.perf_counter()
    tokenize(unit * (60_000 // len(unit)))
    assert time.perf_counter() - began < 10
