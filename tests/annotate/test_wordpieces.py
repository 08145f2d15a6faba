"""Word pieces: longest match, unknown pieces, case and gap features."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from whimbrel.annotate.wordpieces import FEATURES, MOST_PIECES, WordPieces, feature, normalise

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "whim", "##brel", "##br", "##el", "a", "##a", "'", "s", "##s"]
VOCABULARY = {piece: number for number, piece in enumerate(PIECES)}


def test_longest_match_first() -> None:
    """The longest piece wins, whatever the case."""
    assert WordPieces(VOCABULARY).pieces("Whimbrel") == (4, 5)


def test_unknown_word_is_one_unknown_piece() -> None:
    """A word with a letter that no piece has is unknown as a whole."""
    assert WordPieces(VOCABULARY).pieces("whimzbrel") == (1,)


def test_accents_fall() -> None:
    """The vocabulary has no accents."""
    assert normalise("Élysée") == "elysee"


def test_long_token_is_bounded() -> None:
    """A token of fifty letters has few pieces, one of a thousand is noise."""
    assert len(WordPieces(VOCABULARY).pieces("a" * 50)) == MOST_PIECES
    assert WordPieces(VOCABULARY).pieces("a" * 1000) == (1,)


@given(st.text(min_size=1, max_size=20), st.integers(0, 3))
def test_feature_in_range(word: str, gap: int) -> None:
    """Every token has a feature number and at least one piece."""
    assert 0 <= feature(word, gap) < FEATURES
    assert WordPieces(VOCABULARY).pieces(word)


def test_case_features_differ() -> None:
    """us, Us, US and uS are told apart."""
    assert len({feature(w, 1) for w in ("us", "Us", "US", "uS", "12")}) == 5
