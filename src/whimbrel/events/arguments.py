"""Which words fill the roles of an act: link probabilities to mentions."""

from __future__ import annotations

from whimbrel.document import Floats, Stretch, Tokens

# A mention needs one token this probable. A place may stand a sentence or two away and is then never quite sure; a speaker is
# either plain or none.
OPEN = {"actor": 0.45, "recipient": 0.4, "speaker": 0.5, "place": 0.3, "date": 0.4, "quantity": 0.4}
AGAIN = 0.25  # a recipient this probable is taken where none reaches the threshold
SHARE = 0.65  # a further mention must be this probable as a share of the best one
KEEP = 0.6  # a mention goes on over tokens that have this share of the probability that opens one
# Words that a mention may not begin or end with: they come from neighbours that the model is unsure of.
EDGES = frozenset(
    {",", ".", ";", ":", "and", "or", "but", "of", "in", "by", "with", "(", ")", '"', "“", "”", "'s", "’s", "-", "--"}
)
BRIDGES = frozenset({"-", "'s", "’s", "of", "the"})  # one such word between two likely ones belongs to the mention


def mentions(role: str, probability: Floats, context: int, tokens: Tokens) -> tuple[Stretch, ...]:
    """The mentions that fill a role: those near the best one in probability."""
    found = stretches(OPEN[role], probability, context, tokens)
    if not found and role == "recipient":
        found = stretches(AGAIN, probability, context, tokens)
    best = max((s.probability for s in found), default=0.0)
    return tuple(s for s in found if s.probability >= best * SHARE)


def stretches(least: float, probability: Floats, context: int, tokens: Tokens) -> tuple[Stretch, ...]:
    """Runs of likely tokens over a window's rows, each with one token of at least `least`, trimmed of edge words."""
    out = []
    row = 0
    values = probability.tolist()
    keep = least * KEEP
    while row < len(values):
        if values[row] < keep:
            row += 1
            continue
        last = row
        while last < len(values) and (values[last] >= keep or _bridge(values, last, keep, context, tokens)):
            last += 1
        found = _trimmed(row, last, context, tokens)
        if found is not None and max(values[found[0] : found[1]]) >= least:
            share = sum(values[found[0] : found[1]]) / (found[1] - found[0])
            out.append(Stretch(found[0] + context, found[1] + context, round(share, 4)))
        row = last
    return tuple(out)


def _bridge(values: list[float], row: int, keep: float, context: int, tokens: Tokens) -> bool:
    return row + 1 < len(values) and values[row + 1] >= keep and tokens.words[row + context].lower() in BRIDGES


def _trimmed(first: int, last: int, context: int, tokens: Tokens) -> tuple[int, int] | None:
    while first < last and tokens.words[first + context].lower() in EDGES:
        first += 1
    while last > first and tokens.words[last - 1 + context].lower() in EDGES - {".", "-"}:
        last -= 1
    return (first, last) if first < last else None
