"""Step `syntax`: from the encoder's scores to sentences, tags, lemmas, trees and entities."""

from __future__ import annotations

import numpy as np

from whimbrel.annotate import lemmas
from whimbrel.annotate.session import Model
from whimbrel.annotate.trees import tree
from whimbrel.document import GAP_PARAGRAPH, Document, Encoding, Floats, Ints, Syntax, Tokens, Window

# GMB's classes that the treebank's entities do not have, with the names that users see.
NEWS_TYPES = {"gpe": "NORP", "tim": "TIME", "eve": "EVENT"}
NEVER, ADJACENT = 1e4, 2.0
SURE = 5.0  # a token is outside beyond doubt when "O" leads by this much
NAMED = ("PER", "ORG", "LOC")


class SyntaxStep:
    """Step `syntax`: gives the layer `syntax`."""

    needs: tuple[str, ...] = ("tokens", "encoding")
    gives = "syntax"

    def __init__(self, model: Model) -> None:
        self.model = model

    def run(self, documents: list[Document]) -> list[Syntax]:
        """Syntax of documents, in order."""
        return [self.decode(d.layer("tokens", Tokens), d.layer("encoding", Encoding)) for d in documents]

    def decode(self, tokens: Tokens, encoding: Encoding, starts: list[bool] | None = None) -> Syntax:
        """Syntax of one report; `starts` (a token) overrules the predicted sentence starts."""
        starts = self._starts(tokens, encoding) if starts is None else starts
        bounds = np.array([i for i, s in enumerate(starts) if s] + [len(tokens)], np.int32)
        upos = self._tags("upos", encoding)
        edits = self._tags("lemma", encoding)
        head, relation = self._trees(encoding, bounds, len(tokens))
        return Syntax(
            sentence=np.asarray(np.cumsum(starts) - 1, dtype=np.int32) if len(tokens) else np.zeros(0, np.int32),
            bounds=bounds,
            upos=upos,
            xpos=self._tags("xpos", encoding),
            feats=self._tags("feats", encoding),
            lemma=tuple(self._lemma(w, pos, edit) for w, pos, edit in zip(tokens.words, upos, edits, strict=True)),
            head=head,
            deprel=relation,
            entity=entities(self._chunks("entity", encoding), self._chunks("news_entity", encoding), upos, starts),
        )

    def _lemma(self, word: str, pos: str, edit: str) -> str:
        """From the table where the treebanks agree on a word of this part of speech, else by the edit script."""
        return self.model.lemmas.get(f"{word.lower()}\t{pos}") or lemmas.apply(edit, word)

    def _own(self, name: str, window: Window) -> Floats:
        return self.model.head(name, window)[window.first - window.context :]

    def _starts(self, tokens: Tokens, encoding: Encoding) -> list[bool]:
        """Sentence starts: the model's, every paragraph, every window (they begin where a sentence very probably does)."""
        out: list[bool] = []
        for window in encoding.windows:
            scores = self._own("start", window)
            out.extend((scores[:, 1] > scores[:, 0]).tolist())
            out[window.first] = True
        return [s or gap == GAP_PARAGRAPH for s, gap in zip(out, tokens.gap.tolist(), strict=True)]

    def _tags(self, name: str, encoding: Encoding) -> tuple[str, ...]:
        names = self.model.labels[name]
        return tuple(names[i] for window in encoding.windows for i in self._own(name, window).argmax(1).tolist())

    def _chunks(self, name: str, encoding: Encoding) -> tuple[str, ...]:
        """The best IOB2 sequence of each window's own stretch."""
        tags = self.model.labels[name]
        costs = transitions(tags)
        return tuple(tags[i] for window in encoding.windows for i in best_path(self._own(name, window), costs, tags.index("O")))

    def _trees(self, encoding: Encoding, bounds: Ints, n: int) -> tuple[Ints, tuple[str, ...]]:
        heads = np.full(n, -1, np.int32)
        relations = ["root"] * n
        names = self.model.labels["deprel"]
        for window in encoding.windows:
            # A window's start is a sentence start too, unless the caller overruled that: then the sentence is parsed in two parts.
            inner = sorted({window.first, *bounds[(bounds >= window.first) & (bounds < window.last)].tolist()})
            for first, last in zip(inner, [*inner[1:], window.last], strict=True):
                rows = slice(first - window.context, last - window.context)
                local = tree(self.model.arcs(window, rows))
                for i, number in enumerate(self.model.relations(window, rows, local).tolist()):
                    if local[i] != i:
                        heads[first + i] = first + local[i]
                        relations[first + i] = names[number] if names[number] != "root" else "dep"
        return heads, tuple(relations)


def transitions(tags: list[str]) -> Floats:
    """What it costs [from, to] to go from one IOB2 tag to the next: never into the middle of an entity, and seldom straight from
    one entity into another (names that the encoder is unsure of would fall to pieces)."""
    out = np.zeros((len(tags), len(tags)), np.float32)
    for i, before in enumerate(tags):
        for j, after in enumerate(tags):
            if after.startswith("I-") and before[2:] != after[2:]:
                out[i, j] = NEVER
            elif after.startswith("B-") and before != "O":
                out[i, j] = ADJACENT
    return out


def best_path(scores: Floats, costs: Floats, outside: int) -> list[int]:
    """Viterbi over stretches between tokens that are surely outside; elsewhere the best tag alone is the answer."""
    best = scores.argmax(1)
    others = np.partition(scores, -2, axis=1)[:, -2]
    sure = (best == outside) & (scores[:, outside] - others > SURE)
    path: list[int] = best.tolist()
    at, n = 0, len(path)
    while at < n:
        if sure[at]:
            at += 1
            continue
        last = at
        while last < n and not sure[last]:
            last += 1
        path[at:last] = _viterbi(scores[at:last], costs, outside)
        at = last
    return path


def _viterbi(scores: Floats, costs: Floats, outside: int) -> list[int]:
    total = scores[0] - costs[outside]
    back = []
    for row in scores[1:]:
        table = total[:, None] - costs
        back.append(table.argmax(0))
        total = table.max(0) + row
    path = [int(total.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def entities(plain: tuple[str, ...], news: tuple[str, ...], upos: tuple[str, ...], starts: list[bool]) -> tuple[str, ...]:
    """One IOB2 column: persons, organisations and places of the first tagger; nationalities, times and events of the
    second where the first has none; numbers by part of speech where neither has."""
    out = ["O"] * len(plain)
    _lay(out, plain, {t: t for t in NAMED}, starts)
    _lay(out, news, NEWS_TYPES, starts)
    for i, (tag, pos) in enumerate(zip(out, upos, strict=True)):
        if tag == "O" and pos == "NUM":
            out[i] = "I-NUM" if i and not starts[i] and out[i - 1].endswith("-NUM") else "B-NUM"
    return tuple(out)


def _lay(out: list[str], tags: tuple[str, ...], types: dict[str, str], starts: list[bool]) -> None:
    """Write the entities of `tags` with a type in `types` where all their tokens are still free."""
    first = 0
    while first < len(tags):
        kind = tags[first][2:]
        last = first + 1
        while last < len(tags) and tags[last] == "I-" + kind and not starts[last]:
            last += 1
        if kind in types and all(out[i] == "O" for i in range(first, last)):
            out[first] = "B-" + types[kind]
            out[first + 1 : last] = ["I-" + types[kind]] * (last - first - 1)
        first = last
