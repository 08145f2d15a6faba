"""Steps `refuse` and `claims`: acts that lack what their type needs are set aside; of the others, trigger, sides, circumstances,
speakers and status become the frozen Claim."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from whimbrel.document import Act, Acts, Circumstances, Document, Parties, Rejected, Stretch, Syntax, Tokens
from whimbrel.records import Claim, Entity, Span, Speaker

REPEATED = "another word names the same act"
PRIVATE = "no political actor: business between private firms"
# Types that firms do among themselves, suing one another too; an attack or a protest is looked at whoever takes part.
BUSINESS = frozenset({"AGREE", "COOPERATE", "CONSULT", "AID", "SUPPORT", "RETREAT", "CONCEDE", "REJECT", "ACCUSE"})
DETAILS = ("quantity", "date", "place")


@dataclass(frozen=True, slots=True)
class RefuseStep:
    """Step `refuse`: gives the layer `refused`, for each act None or why it becomes no claim. `recipient_needed` names the types
    that are no event without a recipient; one that is neither mentioned nor has a code is none. Business among firms is none either
    (one training claim in a thousand has nobody but firms). Of two acts of a sentence that say the same, one is refused."""

    recipient_needed: frozenset[str] = frozenset()
    own_types: frozenset[str] = frozenset()  # a user's, who may well want business

    needs = ("syntax", "acts", "parties")
    gives = "refused"

    def run(self, documents: list[Document]) -> list[tuple[Rejected | None, ...]]:
        """What is refused of the acts of each document, in order."""
        return [self._document(d) for d in documents]

    def _document(self, document: Document) -> tuple[Rejected | None, ...]:
        acts, parties = document.layer("acts", Acts).acts, document.layer("parties", tuple)
        sentence = document.layer("syntax", Syntax).sentence
        out: list[Rejected | None] = [self._judge(act, sides) for act, sides in zip(acts, parties, strict=True)]
        by_sentence: dict[int, list[int]] = {}
        for i, act in enumerate(acts):
            by_sentence.setdefault(int(sentence[act.token]), []).append(i)
        for pair in (pair for numbers in by_sentence.values() for pair in combinations(numbers, 2)):
            one, two = ((acts[i], parties[i]) for i in pair)
            again = _repetition(one, two) if all(out[i] is None for i in pair) else None
            if again is not None:
                act = acts[pair[again]]
                out[pair[again]] = Rejected(act.token, act.event, act.confidence, REPEATED)
        return tuple(out)

    def _judge(self, act: Act, sides: Parties) -> Rejected | None:
        if act.event in BUSINESS - self.own_types and _business(sides):
            return Rejected(act.token, act.event, act.confidence, PRIVATE)
        if act.event not in self.recipient_needed or any(e.text or e.code for e in sides.recipients):
            return None
        return Rejected(act.token, act.event, act.confidence, f"no recipient, and {act.event} needs one")


@dataclass(frozen=True, slots=True)
class ClaimStep:
    """Step `claims`: gives the layer `claims`. `coder` names version, model and ontology."""

    coder: str

    needs = ("tokens", "syntax", "acts", "parties", "refused", "circumstances")
    gives = "claims"

    def run(self, documents: list[Document]) -> list[tuple[Claim, ...]]:
        """Claims of documents, in reading order of their triggers."""
        return [self._document(d) for d in documents]

    def _document(self, document: Document) -> tuple[Claim, ...]:
        acts = document.layer("acts", Acts).acts
        parties = document.layer("parties", tuple)
        circumstances = document.layer("circumstances", tuple)
        refused = document.layer("refused", tuple)
        rows = zip(acts, parties, circumstances, refused, strict=True)
        claims = [self._claim(document, *row) for *row, reason in rows if reason is None]
        unique = {claim.id: claim for claim in reversed(claims)}
        return tuple(sorted(unique.values(), key=lambda c: (c.trigger, c.event, c.id)))

    def _claim(self, document: Document, act: Act, parties: Parties, circumstances: Circumstances) -> Claim:
        tokens, syntax = document.layer("tokens", Tokens), document.layer("syntax", Syntax)
        sentence = int(syntax.sentence[act.token])
        first, last = int(syntax.bounds[sentence]), int(syntax.bounds[sentence + 1])
        evidence = Span(int(tokens.start[first]), int(tokens.end[last - 1]))
        trigger = Span(int(tokens.start[act.token]), int(tokens.end[act.last - 1]))
        actors, recipients = parties.actors, parties.recipients
        return Claim(
            id=claim_id(document.report.id, evidence, trigger, act.event, actors, recipients),
            report=document.report.id,
            event=act.event,
            modes=act.modes,
            contexts=act.contexts,
            auxiliary=act.auxiliary,
            actors=actors,
            recipients=recipients,
            when=circumstances.when,
            place=circumstances.place,
            quantities=circumstances.quantities,
            speakers=parties.speakers,
            evidence=evidence,
            trigger=trigger,
            confidence=act.confidence,
            why=(*act.why, *(f"{e.text or e.name}: {e.why}" for e in (*actors, *recipients) if e.why)),
            coder=self.coder,
        )


def _business(sides: Parties) -> bool:
    """True where a firm takes part and nobody else does, but for participants of whom neither code nor sector is known."""
    known = [e for e in (*sides.actors, *sides.recipients) if e.code or e.sector]
    return bool(known) and all(e.sector == "BUS" or e.code == "MNC" for e in known)


def _repetition(a: tuple[Act, Parties], b: tuple[Act, Parties]) -> int | None:
    """Which of two acts of one sentence says nothing that the other does not (0 or 1): same type, modes and status, no participant
    besides the other's, and no figures, dates or places of their own. None when they are two acts. (In the training reports fewer
    than one claim in a hundred has such a twin.)"""
    (one, mine), (two, yours) = a, b
    if (one.event, one.modes, set(one.auxiliary)) != (two.event, two.modes, set(two.auxiliary)):
        return None
    if any(_apart(one.links.get(role, ()), two.links.get(role, ())) for role in DETAILS):
        return None
    sides, others = _names(mine), _names(yours)
    if not (sides <= others or others <= sides):
        return None
    weaker = sides <= others if sides != others else (one.confidence, -one.token) <= (two.confidence, -two.token)
    return 0 if weaker else 1


def _apart(a: Sequence[Stretch], b: Sequence[Stretch]) -> bool:
    """Whether both say something and no word is common to them."""
    return bool(a and b) and not any(s.first < t.last and t.first < s.last for s in a for t in b)


def _names(parties: Parties) -> frozenset[tuple[str, str | None]]:
    return frozenset((e.name.lower(), e.code) for e in (*parties.actors, *parties.recipients))


def claim_id(report: str, evidence: Span, trigger: Span, event: str, actors: Sequence[Entity], recipients: Sequence[Entity]) -> str:
    """A hash of what a claim says: 16 hexadecimal digits, the same whenever the same is said of the same words."""
    sides = [[(e.span.start, e.span.end, e.name, e.code or "", e.sector or "") for e in side] for side in (actors, recipients)]
    said = repr((report, (evidence.start, evidence.end), (trigger.start, trigger.end), event, sides))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def moved(claim: Claim, by: int) -> Claim:
    """The claim with all offsets `by` characters further on: for reports coded in pieces."""

    def span(s: Span) -> Span:
        return Span(s.start + by, s.end + by)

    def entity(e: Entity) -> Entity:
        return replace(e, span=span(e.span))

    when, place = claim.when, claim.place
    actors, recipients = tuple(map(entity, claim.actors)), tuple(map(entity, claim.recipients))
    evidence, trigger = span(claim.evidence), span(claim.trigger)
    return replace(
        claim,
        id=claim_id(claim.report, evidence, trigger, claim.event, actors, recipients),
        actors=actors,
        recipients=recipients,
        when=replace(when, span=span(when.span)) if when.span else when,
        place=replace(place, span=span(place.span)) if place else None,
        quantities=tuple(replace(q, span=span(q.span)) for q in claim.quantities),
        speakers=tuple(Speaker(entity(s.entity), span(s.cue) if s.cue else None) for s in claim.speakers),
        evidence=evidence,
        trigger=trigger,
    )
