"""Tokens to word pieces of the encoder's uncased vocabulary, with the letter-case and gap features it cannot see otherwise."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

CASES = 5  # lower, Title, UPPER, miXed, no letter
GAPS = 4  # document.GAP_*
FEATURES = CASES * GAPS
MOST_PIECES = 12  # a token of more pieces is noise (an address, a hash): the rest says nothing
NOISE = 60  # letters; a longer "word" is no word, and megabytes of them should cost no time
UNKNOWN, START, END, PAD = "[UNK]", "[CLS]", "[SEP]", "[PAD]"


class WordPieces:
    """Greedy longest-match word pieces with a cache. `vocabulary` maps a piece to its number."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self.vocabulary = vocabulary
        self.unknown, self.start, self.end, self.pad = (vocabulary[name] for name in (UNKNOWN, START, END, PAD))
        self._cache: dict[str, tuple[int, ...]] = {}

    @classmethod
    def load(cls, path: Path) -> WordPieces:
        """Read a vocabulary file: one piece a line, the line number is the piece's number."""
        lines = path.read_text(encoding="utf-8").split("\n")
        return cls({piece: number for number, piece in enumerate(lines) if piece})

    def pieces(self, word: str) -> tuple[int, ...]:
        """Piece numbers of one token: at least one."""
        found = self._cache.get(word)
        if found is None:
            found = self._split(word)
            if len(self._cache) > 200_000:  # bounded: a stream of millions of reports must not grow without end
                self._cache.clear()
            self._cache[word] = found
        return found

    def _split(self, word: str) -> tuple[int, ...]:
        if len(word) > NOISE:
            return (self.unknown,)
        plain = normalise(word)
        out: list[int] = []
        at = 0
        while at < len(plain) and len(out) < MOST_PIECES:
            end = min(len(plain), at + 40)
            while end > at:
                piece = plain[at:end] if at == 0 else "##" + plain[at:end]
                number = self.vocabulary.get(piece)
                if number is None and at and not plain[at].isalnum():
                    number = self.vocabulary.get(plain[at:end])  # punctuation stands alone in the vocabulary
                if number is not None:
                    out.append(number)
                    break
                end -= 1
            if end == at:
                return (self.unknown,)
            at = end
        return tuple(out) or (self.unknown,)


def normalise(word: str) -> str:
    """Lower case without accents and control characters, as the vocabulary was made."""
    if word.isascii():
        return word.lower()
    spread = unicodedata.normalize("NFD", word.lower().replace("’", "'").replace("‘", "'"))
    return "".join(c for c in spread if unicodedata.category(c) not in ("Mn", "Cc", "Cf"))


def feature(word: str, gap: int) -> int:
    """Number of the case and gap feature of a token, 0 ≤ n < FEATURES."""
    return _case(word) * GAPS + gap


def features(words: Sequence[str], gaps: Sequence[int]) -> list[int]:
    """`feature` of each token."""
    return [_case(word) * GAPS + gap for word, gap in zip(words, gaps, strict=True)]


def _case(word: str) -> int:
    if word.islower():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 1
    if word[:1].isupper():
        return 1 if word[1:].islower() else 3
    return 3 if any(c.isalpha() for c in word) else 4
