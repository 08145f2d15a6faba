"""Codes that words carry by themselves: what the anchor head may point at."""

from __future__ import annotations

from collections.abc import Callable

from whimbrel.actors.registry import Registry


def word_coder() -> Callable[[list[str]], list[str | None]]:
    """A function from tokens to the code that each carries, None for most."""
    registry = Registry.load()

    def code(words: list[str]) -> list[str | None]:
        out: list[str | None] = [None] * len(words)
        for first, last, meaning in registry.scan(words, None):
            for i in range(first, last):
                out[i] = meaning.code
        return out

    return code
