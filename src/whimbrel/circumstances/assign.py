"""Step `circumstances`: when, where and how many, of each act, from the words that the model links to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from whimbrel.circumstances import quantity, when, where
from whimbrel.circumstances.gazetteer import Gazetteer
from whimbrel.document import Act, Acts, Circumstances, Document, Parties, Stretch, Syntax, Tokens
from whimbrel.records import Place, Span, When

LEADS = frozenset({"in", "at", "near", "outside", "inside", "around", "on", "off", "from", "to", "of"})  # no part of a place's name
OWNERS = {
    "arrested": frozenset({"COERCE", "SANCTION"}), "released": frozenset({"RETREAT", "CONCEDE"}),
    "dead": frozenset({"ASSAULT"}), "injured": frozenset({"ASSAULT"}), "abducted": frozenset({"ASSAULT"}),
}  # fmt: skip
UNREALISED = frozenset({"future", "hypothetical"})


class Located(Protocol):
    """Anything found at tokens first..last (exclusive)."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


F = TypeVar("F", bound=Located)


class CircumstanceStep:
    """Step `circumstances`: gives the layer `circumstances`, one a act."""

    needs: tuple[str, ...] = ("tokens", "syntax", "acts", "parties")
    gives = "circumstances"

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def run(self, documents: list[Document]) -> list[tuple[Circumstances, ...]]:
        """Circumstances of the acts of each document, in order."""
        return [self._document(d) for d in documents]

    def _document(self, document: Document) -> tuple[Circumstances, ...]:
        acts = document.layer("acts", Acts).acts
        if not acts:
            return ()
        tokens, syntax = document.layer("tokens", Tokens), document.layer("syntax", Syntax)
        published = document.report.published
        times = when.find(tokens, published, syntax.sentence)
        amounts = quantity.find(tokens, syntax)
        parties = document.layer("parties", tuple)
        places = where.find(tokens, syntax, self.gazetteer, prefer=_codes(parties))
        counted = _counted(acts, amounts)
        return tuple(
            Circumstances(
                _when(act, times, published),
                _place(act, places, tokens, document.report.text, self.gazetteer),
                tuple(quantity.for_act(m, act.event) for m in found),
            )
            for act, found in zip(acts, counted, strict=True)
        )


def _codes(parties: Sequence[Parties]) -> tuple[str, ...]:
    """Codes of the report's participants, the most frequent first: where its places probably lie."""
    counts: dict[str, int] = {}
    for p in parties:
        for e in (*p.actors, *p.recipients):
            if e.code:
                counts[e.code] = counts.get(e.code, 0) + 1
    return tuple(sorted(counts, key=lambda c: (-counts[c], c)))


def _when(act: Act, times: Sequence[when.TimeExpression], published: date | None) -> When:
    past = not UNREALISED & set(act.auxiliary)
    for stretch in _best_first(act.links.get("date", ())):
        found = _overlapping(stretch, times)
        if found:
            return when.resolve(found[0], published, past)
    if "historical" in act.auxiliary or published is None:
        return When(None, None, None)
    return When(published, None, "report")


def _place(act: Act, places: Sequence[where.PlaceMention], tokens: Tokens, text: str, gazetteer: Gazetteer) -> Place | None:
    for stretch in _best_first(act.links.get("place", ())):
        found = _overlapping(stretch, places)
        if found:
            return found[0].place
        first = stretch.first
        while first < stretch.last - 1 and tokens.words[first].lower() in LEADS:
            first += 1
        span = Span(int(tokens.start[first]), int(tokens.end[stretch.last - 1]))
        country = gazetteer.demonym(tokens.words[stretch.last - 1])  # "half a million Syrians are besieged": in Syria
        if country is not None:
            return Place(span, country.name, country.geonameid, country.lat, country.lon, country.country, precision="country")
        return Place(span, span.of(text), precision="named")
    return None


def _counted(acts: Sequence[Act], amounts: Sequence[quantity.QuantityMention]) -> list[list[quantity.QuantityMention]]:
    """What measures each act. Of several acts that one number is linked to, those of the types that such a number belongs to
    have it ("fired tear gas and arrested 12": the twelve are the arrest's)."""
    linked = [[m for stretch in act.links.get("quantity", ()) for m in _overlapping(stretch, amounts)] for act in acts]
    taken = {m.first for act, found in zip(acts, linked, strict=True) for m in found if _belongs(m, act)}
    out: list[list[quantity.QuantityMention]] = []
    for act, found in zip(acts, linked, strict=True):
        kept = [m for m in found if m.first not in taken or _belongs(m, act)]
        out.append([m for i, m in enumerate(kept) if m not in kept[:i]])
    return out


def _belongs(mention: quantity.QuantityMention, act: Act) -> bool:
    return act.event in OWNERS.get(mention.quantity.kind, ())


def _best_first(stretches: Sequence[Stretch]) -> list[Stretch]:
    return sorted(stretches, key=lambda s: (-s.probability, s.first))


def _overlapping(stretch: Stretch, found: Sequence[F]) -> list[F]:
    """Those that share a token with the stretch, most shared tokens first."""
    shared = [(min(stretch.last, f.last) - max(stretch.first, f.first), f) for f in found]
    return [f for n, f in sorted(shared, key=lambda pair: (-pair[0], pair[1].first)) if n > 0]
