"""Step `actors`: the participants and speakers of each act, resolved to who they were on the report's day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from whimbrel.actors.agents import Agent, Agents
from whimbrel.actors.names import Named, names
from whimbrel.actors.phrases import BODIES, OWNERS, SECTORLESS, SMALL, is_whole, owner, tied
from whimbrel.actors.quotes import Quotation, quotations
from whimbrel.actors.registry import PLACES, Meaning, Registry
from whimbrel.document import (
    Act,
    Acts,
    Document,
    Encoding,
    Floats,
    Ints,
    Parties,
    Scorer,
    Stretch,
    Syntax,
    Tokens,
    Window,
)
from whimbrel.records import Entity, Span, Speaker

# The code of the country of a place name, the countries of a list before others; None for what is no place.
CountryOf = Callable[[str, Sequence[str]], str | None]
PRONOUNS = frozenset(
    (
        "he",
        "she",
        "it",
        "they",
        "him",
        "her",
        "them",
        "who",
        "which",
        "that",
        "we",
        "i",
        "us",
        "me",
        "this",
        "these",
        "those",
        "both",
    )
)
FIRST_PERSON = frozenset(["i", "we", "me", "us", "my", "our", "ourselves", "myself"])
SPOKEN = frozenset({"REQUEST", "ACCUSE", "SUPPORT", "THREATEN", "REJECT"})  # what is done by saying it
HALVES = {"north": "south", "south": "north", "east": "west", "west": "east"}
OPPOSED = frozenset({"warring", "rival", "opposing", "feuding"})
TWO = frozenset({"both", "two"})
ONE_STATE = frozenset({"country", "nation", "state", "republic", "kingdom", "island", "neighbor", "neighbour"})
SPREAD = frozenset({"Kurdistan", "Arab world"})  # nine in ten such participants of the training reports have a state's code
HE = frozenset(["he", "him", "his", "she", "her"])
SECOND = 0.08  # what the less probable of two must reach to be taken for the other one of "both"
MODIFIERS = frozenset({"amod", "compound", "nmod"})
APPOSED = frozenset({"appos", "nmod:desc", "flat", "compound"})
CUTS = frozenset({",", "and", "&", "or"})
# The factors and probabilities below are set by hand, with gold/dev in view; none was cross-validated.
INSIDE = 4.0  # how much more a name inside the mention counts than one elsewhere in the window
NOUN_OF = dict.fromkeys(("REF", "JRN", "AGR", "MED", "EDU", "SPY"), 40.0)  # nouns that hardly ever mean anything else; else …
NOUN = 6.0  # what the noun's own sector counts against the model's …
LISTED = 6.0  # … and the registry's of a state, which may stand for its forces or its ground …
SURELY = 40.0  # … and of anybody else
SHARED = 9  # tokens to the noun that coordinated names share
BESIDES = 0.6  # probability of an unmentioned participant that adds one to those mentioned …
ALONE = 0.5  # … or gives a side its only one
PLAIN = 0.6  # unknown attackers have a code only where the text makes it plain: the pointer is this sure


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


class ActorStep:
    """Step `actors`: gives the layer `parties`, one a act."""

    needs: tuple[str, ...] = ("tokens", "encoding", "syntax", "acts")
    gives = "parties"

    def __init__(self, scorer: Scorer, registry: Registry, agents: Agents, country_of: CountryOf | None = None) -> None:
        self.scorer = scorer
        self.registry = registry
        self.agents = agents
        self.country_of = country_of

    def run(self, documents: list[Document]) -> list[tuple[Parties, ...]]:
        """Parties of the acts of each document, in order."""
        return [self._document(d) for d in documents]

    def mention(self, document: Document, stretch: Stretch) -> Entity | None:
        """Whom the words of a stretch mean, whatever act they take part in; None for a stretch without tokens."""
        for view in self._views(document) if stretch.first < stretch.last else ():
            if view.window.first <= stretch.first < view.window.last:
                return self._mention(stretch, view.home, view)
        return None

    def _document(self, document: Document) -> tuple[Parties, ...]:
        acts = document.layer("acts", Acts).acts
        if not acts:
            return ()
        views = list(self._views(document))
        return tuple(self._parties(act, views[act.window], views) for act in acts)

    def _views(self, document: Document) -> Iterator[View]:
        """What may be looked at, window by window."""
        tokens, syntax = document.layer("tokens", Tokens), document.layer("syntax", Syntax)
        found = names(tokens, syntax, self.registry, document.report.published)
        by_token = {t: n for n in found for t in range(n.first, n.last)}
        home, quoted = self._home(document), quotations(tokens, syntax)
        for window in document.layer("encoding", Encoding).windows:
            yield View(document, tokens, syntax, window, found, by_token, home, quoted)

    def _home(self, document: Document) -> str | None:
        """The code of a government or body that speaks for itself ("UK Government", "US State Department")."""
        words = re.findall(r"[\w.'-]+", document.report.publisher or "")
        hits = [meaning for _, _, meaning in self.registry.scan(words, document.report.published)]
        if not hits or any(m.kind in ("media", "person") for m in hits):
            return None
        agent = self.agents.find(words)
        official = hits[0].kind in ("agency", "military", "organisation") or (agent is not None and agent.sector in ("GOV", "MIL"))
        return hits[0].code if official else None

    def _parties(self, act: Act, view: View, views: Sequence[View]) -> Parties:
        said = [(s, view) for s in act.links.get("speaker", ())]
        inside = [q.speaker for q in view.quotations if q.first <= act.token < q.last][-1:]  # the innermost
        quoted = [(speaker, _seen_from(speaker, view, views)) for speaker in inside]
        speakers = tuple(self._speakers(said or ([] if _own_words(act, view) else quoted)))
        us = next((s.entity.code for s in speakers if s.entity.code), None)
        us = us or next((s.entity.code for s in self._speakers(quoted)), None) or view.home
        actors = self._named(act, "actor", us, view)
        recipients = self._named(act, "recipient", us, view)
        if act.unnamed["recipient"] >= (BESIDES if recipients else ALONE):
            recipients += self._unnamed(act, "recipient", recipients, actors, view)
        if not actors or act.unnamed["actor"] >= BESIDES:
            actors += self._unnamed(act, "actor", actors, recipients, view)
        # Nobody does it to himself: one gold recipient in three thousand is an actor too.
        return Parties(tuple(actors), tuple(e for e in recipients if not any(_same(e, a) for a in actors)), speakers)

    def _speakers(self, said: Iterable[tuple[Stretch, View]]) -> Iterator[Speaker]:
        for stretch, view in said:
            for piece in cut(stretch, view):
                yield Speaker(self._mention(piece, None, view), _cue(piece, view))

    def _named(self, act: Act, side: str, us: str | None, view: View) -> list[Entity]:
        pieces = _senders([piece for s in act.links.get(side, ()) for piece in cut(s, view)], view)
        return once([e for piece in joined(pieces, view) for e in self._mentions(piece, us, view)])

    def _mentions(self, piece: Stretch, us: str | None, view: View) -> list[Entity]:
        """One participant, or two for "both leaders", "the two sides": those that the model points at most."""
        words = [w.lower() for w in view.tokens.words[piece.first : piece.last]]
        one = self._mention(piece, us, view)
        if not _are_two(words) or _inside(piece.first, piece.last, view):
            return [one]
        keys, scores = self._pointer("mention", piece.first, piece.last, view)
        by_code = _by_code(keys, scores[1:])
        first_two = sorted(by_code, key=lambda c: (-by_code[c], c))[:2]
        if len(first_two) < 2 or by_code[first_two[1]] < SECOND:
            return [one]
        return [replace(one, name=_name_of(code, keys), code=code, why=f"one of two: {code}; {one.why}") for code in first_two]

    def _mention(self, piece: Stretch, us: str | None, view: View) -> Entity:
        """A participant that the sentence mentions. `us` is the code of whoever says "we"."""
        first, last = piece.first, piece.last
        rows = slice(first - view.window.context, last - view.window.context)
        whole = self._whole(first, last, view)
        agent = self.agents.find(view.tokens.words[first:last])
        code, decided, meant = self._code(first, last, whole, agent, view)
        speaks = us is not None and last - first == 1 and view.tokens.words[first].lower() in FIRST_PERSON
        if speaks:
            code, decided, meant = us, f"{us} speaks", None
        body = owner(agent, [n.meaning for n in _inside(first, last, view)])
        if agent is not None and body is not None and body.code == code:
            agent = replace(agent, sector=body.sector)
        shared = self._shared_noun(first, last, view)
        listed = whole.meaning if whole else meant if meant is not None and meant.kind not in PLACES else None
        scores = self.scorer.head("sector", view.window)[rows].mean(0)
        sector, by = self._sector(scores, listed, agent, code) if shared is None else (shared.sector, _is(shared))
        if sector is None and speaks and us == view.home and us not in SECTORLESS:
            sector = "GOV"  # "I" and "we" of a government that speaks for itself
        span = view.span(first, last)
        text = span.of(view.document.report.text)
        if meant is not None and meant.kind in PLACES and sector not in (None, "GOV"):
            meant = None  # "them" are people of the state that the model points at, not the state
        meaning = whole.meaning if whole else None
        return Entity(
            span=span,
            text=text,
            name=meaning.name if meaning else meant.name if meant else text,
            id=(meaning.entity or None) if meaning else None,
            code=code,
            sector=sector,
            sectors=meaning.sectors if meaning else (),
            role=meaning.role if meaning else None,
            why=f"{decided}; {by}",
        )

    def _whole(self, first: int, last: int, view: View) -> Named | None:
        """The known name that is the mention itself: all of it but small words, or a person at its end."""
        words = view.tokens.words[first:last]
        found = _inside(first, last, view)
        return next((n for n in found if is_whole(words, n.first - first, n.last - first, n.meaning)), None)

    def _code(
        self, first: int, last: int, whole: Named | None, agent: Agent | None, view: View
    ) -> tuple[str | None, str, Meaning | None]:
        """Code, reason, and whom a pronoun means."""
        if whole is not None and (whole.meaning.code or whole.meaning.kind != "person"):
            return whole.meaning.code, whole.meaning.why, None
        keys, scores = self._pointer("mention", first, last, view)
        inside = [first <= n.first < last for n in keys]
        if agent is not None and agent.code and not any(inside):
            return agent.code, f"{agent.phrase!r} is {agent.code}", None
        named = _only_name(first, last, view)
        if named is not None:
            words = view.span(named.first, named.last).of(view.document.report.text)
            return named.meaning.code, f"{named.meaning.code} from {words!r}", None
        weighed = [scores[0]] + [s * INSIDE if i else s for s, i in zip(scores[1:], inside, strict=True)]
        context = view.window.context
        kind = self._kind("kind", slice(first - context, last - context), view)
        titled = any(w[:1].isupper() for w in view.tokens.words[first:last] if w.lower() not in SMALL)
        if not any(inside) and view.home is not None and agent is not None and agent.sector == "GOV" and titled:
            return view.home, f"{view.home} publishes the report", None
        if not any(inside) and _of_a_region(first, last, view):
            return None, "a region has no code", None
        half = _half(first, last, keys, view)
        if half is not None:
            return half, f"that half is {half}", None
        country = None if any(inside) else self._country(first, last, keys, view)
        if country is not None:
            return country, f"a place in {country}", None
        pronoun = last - first == 1 and view.tokens.words[first].lower() in PRONOUNS
        code, decided, meant = self._chosen(keys, weighed, kind, pronoun, view)
        if view.tokens.words[first].lower() in HE and last - first == 1:
            people = [k for k in keys if k.meaning.kind == "person" and k.meaning.code == code and k.first < first]
            meant = people[-1].meaning if people else None  # a man is no state
        return code, decided, meant

    def _country(self, first: int, last: int, keys: list[Named], view: View) -> str | None:
        """The country of a mention that is the name of a place and nothing else ("Kharkiv")."""
        named = [t for t in range(first, last) if view.tokens.words[t].lower() not in SMALL]
        if self.country_of is None or not named or any(view.syntax.entity[t][2:] != "LOC" for t in named):
            return None
        prefer = list(dict.fromkeys(str(k.meaning.code) for k in keys))
        return self.country_of(view.span(named[0], named[-1] + 1).of(view.document.report.text), prefer)

    def _pointer(self, who: str, first: int, last: int, view: View) -> tuple[list[Named], list[float]]:
        """The coded names of the window, and the probabilities that none or each of them carries a participant's code."""
        window = view.window
        keys = [n for n in view.named if window.context <= n.first < window.last and n.meaning.code]
        rows = np.array([n.first - window.context for n in keys], np.int32)
        at = (first - window.context, last - window.context)
        return keys, self.scorer.anchor(window, who, *at, rows, view.sentence()).tolist()

    def _chosen(
        self, keys: list[Named], weighed: list[float], kind: tuple[str, float], named_by_key: bool, view: View
    ) -> tuple[str | None, str, Meaning | None]:
        by_code = _by_code(keys, weighed[1:])
        if kind[0] in SECTORLESS and kind[1] > 0.6 and by_code.get(kind[0], 0.0) < 0.5:
            return kind[0], f"kind {kind[0]} by the model", None
        best = max(sorted(by_code), key=lambda c: by_code[c], default=None)
        if best is None or by_code[best] < weighed[0]:
            return None, "no nationality or affiliation in the text around it", None
        key = max(
            (k for k in zip(keys, weighed[1:], strict=True) if k[0].meaning.code == best),
            key=lambda pair: (pair[1], -pair[0].first),
        )[0]
        words = view.span(key.first, key.last).of(view.document.report.text)
        return best, f"{best} from {words!r}", key.meaning if named_by_key else None

    def _kind(self, head: str, rows: slice, view: View) -> tuple[str, float]:
        scores = self.scorer.head(head, view.window)[rows].mean(0)
        share = _softmax(scores)
        best = int(share.argmax())
        return self.scorer.labels["kind"][best], float(share[best])

    def _shared_noun(self, first: int, last: int, view: View) -> Agent | None:
        """The noun that two names stand before ("U.S. and Colombian *agents*"), seen from the first of them: it says the sector of
        both. None where the mention is no such name or the noun has no sector."""
        syntax, words = view.syntax, view.tokens.words
        head = next((t for t in range(first, last) if not first <= syntax.head[t] < last), first)
        noun = int(syntax.head[head])
        joined = last < noun < first + SHARED and words[last].lower() in CUTS
        if not joined or syntax.deprel[head] not in MODIFIERS or syntax.upos[noun] not in ("NOUN", "PROPN"):
            return None
        agent = self.agents.find(words[first : noun + 1])
        return agent if agent is not None and agent.sector else None

    def _sector(self, scores: Floats, listed: Meaning | None, agent: Agent | None, code: str | None) -> tuple[str | None, str]:
        labels = self.scorer.labels["sector"]
        share = dict(zip(labels, _softmax(scores).tolist(), strict=True))
        reasons = []
        if agent is not None and listed is not None and _former(listed, agent):
            return "ELI", f"{agent.phrase!r} no more"
        if agent is not None and agent.sector in share:
            share[str(agent.sector)] *= NOUN_OF.get(str(agent.sector), NOUN)
            reasons.append(_is(agent))
        if listed is not None and listed.sector in share:
            share[str(listed.sector)] *= LISTED if listed.kind in PLACES else SURELY
            reasons.append(f"listed as {listed.sector}")
        best = max(labels, key=lambda name: share[name])
        if code in BODIES and best != "MIL":
            return None, f"{code} bodies have no sector"
        if best == "none" and code not in SECTORLESS:
            # Whose name or noun says what they are has a sector, whatever the model misses.
            noun = agent.sector if agent is not None and code else None
            best = (listed.sector if listed is not None and listed.kind in OWNERS else noun) or best
        return (None if best == "none" else best), ", ".join(reasons) or "sector by the model"

    def _unnamed(self, act: Act, side: str, same: list[Entity], other: list[Entity], view: View) -> list[Entity]:
        """A participant that the sentence does not mention: what the model reads off the act itself. Nobody is added who stands on
        this side (`same`) already, and no government acts on itself (`other`)."""
        window = view.window
        row = act.token - window.context
        keys, weighed = self._pointer(side, act.token, act.token + 1, view)
        kind = self._kind(f"{side}_kind", slice(row, row + 1), view)
        labels = self.scorer.labels["sector"]
        share = _softmax(self.scorer.head(f"{side}_sector", window)[row])
        sector: str | None = labels[int(share.argmax())]
        if sector in ("GOV", "none"):
            taken = {e.code for e in other if e.sector == "GOV" or e.code in BODIES}
            weighed[1:] = [0.0 if k.meaning.code in taken else w for k, w in zip(keys, weighed[1:], strict=True)]
        unknown = sector in ("UNK", "UAF")
        if unknown:
            weighed[0] = max(weighed[0], PLAIN)
        code, why, meant = self._chosen(keys, weighed, kind, True, view)
        if side == "actor" and sector == "UNK" and other:
            # Where a stranger struck says nothing of who it was; a war without a target named is its country's own.
            code, why, meant = None, "who it was is not said", None
        if same and any(e.code == code for e in same):
            return []
        if sector == "none" or (code in BODIES and sector != "MIL"):
            sector = None
        start = view.span(int(view.syntax.bounds[view.syntax.sentence[act.token]]), act.token + 1).start
        if meant is not None and meant.kind in PLACES and sector not in (None, "GOV"):
            meant = None  # somebody of that state, but not the state
        key = next((k for k in keys if k.meaning == meant), None) if meant and not unknown else None
        span = view.span(key.first, key.last) if key else Span(start, start)
        text = span.of(view.document.report.text)
        known = meant.name if meant and not unknown else "unknown"
        return [Entity(span, text, known, code=code, sector=sector, why=f"not mentioned in the sentence; {why}")]


def _are_two(words: list[str]) -> bool:
    """True for "both leaders", "the two men", "the warring sides"."""
    plural = words[-1].endswith("s") or words[-1] in ("men", "women")
    return plural and bool(TWO & set(words[:2]) or set(words) <= OPPOSED | {"sides", "the"})


def _of_a_region(first: int, last: int, view: View) -> bool:
    """Whether a region's name says that no one state is meant ("Western nations"): not a people of several states, of which the
    text says which ("Kurdish rebels"), nor "the Caribbean nation"."""
    one = view.tokens.words[last - 1].lower() in ONE_STATE
    return not one and any(n.meaning.kind == "region" and n.meaning.name not in SPREAD for n in _inside(first, last, view))


def _only_name(first: int, last: int, view: View) -> Named | None:
    """The name with a code in a mention that has names of one code only, none of them a mere tie ("U.S.-backed"): 97 of 100 such
    participants of the training reports have its code."""
    named = [n for n in _inside(first, last, view) if n.meaning.code]
    words = view.tokens.words[first:last]
    if len({n.meaning.code for n in named}) != 1 or any(tied(words, n.first - first, n.last - first) for n in named):
        return None
    return named[-1]


def _half(first: int, last: int, keys: list[Named], view: View) -> str | None:
    """The code of "the North" or "the south side" beside a state that is named so ("North Korea")."""
    words = [w.lower() for w in view.tokens.words[first:last] if w.lower() not in SMALL | {"side"}]
    if len(words) != 1 or words[0] not in HALVES:
        return None
    named = [k for k in reversed(keys) if k.meaning.kind in PLACES and k.last - k.first > 1]
    first_words = [view.tokens.words[k.first].lower() for k in named]
    if HALVES[words[0]] not in first_words:
        return None  # "South Africa" has no other half
    return next((k.meaning.code for k, word in zip(named, first_words, strict=True) if word == words[0]), None)


def _is(agent: Agent) -> str:
    return f"{agent.phrase!r} is {agent.sector}"


def _former(person: Meaning, agent: Agent) -> bool:
    """Whether the title in the text is one that the person held and left before the day."""
    return person.sector == "ELI" and f" {agent.phrase} " in f" {(person.role or '').lower()} "


def _seen_from(stretch: Stretch, view: View, views: Sequence[View]) -> View:
    """The view whose window has the words: the act's own where it reaches so far, else that of the window that they are in."""
    if view.window.context <= stretch.first and stretch.last <= view.window.last:
        return view
    return next(v for v in views if v.window.first <= stretch.first < v.window.last)


def _own_words(act: Act, view: View) -> bool:
    """True for an act that somebody does by saying it ("we must …", "I condemn …"): it is his act, and no claim of his about it."""
    doers = [view.tokens.words[t].lower() for s in act.links.get("actor", ()) for t in range(s.first, s.last)]
    return act.event in SPOKEN and (not doers or not FIRST_PERSON.isdisjoint(doers))


def _by_code(keys: list[Named], scores: list[float]) -> dict[str, float]:
    """The scores of names summed by the code they carry."""
    out: dict[str, float] = {}
    for key, score in zip(keys, scores, strict=True):
        out[str(key.meaning.code)] = out.get(str(key.meaning.code), 0.0) + score
    return out


def _name_of(code: str, keys: list[Named]) -> str:
    """The name under which a code was mentioned last; the state's own where it was mentioned, no person's or region's."""
    named = [k.meaning for k in reversed(keys) if k.meaning.code == code]
    return next((m.name for m in named if m.kind in PLACES and m.entity.startswith("state:")), named[0].name)


def cut(stretch: Stretch, view: View) -> list[Stretch]:
    """A stretch that runs over several named participants ("Tajikistan and Uzbekistan") cut into one each, but not inside a name
    ("Islamic State of Iraq and the Levant")."""
    whole = {t for n in _inside(stretch.first, stretch.last, view) for t in range(n.first, n.last)}
    edges = [t for t in range(stretch.first, stretch.last) if view.tokens.words[t].lower() in CUTS and t not in whole]
    parts, first = [], stretch.first
    for edge in [*edges, stretch.last]:
        if first < edge:
            parts.append((first, edge))
        first = edge + 1
    if len(parts) < 2 or not all(_inside(a, b, view) for a, b in parts):
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


def _senders(pieces: Sequence[Stretch], view: View) -> list[Stretch]:
    """The pieces without those that only say who of the states named behind them acts: "*negotiators* from Kenya and Uganda"."""

    def sent(a: Stretch, b: Stretch) -> bool:
        between = [w.lower() for w in view.tokens.words[a.last : b.first]]
        return between in (["from"], ["of"]) and not _inside(a.first, a.last, view) and bool(_inside(b.first, b.last, view))

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
        same = next((i for i, e in enumerate(out) if _same(e, entity)), None)
        if same is None:
            out.append(entity)
        elif len(entity.text) > len(out[same].text):
            out[same] = entity
    return out


def _same(a: Entity, b: Entity) -> bool:
    if a.id is not None and b.id is not None:
        return a.id == b.id
    return (a.name.lower(), a.code, a.sector) == (b.name.lower(), b.code, b.sector)


def _inside(first: int, last: int, view: View) -> list[Named]:
    found = {view.by_token[t].first: view.by_token[t] for t in range(first, last) if t in view.by_token}
    return [found[k] for k in sorted(found) if first <= k and found[k].last <= last]


def _cue(piece: Stretch, view: View) -> Span | None:
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


def _softmax(x: Floats) -> Floats:
    e = np.exp(x - x.max())
    return np.asarray(e / e.sum(), dtype=np.float32)
