"""Word lists as they are written in this room: one string, a word list to the reader."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())
