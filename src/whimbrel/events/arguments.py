"""Which words fill the roles of an act: link probabilities to mentions."""

from __future__ import annotations

from whimbrel.document import Floats, Stretch, Tokens

OPEN = 0.5  # a mention needs one token this probable …
KEEP = 0.35  # … and goes on over tokens this probable
# Words that a mention may not begin or end with: they come from neighbours that the model is unsure of.
EDGES = frozenset(
    {",", ".", ";", ":", "and", "or", "but", "of", "in", "by", "with", "(", ")", '"', "“", "”", "'s", "’s", "-", "--"}
)
DETACHED = frozenset({",", "and", "or", ";"})


def stretches(probability: Floats, context: int, tokens: Tokens) -> tuple[Stretch, ...]:
    """Mentions from the probabilities of one role over a window's rows: runs of likely tokens, trimmed of edge words."""
    out = []
    row = 0
    values = probability.tolist()
    while row < len(values):
        if values[row] < KEEP:
            row += 1
            continue
        last = row
        while last < len(values) and values[last] >= KEEP:
            last += 1
        found = _trimmed(row, last, context, tokens)
        if found is not None and max(values[found[0] : found[1]]) >= OPEN:
            share = sum(values[found[0] : found[1]]) / (found[1] - found[0])
            out.append(Stretch(found[0] + context, found[1] + context, round(share, 4)))
        row = last
    return tuple(out)


def _trimmed(first: int, last: int, context: int, tokens: Tokens) -> tuple[int, int] | None:
    while first < last and tokens.words[first + context].lower() in EDGES:
        first += 1
    while last > first and tokens.words[last - 1 + context].lower() in EDGES - {".", "-"}:
        last -= 1
    return (first, last) if first < last else None
