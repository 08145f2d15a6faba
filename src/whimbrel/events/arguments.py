"""Which words fill the roles of an act: link probabilities to mentions."""

from __future__ import annotations

from collections.abc import Iterable

from whimbrel.document import Floats, Stretch, Syntax, Tokens

# A mention needs one token this probable. A place may stand a sentence or two away and is then never quite sure; a speaker is
# either plain or none.
OPEN = {"actor": 0.45, "recipient": 0.4, "speaker": 0.5, "place": 0.3, "date": 0.4, "quantity": 0.4}
AGAIN = 0.25  # a recipient this probable is taken where none reaches the threshold …
# … but in these types, where a quarter of the claims or more have none (share in the training reports: CONSULT 0.67, MOBILIZE 0.69,
# AGREE 0.42, RETREAT 0.32, CONCEDE 0.27; all others below 0.22).
ALONE = frozenset({"CONSULT", "MOBILIZE", "AGREE", "RETREAT", "CONCEDE"})
PARTIES = frozenset({"actor", "recipient", "speaker"})
SHARE = 0.65  # a further mention must be this probable as a share of the best one
KEEP = 0.6  # a mention goes on over tokens that have this share of the probability that opens one
# Words that a mention may not begin or end with: they come from neighbours that the model is unsure of.
EDGES = frozenset(
    {",", ".", ";", ":", "and", "or", "but", "of", "in", "by", "with", "(", ")", '"', "“", "”", "'s", "’s", "-", "--"}
    | {"least", "than"}
)
# No more may be asked of a phrase: a tagger takes "rebels" for a verb and "rights group" for adjectives.
SMALL = frozenset({"DET", "ADP", "CCONJ", "PART", "PUNCT", "AUX", "SCONJ"})
NOBODY = frozenset({"nobody", "none", "nothing"})
INNER = frozenset({"det", "amod", "nummod", "nmod:poss"})  # what stands before its noun in a phrase
INSIDE = frozenset({"I-PER", "I-ORG", "I-LOC", "I-NORP", "I-FAC"})  # of a name, not of a number ("at least 45")
NEAR = 3  # tokens from the end of a stretch to the noun it is part of
BRIDGES = frozenset({"-", "'s", "’s", "of", "the"})  # one such word between two likely ones belongs to the mention


def mentions(role: str, event: str, probability: Floats, context: int, tokens: Tokens, syntax: Syntax) -> tuple[Stretch, ...]:
    """The mentions that fill a role of an act of type `event`: those near the best one in probability."""
    found = stretches(OPEN[role], probability, context, tokens)
    if not found and role == "recipient" and event not in ALONE:
        found = stretches(AGAIN, probability, context, tokens)
    if role in PARTIES:
        found = phrases(found, syntax)
    best = max((s.probability for s in found), default=0.0)
    return tuple(s for s in found if s.probability >= best * SHARE)


def phrases(found: Iterable[Stretch], syntax: Syntax) -> tuple[Stretch, ...]:
    """Participants as whole phrases: one that ends before its noun ("the" of "the south side") goes on to it, those that then
    overlap are one, and what has only small words is nobody."""
    out: list[Stretch] = []
    for stretch in found:
        grown = _to_noun(_whole_name(stretch, syntax), syntax)
        if out and grown.first < out[-1].last:
            grown = Stretch(out[-1].first, max(grown.last, out[-1].last), max(grown.probability, out[-1].probability))
            out.pop()
        out.append(grown)
    return tuple(s for s in out if any(_tells(t, syntax) for t in range(s.first, s.last)))


def _tells(token: int, syntax: Syntax) -> bool:
    """Whether a word can name a participant: "nobody has signed" has none."""
    word, before = syntax.lemma[token].lower(), syntax.lemma[token - 1].lower() if token else ""
    return syntax.upos[token] not in SMALL and word not in NOBODY and (before, word) != ("no", "one")


def _whole_name(stretch: Stretch, syntax: Syntax) -> Stretch:
    """The stretch with all of the names that it has a part of ("Fasher" of "El Fasher")."""
    first, last = stretch.first, stretch.last
    while first > 0 and syntax.entity[first] in INSIDE:
        first -= 1
    while last < len(syntax.entity) and syntax.entity[last] in INSIDE:
        last += 1
    return Stretch(first, last, stretch.probability)


def _to_noun(stretch: Stretch, syntax: Syntax) -> Stretch:
    """The stretch, up to the noun that its head modifies where that stands right behind it; names stay as they are: the noun behind
    "Greek" of "the Greek embargo" is no participant."""
    inside = range(stretch.first, stretch.last)
    outer = [t for t in inside if syntax.head[t] not in inside]
    if len(outer) != 1 or any(syntax.entity[t] != "O" for t in inside):
        return stretch
    noun = int(syntax.head[outer[0]])
    near = stretch.last <= noun < stretch.last + NEAR
    owner = (
        syntax.deprel[outer[0]] == "nmod:poss" and syntax.upos[outer[0]] != "PRON"
    )  # "the government" of "the government's record"
    if not near or owner or syntax.upos[noun] not in ("NOUN", "PROPN") or syntax.deprel[outer[0]] not in INNER:
        return stretch
    return Stretch(stretch.first, noun + 1, stretch.probability)


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
