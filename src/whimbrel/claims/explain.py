"""How a report was coded, as data: words and trees, acts with the votes for them and who fills their roles, and what was refused.

Nothing is decided here: all is read off the layers of a document. Offsets are characters of the report's text, end exclusive.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from whimbrel.claims.assemble import claim_id
from whimbrel.document import Act, Acts, Document, Floats, Parties, Rejected, Stretch, Syntax, Tokens
from whimbrel.records import Coded, Entity, Problem, Report, Span

NO_CANDIDATE = "model: no act"
REFUSED = "no candidate was coded"


class Voter(Protocol):
    """What an explanation asks of the step that finds acts."""

    def act_probability(self, document: Document) -> Floats:
        """For each token the model's probability that it names an act of any type."""

    def votes(self, refused: Rejected, syntax: Syntax) -> tuple[str, ...]:
        """What model and frames say of a refused candidate, in words."""


@dataclass(frozen=True, slots=True)
class NotCoded:
    """A refused candidate, or (`event` None) a sentence in which nothing was coded. `confidence` is the model's probability of an
    act: of the candidate, or of the likeliest word of the sentence; for a type of the user's own, the prior of its frame."""

    report: str
    span: Span
    text: str
    event: str | None
    reason: str
    confidence: float
    votes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A token: `number` counts from 1 in its sentence, `head` is the number of the governing word, 0 for the root."""

    number: int
    span: Span
    text: str
    lemma: str
    upos: str
    head: int
    relation: str
    entity: str


@dataclass(frozen=True, slots=True)
class Filler:
    """Words that fill a role of an act, with the model's probability."""

    role: str
    span: Span
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A participant or speaker as resolved; `why` says how."""

    role: str
    span: Span
    text: str
    name: str
    code: str | None
    sector: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """A coded act: `votes` are what decided, `claim` the id of its claim, `unmentioned` the model's probability, by side, that a
    participant is not mentioned in the sentence."""

    span: Span
    text: str
    event: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    auxiliary: tuple[str, ...]
    confidence: float
    votes: tuple[str, ...]
    roles: tuple[Filler, ...]
    unmentioned: dict[str, float]
    mentions: tuple[Mention, ...]
    claim: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its words in order, the acts coded in it, what was refused, and, when nothing was coded, why (`nothing`)."""

    span: Span
    text: str
    words: tuple[Word, ...]
    triggers: tuple[Trigger, ...]
    rejected: tuple[NotCoded, ...]
    nothing: NotCoded | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one report was coded; `sentences` is empty when a problem kept it from being coded."""

    report: Report
    sentences: tuple[Sentence, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """What was coded of a report, and what was not, in reading order."""

    coded: Coded
    rejected: tuple[NotCoded, ...]


def explained(document: Document, voter: Voter) -> tuple[Sentence, ...]:
    """The sentences of a document that has every layer."""
    view = _View(document, voter)
    syntax = view.syntax
    coded, rejected = _judged(document)
    out = []
    for number in range(len(syntax.bounds) - 1):
        triggers = [view.trigger(act, parties) for act, parties in coded if syntax.sentence[act.token] == number]
        refused = tuple(view.refused(r) for r in rejected if syntax.sentence[r.token] == number)
        span = view.sentence(number)
        words = tuple(view.words(number))
        nothing = None if triggers else view.nothing(number, refused)
        triggers.sort(key=lambda t: (t.span, t.event, t.claim))
        out.append(Sentence(span, view.of(span), words, tuple(triggers), refused, nothing))
    return tuple(out)


def not_coded(document: Document, voter: Voter, offset: int = 0) -> Iterator[NotCoded]:
    """What was not coded, in reading order: a sentence without acts before the candidates refused in it. `offset` is added to all
    offsets: where a document is a piece of a longer report."""
    view = _View(document, voter, offset)
    coded, rejected = _judged(document)
    having = {int(view.syntax.sentence[act.token]) for act, _ in coded}
    by_sentence: dict[int, list[NotCoded]] = {}
    for one in rejected:
        by_sentence.setdefault(int(view.syntax.sentence[one.token]), []).append(view.refused(one))
    for number in range(len(view.syntax.bounds) - 1):
        refused = by_sentence.get(number, [])
        if number not in having:
            yield view.nothing(number, refused)
        yield from refused


def rejected_line(row: NotCoded) -> str:
    """One row of `whimbrel code --rejected`, with its line end."""
    facts = {"report": row.report, "start": row.span.start, "end": row.span.end, "text": row.text, "event": row.event}
    return _json({**facts, "reason": row.reason, "confidence": row.confidence, "votes": list(row.votes)}) + "\n"


def to_json(explanation: Explanation) -> str:
    """The explanation as one line of JSON without line end: `report`, `published` and `sentences`, with the fields of the records
    here, but `start` and `end` in the place of `span`."""
    published = explanation.report.published
    day = None if published is None else published.isoformat()
    sentences = [_flat(asdict(sentence)) for sentence in explanation.sentences]
    return _json({"report": explanation.report.id, "published": day, "sentences": sentences})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _flat(value: object) -> object:
    """Plain values, where each `span` became `start` and `end`."""
    if isinstance(value, dict):
        out: dict[str, object] = {}
        for key, inner in value.items():
            out |= {"start": inner["start"], "end": inner["end"]} if key == "span" else {key: _flat(inner)}
        return out
    return [_flat(inner) for inner in value] if isinstance(value, list | tuple) else value


def _judged(document: Document) -> tuple[list[tuple[Act, Parties]], list[Rejected]]:
    """The acts that became claims, with their parties; and all that was refused, as a candidate or as an act, in reading order."""
    acts, refusals = document.layer("acts", Acts), document.layer("refused", tuple)
    coded = [(a, p) for a, p, r in zip(acts.acts, document.layer("parties", tuple), refusals, strict=True) if r is None]
    rejected = [*acts.rejected, *(r for r in refusals if r is not None)]
    return coded, sorted(rejected, key=lambda r: (r.token, r.event, r.reason))


class _View:
    """A document's layers, and how to read words off them."""

    def __init__(self, document: Document, voter: Voter, offset: int = 0) -> None:
        self.report = document.report
        self.tokens = document.layer("tokens", Tokens)
        self.syntax = document.layer("syntax", Syntax)
        self._voter = voter
        self._offset = offset
        self._probability = voter.act_probability(document)

    def of(self, span: Span) -> str:
        return self.report.text[span.start - self._offset : span.end - self._offset]

    def span(self, first: int, last: int) -> Span:
        """Characters of tokens first..last (exclusive)."""
        return Span(int(self.tokens.start[first]) + self._offset, int(self.tokens.end[last - 1]) + self._offset)

    def sentence(self, number: int) -> Span:
        return self.span(int(self.syntax.bounds[number]), int(self.syntax.bounds[number + 1]))

    def words(self, number: int) -> Iterator[Word]:
        syntax, first = self.syntax, int(self.syntax.bounds[number])
        for t in range(first, int(syntax.bounds[number + 1])):
            head = int(syntax.head[t]) - first + 1 if syntax.head[t] >= 0 else 0
            facts = (syntax.lemma[t], syntax.upos[t], head, syntax.deprel[t], syntax.entity[t])
            yield Word(t - first + 1, self.span(t, t + 1), self.tokens.words[t], *facts)

    def trigger(self, act: Act, parties: Parties) -> Trigger:
        span = self.span(act.token, act.last)
        evidence = self.sentence(int(self.syntax.sentence[act.token]))
        sides = (parties.actors, parties.recipients)
        return Trigger(
            span=span,
            text=self.of(span),
            event=act.event,
            modes=act.modes,
            contexts=act.contexts,
            auxiliary=act.auxiliary,
            confidence=act.confidence,
            votes=act.why,
            roles=tuple(self._filler(role, s) for role, found in act.links.items() for s in found),
            unmentioned={side: round(share, 4) for side, share in sorted(act.unnamed.items())},
            mentions=tuple(_mentions(*sides, [s.entity for s in parties.speakers])),
            claim=claim_id(self.report.id, evidence, span, act.event, *sides),
        )

    def _filler(self, role: str, found: Stretch) -> Filler:
        span = self.span(found.first, found.last)
        return Filler(role, span, self.of(span), round(found.probability, 4))

    def refused(self, rejected: Rejected) -> NotCoded:
        span = self.span(rejected.token, rejected.token + 1)
        votes = self._voter.votes(rejected, self.syntax)
        return NotCoded(self.report.id, span, self.of(span), rejected.event, rejected.reason, round(rejected.probability, 4), votes)

    def nothing(self, number: int, refused: Sequence[NotCoded]) -> NotCoded:
        """Why a sentence has no act: no word was likely enough to be judged, or each that was, was refused."""
        first, last = int(self.syntax.bounds[number]), int(self.syntax.bounds[number + 1])
        best = first + int(self._probability[first:last].argmax())
        share = round(float(self._probability[best]), 4)
        span = self.sentence(number)
        votes = (f"model: likeliest word {self.tokens.words[best]!r} with {share:.2f}",)
        return NotCoded(self.report.id, span, self.of(span), None, REFUSED if refused else NO_CANDIDATE, share, votes)


def _mentions(actors: Sequence[Entity], recipients: Sequence[Entity], speakers: Sequence[Entity]) -> Iterator[Mention]:
    for role, entities in (("actor", actors), ("recipient", recipients), ("speaker", speakers)):
        for e in entities:
            yield Mention(role, e.span, e.text, e.name, e.code, e.sector, e.why)
