"""What the words of a participant are, before anybody is asked whose code they have: pieces cut and joined, names inside them,
"both", "the North", regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whimbrel.actors.names import Named
from whimbrel.actors.phrases import SMALL, tied
from whimbrel.actors.quotes import Quotation
from whimbrel.actors.registry import PLACES
from whimbrel.document import Document, Ints, Stretch, Syntax, Tokens, Window
from whimbrel.records import Entity, Span

HALVES = {"north": "south", "south": "north", "east": "west", "west": "east"}
OPPOSED = frozenset({"warring", "rival", "opposing", "feuding"})
TWO = frozenset({"both", "two"})
ONE_STATE = frozenset({"country", "nation", "state", "republic", "kingdom", "island", "neighbor", "neighbour"})
SPREAD = frozenset({"Kurdistan", "Arab world"})  # nine in ten such participants of the training reports have a state's code
APPOSED = frozenset({"appos", "nmod:desc", "flat", "compound"})
CUTS = frozenset({",", "and", "&", "or"})


@dataclass(frozen=True, slots=True)
class View:
    """All that resolving one participant may look at."""

    document: Document
    tokens: Tokens
    syntax: Syntax
    window: Window
    named: tuple[Named, ...]
    by_token: dict[int, Named]
    home: str | None  # code of the government that publishes the report, None for a news medium
    quotations: tuple[Quotation, ...] = ()

    def sentence(self) -> Ints:
        """Number of the sentence of each row of the window."""
        return self.syntax.sentence[self.window.context : self.window.last]

    def span(self, first: int, last: int) -> Span:
        """Characters of tokens first..last (exclusive)."""
        return Span(int(self.tokens.start[first]), int(self.tokens.end[last - 1]))


def are_two(words: list[str]) -> bool:
    """True for "both leaders", "the two men", "the warring sides"."""
    plural = words[-1].endswith("s") or words[-1] in ("men", "women")
    return plural and bool(TWO & set(words[:2]) or set(words) <= OPPOSED | {"sides", "the"})


def of_a_region(first: int, last: int, view: View) -> bool:
    """Whether a region's name says that no one state is meant ("Western nations"): not a people of several states, of which the
    text says which ("Kurdish rebels"), nor "the Caribbean nation"."""
    one = view.tokens.words[last - 1].lower() in ONE_STATE
    return not one and any(n.meaning.kind == "region" and n.meaning.name not in SPREAD for n in inside_names(first, last, view))


def only_name(first: int, last: int, view: View) -> Named | None:
    """The name with a code in a mention that has names of one code only, none of them a mere tie ("U.S.-backed"): 97 of 100 such
    participants of the training reports have its code."""
    named = [n for n in inside_names(first, last, view) if n.meaning.code]
    words = view.tokens.words[first:last]
    if len({n.meaning.code for n in named}) != 1 or any(tied(words, n.first - first, n.last - first) for n in named):
        return None
    return named[-1]


def half(first: int, last: int, keys: list[Named], view: View) -> str | None:
    """The code of "the North" or "the south side" beside a state that is named so ("North Korea")."""
    words = [w.lower() for w in view.tokens.words[first:last] if w.lower() not in SMALL | {"side"}]
    if len(words) != 1 or words[0] not in HALVES:
        return None
    named = [k for k in reversed(keys) if k.meaning.kind in PLACES and k.last - k.first > 1]
    first_words = [view.tokens.words[k.first].lower() for k in named]
    if HALVES[words[0]] not in first_words:
        return None  # "South Africa" has no other half
    return next((k.meaning.code for k, word in zip(named, first_words, strict=True) if word == words[0]), None)


def seen_from(stretch: Stretch, view: View, views: Sequence[View]) -> View:
    """The view whose window has the words: the act's own where it reaches so far, else that of the window that they are in."""
    if view.window.context <= stretch.first and stretch.last <= view.window.last:
        return view
    return next(v for v in views if v.window.first <= stretch.first < v.window.last)


def cut(stretch: Stretch, view: View) -> list[Stretch]:
    """A stretch that runs over several named participants ("Tajikistan and Uzbekistan") cut into one each, but not inside a name
    ("Islamic State of Iraq and the Levant")."""
    whole = {t for n in inside_names(stretch.first, stretch.last, view) for t in range(n.first, n.last)}
    edges = [t for t in range(stretch.first, stretch.last) if view.tokens.words[t].lower() in CUTS and t not in whole]
    parts, first = [], stretch.first
    for edge in [*edges, stretch.last]:
        if first < edge:
            parts.append((first, edge))
        first = edge + 1
    if len(parts) < 2 or not all(inside_names(a, b, view) for a, b in parts):
        return [stretch]
    return [Stretch(a, b, stretch.probability) for a, b in parts]


def joined(pieces: Sequence[Stretch], view: View) -> list[Stretch]:
    """Mentions that stand in apposition ("the bloc's policy chief, Kaja Kallas"; "the minister Tobias Ellwood") as one."""
    out: list[Stretch] = []
    for piece in pieces:
        before = out[-1] if out else None
        if before is not None and _apposed(before, piece, view):
            out[-1] = Stretch(before.first, piece.last, max(before.probability, piece.probability))
        else:
            out.append(piece)
    return out


def senders(pieces: Sequence[Stretch], view: View) -> list[Stretch]:
    """The pieces without those that only say who of the states named behind them acts: "*negotiators* from Kenya and Uganda"."""

    def sent(a: Stretch, b: Stretch) -> bool:
        between = [w.lower() for w in view.tokens.words[a.last : b.first]]
        return (
            between in (["from"], ["of"]) and not inside_names(a.first, a.last, view) and bool(inside_names(b.first, b.last, view))
        )

    return [a for i, a in enumerate(pieces) if i + 1 == len(pieces) or not sent(a, pieces[i + 1])]


def _apposed(a: Stretch, b: Stretch, view: View) -> bool:
    between = view.tokens.words[a.last : b.first]
    if between not in ((), (",",)) or b.first < a.last:
        return False
    head, relation = view.syntax.head, view.syntax.deprel
    if any(a.first <= head[t] < a.last and relation[t] == "appos" for t in range(b.first, b.last)):
        return True
    if any(b.first <= head[t] < b.last and relation[t] in APPOSED for t in range(a.first, a.last)):
        return True
    # Where the tree misses it: a description, a comma, a name, a comma.
    name = all(view.syntax.upos[t] == "PROPN" for t in range(b.first, b.last))
    described = any(w.islower() and w not in SMALL for w in view.tokens.words[a.first : a.last])
    closed = view.tokens.words[b.last : b.last + 1] == (",",)
    return between == (",",) and closed and name and described and "conj" not in relation[b.first : b.last]


def once(entities: Sequence[Entity]) -> list[Entity]:
    """Each participant once, where it is mentioned by most words: "Modi" and "he" of one sentence are one actor."""
    out: list[Entity] = []
    for entity in entities:
        same = next((i for i, e in enumerate(out) if is_same(e, entity)), None)
        if same is None:
            out.append(entity)
        elif len(entity.text) > len(out[same].text):
            out[same] = entity
    return out


def is_same(a: Entity, b: Entity) -> bool:
    if a.id is not None and b.id is not None:
        return a.id == b.id
    return (a.name.lower(), a.code, a.sector) == (b.name.lower(), b.code, b.sector)


def inside_names(first: int, last: int, view: View) -> list[Named]:
    found = {view.by_token[t].first: view.by_token[t] for t in range(first, last) if t in view.by_token}
    return [found[k] for k in sorted(found) if first <= k and found[k].last <= last]


def cue(piece: Stretch, view: View) -> Span | None:
    """The word that attributes: the verb above the speaker, or "according"."""
    heads = view.syntax.head
    outer = [t for t in range(piece.first, piece.last) if not piece.first <= heads[t] < piece.last]
    if not outer:
        return None
    if piece.first >= 2 and view.tokens.words[piece.first - 2].lower() == "according":
        return view.span(piece.first - 2, piece.first)
    above = int(heads[outer[-1]])
    if above >= 0 and view.syntax.upos[above] in ("VERB", "NOUN"):
        return view.span(above, above + 1)
    return None
