"""Step `encode`: a report's tokens go through the encoder in windows that depend on the report alone.

Windows begin where a sentence very probably begins, and carry the end of the text before them as context. They are never batched
together, so what is said of a text cannot depend on what else is being coded.
"""

from __future__ import annotations

from whimbrel.annotate.session import Model
from whimbrel.annotate.wordpieces import features
from whimbrel.document import GAP_LINE, GAP_PARAGRAPH, Document, Encoding, Tokens, Window

MOST = 254  # pieces a window, context included, without the two marks at its ends
CONTEXT = 72  # pieces of context at most: two or three sentences, where a participant was named
CLOSING = frozenset("\"'”’)]»")
ENDING = frozenset({".", "!", "?", "…", "!!", "?!"})


class EncodeStep:
    """Step `encode`: gives the layer `encoding`."""

    needs: tuple[str, ...] = ("tokens",)
    gives = "encoding"

    def __init__(self, model: Model) -> None:
        self.model = model

    def run(self, documents: list[Document]) -> list[Encoding]:
        """Encodings of documents, in order."""
        return [self._encode(d.layer("tokens", Tokens)) for d in documents]

    def _encode(self, tokens: Tokens) -> Encoding:
        pieces = [self.model.pieces.pieces(w) for w in tokens.words]
        marks = features(tokens.words, tokens.gap.tolist())
        plan = spans([len(p) for p in pieces], openings(tokens))
        return Encoding(tuple(self._window(pieces, marks, *span) for span in plan))

    def _window(self, pieces: list[tuple[int, ...]], marks: list[int], context: int, first: int, last: int) -> Window:
        ids, feats, starts = [self.model.pieces.start], [0], []
        for t in range(context, last):
            starts.append(len(ids))
            ids.extend(pieces[t])
            feats.extend([marks[t]] * len(pieces[t]))
        return Window(context, first, last, *self.model.run([*ids, self.model.pieces.end], [*feats, 0], starts))


def openings(tokens: Tokens) -> list[bool]:
    """True where a sentence very probably begins: a paragraph, a line after an ended one, a capital after a full stop."""
    out = []
    ended = True
    words = tokens.words
    for i, (word, gap) in enumerate(zip(words, tokens.gap.tolist(), strict=True)):
        fresh = word[:1].isupper() or word[:1].isdigit() or word[:1] in "\"'“‘(["
        out.append(i == 0 or gap == GAP_PARAGRAPH or (ended and (gap == GAP_LINE or (fresh and gap > 0))))
        ended = word in ENDING or (ended and word in CLOSING)
    return out


def spans(lengths: list[int], opens: list[bool]) -> list[tuple[int, int, int]]:
    """(context, first, last) of each window over tokens of `lengths` pieces; cuts at openings where there is one, else anywhere."""
    out: list[tuple[int, int, int]] = []
    first = 0
    while first < len(lengths):
        context, used = _context(lengths, opens, first)
        last, cut = first, first
        while last < len(lengths) and used + lengths[last] <= MOST:
            if last > first and opens[last]:
                cut = last
            used += lengths[last]
            last += 1
        if last < len(lengths) and cut > first and not opens[last]:
            last = cut
        out.append((context, first, last))
        first = last
    return out


def _context(lengths: list[int], opens: list[bool], first: int) -> tuple[int, int]:
    """Where the context of a window begins (at an opening) and how many pieces it has."""
    best, used, best_used = first, 0, 0
    at = first
    while at > 0 and used + lengths[at - 1] <= CONTEXT:
        at -= 1
        used += lengths[at]
        if opens[at]:
            best, best_used = at, used
    return best, best_used
