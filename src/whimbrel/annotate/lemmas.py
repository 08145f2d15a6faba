"""Lemmas as edit scripts: "l-3+y" means lower case, cut three letters, add "y". Shared by training and decoding."""

from __future__ import annotations

KEEP = "k-0+"


def script(word: str, lemma: str) -> str:
    """The edit script that turns `word` into `lemma`."""
    keep = not lemma.islower() and lemma[:1] == word[:1]
    base = word if keep else word.lower()
    shared = 0
    while shared < min(len(base), len(lemma)) and base[shared] == lemma[shared]:
        shared += 1
    return f"{'k' if keep else 'l'}-{len(base) - shared}+{lemma[shared:]}"


def apply(edit: str, word: str) -> str:
    """`word` with the script done; a script that would cut more than there is leaves the word in lower case."""
    case, _, rest = edit.partition("-")
    cut, _, add = rest.partition("+")
    base = word if case == "k" else word.lower()
    n = int(cut)
    if n > len(base) or (n == len(base) and not add):
        return base
    return base[: len(base) - n] + add
