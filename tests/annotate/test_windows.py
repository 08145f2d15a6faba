"""Windows: every token once, never too long, and cut where sentences begin."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from whimbrel.annotate.windows import MOST, openings, spans
from whimbrel.segment.tokens import tokenize

TOKENS = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=400)


@given(TOKENS)
def test_cover_everything_once(tokens: list[tuple[int, bool]]) -> None:
    """Own stretches follow one another from the first token to the last, within the limit."""
    lengths, opens = [n for n, _ in tokens], [o for _, o in tokens]
    found = spans(lengths, opens)
    assert [first for _, first, _ in found] == [0, *(last for _, _, last in found[:-1])]
    assert found[-1][2] == len(tokens)
    assert all(sum(lengths[context:last]) <= MOST and context <= first < last for context, first, last in found)


@given(TOKENS)
def test_context_begins_at_an_opening(tokens: list[tuple[int, bool]]) -> None:
    """Context is made of whole sentences."""
    lengths, opens = [n for n, _ in tokens], [o for _, o in tokens]
    assert all(context == first or opens[context] for context, first, _ in spans(lengths, opens))


def test_openings() -> None:
    """A capital after a full stop opens a sentence; one after an abbreviation or inside does not."""
    tokens = tokenize("Mr. Khan met U.S. President Bush. He left. “We agree,” he said.\n\nnext")
    assert [w for w, o in zip(tokens.words, openings(tokens), strict=True) if o] == ["Mr.", "He", "“", "next"]


def test_cut_between_sentences() -> None:
    """A window ends where a sentence does, if one ends inside it."""
    lengths, opens = [1] * 400, [i % 100 == 0 for i in range(400)]
    assert [(first, last) for _, first, last in spans(lengths, opens)] == [(0, 200), (200, 400)]
