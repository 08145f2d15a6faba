"""Step `actors`: the participants and speakers of each act, resolved to who they were on the report's day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from whimbrel.actors.agents import Agent, Agents
from whimbrel.actors.mentions import (
    CUTS,
    View,
    are_two,
    cue,
    cut,
    half,
    inside_names,
    is_same,
    joined,
    of_a_region,
    once,
    only_name,
    seen_from,
    senders,
)
from whimbrel.actors.names import Named, names
from whimbrel.actors.phrases import BODIES, OWNERS, SECTORLESS, SMALL, is_whole, owner
from whimbrel.actors.quotes import quotations
from whimbrel.actors.registry import PLACES, Meaning, Registry
from whimbrel.document import (
    Act,
    Acts,
    Document,
    Encoding,
    Floats,
    Parties,
    Scorer,
    Stretch,
    Syntax,
    Tokens,
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
HE = frozenset(["he", "him", "his", "she", "her"])
SECOND = 0.08  # what the less probable of two must reach to be taken for the other one of "both"
MODIFIERS = frozenset({"amod", "compound", "nmod"})
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
        quoted = [(speaker, seen_from(speaker, view, views)) for speaker in inside]
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
        return Parties(tuple(actors), tuple(e for e in recipients if not any(is_same(e, a) for a in actors)), speakers)

    def _speakers(self, said: Iterable[tuple[Stretch, View]]) -> Iterator[Speaker]:
        for stretch, view in said:
            for piece in cut(stretch, view):
                yield Speaker(self._mention(piece, None, view), cue(piece, view))

    def _named(self, act: Act, side: str, us: str | None, view: View) -> list[Entity]:
        pieces = senders([piece for s in act.links.get(side, ()) for piece in cut(s, view)], view)
        return once([e for piece in joined(pieces, view) for e in self._mentions(piece, us, view)])

    def _mentions(self, piece: Stretch, us: str | None, view: View) -> list[Entity]:
        """One participant, or two for "both leaders", "the two sides": those that the model points at most."""
        words = [w.lower() for w in view.tokens.words[piece.first : piece.last]]
        one = self._mention(piece, us, view)
        if not are_two(words) or inside_names(piece.first, piece.last, view):
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
        body = owner(agent, [n.meaning for n in inside_names(first, last, view)])
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
        found = inside_names(first, last, view)
        return next((n for n in found if is_whole(words, n.first - first, n.last - first, n.meaning)), None)

    def _code(
        self, first: int, last: int, whole: Named | None, agent: Agent | None, view: View
    ) -> tuple[str | None, str, Meaning | None]:
        """Code, reason, and whom a pronoun means."""
        if whole is not None and (whole.meaning.code or whole.meaning.kind != "person"):
            return whole.meaning.code, whole.meaning.why, None
        named = only_name(first, last, view)
        if named is not None:
            words = view.span(named.first, named.last).of(view.document.report.text)
            return named.meaning.code, f"{named.meaning.code} from {words!r}", None
        keys, scores = self._pointer("mention", first, last, view)
        inside = [first <= n.first < last for n in keys]
        if agent is not None and agent.code and not any(inside):
            return agent.code, f"{agent.phrase!r} is {agent.code}", None
        weighed = [scores[0]] + [s * INSIDE if i else s for s, i in zip(scores[1:], inside, strict=True)]
        context = view.window.context
        kind = self._kind("kind", slice(first - context, last - context), view)
        titled = any(w[:1].isupper() for w in view.tokens.words[first:last] if w.lower() not in SMALL)
        if not any(inside) and view.home is not None and agent is not None and agent.sector == "GOV" and titled:
            return view.home, f"{view.home} publishes the report", None
        if not any(inside) and of_a_region(first, last, view):
            return None, "a region has no code", None
        side = half(first, last, keys, view)
        if side is not None:
            return side, f"that half is {side}", None
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


def _is(agent: Agent) -> str:
    return f"{agent.phrase!r} is {agent.sector}"


def _former(person: Meaning, agent: Agent) -> bool:
    """Whether the title in the text is one that the person held and left before the day."""
    return person.sector == "ELI" and f" {agent.phrase} " in f" {(person.role or '').lower()} "


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


def _softmax(x: Floats) -> Floats:
    e = np.exp(x - x.max())
    return np.asarray(e / e.sum(), dtype=np.float32)
