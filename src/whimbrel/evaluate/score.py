"""How far predicted claims agree with gold ones.

    record   unique (event, actor codes, recipient codes, realised or not) of a report: the rows of an analyst's table
    dyad     the same without "realised or not"; for mutual types the two sides may be swapped or joined
    event    a claim of the right type in the right sentence
    detect   a claim of any type in the right sentence
    context  the context labels of claims that agree at `event`

and over the claims that agree at `event`, the share of gold attributes that are right. Shares are rounded to four digits where they
are made, and the macro average is over the rounded ones, so that two programs print the same last digit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from whimbrel.evaluate.gold import Row
from whimbrel.records import Span

MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE", "SUPPORT", "ASSAULT", "RETREAT"})
"""Types whose two sides may be swapped: who met whom, who signed with whom."""
UNREALISED = frozenset({"future", "hypothetical", "negation"})
_WITHOUT_MODES = frozenset({"AGREE", "SUPPORT", "CONCEDE", "COOPERATE", "AID"})
_DATE_WIDTH = {"year": 4, "month": 7, "decade": 3}  # characters of an ISO date that must agree

_SAME_EVENT, _SAME_TRIGGER, _SAME_SIDES = 8, 4, 3  # what counts when several predicted claims could be the gold one


@dataclass(frozen=True, slots=True)
class Figure:
    """Precision, recall and F1 of a count: `hit` of `predicted` are right, `hit` of `gold` were found."""

    hit: int
    predicted: int
    gold: int

    @property
    def p(self) -> float:
        return round(self._share(self.predicted), 4)

    @property
    def r(self) -> float:
        return round(self._share(self.gold), 4)

    @property
    def f1(self) -> float:
        p, r = self._share(self.predicted), self._share(self.gold)
        return round(2 * p * r / (p + r), 4) if p + r else 0.0

    def _share(self, of: int) -> float:
        return self.hit / of if of else 0.0

    def as_json(self) -> dict[str, float]:
        return {"p": self.p, "r": self.r, "f1": self.f1, "hit": self.hit, "predicted": self.predicted, "gold": self.gold}


@dataclass(frozen=True, slots=True)
class Share:
    """Of `of` gold attributes, `right` (a share, four digits) agree."""

    right: float
    of: int

    def as_json(self) -> dict[str, float]:
        return {"right": self.right, "of": self.of}


@dataclass(frozen=True, slots=True)
class Error:
    """A claim without a partner: "missed" (gold) or "extra" (predicted)."""

    kind: str
    report: str
    claim: Row


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures of an evaluation. `figures` has record, dyad, detect, event and, where any claim agrees, context."""

    figures: dict[str, Figure]
    attributes: dict[str, Share]
    types: dict[str, Figure]
    reports: int
    errors: tuple[Error, ...] = ()

    @property
    def macro_f1(self) -> float:
        return round(sum(figure.f1 for figure in self.types.values()) / max(1, len(self.types)), 4)

    def as_json(self) -> dict[str, Any]:
        return {
            **{name: figure.as_json() for name, figure in self.figures.items()},
            "attributes": {name: share.as_json() for name, share in self.attributes.items()},
            "types": {name: figure.as_json() for name, figure in self.types.items()},
            "macro_f1": self.macro_f1,
            "reports": self.reports,
        }


def score(gold: Mapping[str, Iterable[Row]], predicted: Mapping[str, Iterable[Row]]) -> Scores:
    """The figures for claims by report id; predicted claims of reports that gold does not have count nowhere."""
    tally = _Tally()
    for report, claims in gold.items():
        tally.add_report(report, list(claims), list(predicted.get(report, ())))
    return tally.scores(len(gold))


@dataclass(slots=True)
class _Tally:
    """Counts as they grow, report by report."""

    hits: Counter[str] = field(default_factory=Counter)
    n_predicted: Counter[str] = field(default_factory=Counter)
    n_gold: Counter[str] = field(default_factory=Counter)
    types: tuple[Counter[str], Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter(), Counter()))
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    missed: list[Error] = field(default_factory=list)

    def add_report(self, report: str, gold: Sequence[Row], predicted: Sequence[Row]) -> None:
        self._count_sets("record", {_record(row) for row in gold}, {_record(row) for row in predicted})
        self._count_sets("dyad", {_dyad(row) for row in gold}, {_dyad(row) for row in predicted})
        self._count("detect", len(align(gold, predicted, typed=False)), len(predicted), len(gold))
        pairs = align(gold, predicted, typed=True)
        self._count("event", len(pairs), len(predicted), len(gold))
        self._count_types(gold, predicted, pairs)
        for i, j in pairs:
            self._compare(gold[i], predicted[j])
        self._note_errors(report, gold, predicted, pairs)

    def _count(self, name: str, hit: int, predicted: int, gold: int) -> None:
        self.hits[name] += hit
        self.n_predicted[name] += predicted
        self.n_gold[name] += gold

    def _count_sets(self, name: str, gold: set[Hashable], predicted: set[Hashable]) -> None:
        self._count(name, len(gold & predicted), len(predicted), len(gold))

    def _count_types(self, gold: Sequence[Row], predicted: Sequence[Row], pairs: Sequence[tuple[int, int]]) -> None:
        hit, of_predicted, of_gold = self.types
        of_gold.update(row["event"] for row in gold)
        of_predicted.update(row["event"] for row in predicted)
        hit.update(gold[i]["event"] for i, _ in pairs)

    def _compare(self, gold: Row, predicted: Row) -> None:
        self._count_sets("context", set(_labels(gold, "context")), set(_labels(predicted, "context")))
        for name, agrees in _attributes(gold, predicted):
            self.asked[name] += 1
            self.right[name] += agrees

    def _note_errors(self, report: str, gold: Sequence[Row], predicted: Sequence[Row], pairs: Sequence[tuple[int, int]]) -> None:
        found, used = {i for i, _ in pairs}, {j for _, j in pairs}
        self.missed += [Error("missed", report, row) for i, row in enumerate(gold) if i not in found]
        self.missed += [Error("extra", report, row) for j, row in enumerate(predicted) if j not in used]

    def scores(self, reports: int) -> Scores:
        hit, of_predicted, of_gold = self.types
        return Scores(
            {name: Figure(self.hits[name], self.n_predicted[name], self.n_gold[name]) for name in self.hits},
            {name: Share(round(self.right[name] / of, 4), of) for name, of in sorted(self.asked.items())},
            {name: Figure(hit[name], of_predicted[name], of_gold[name]) for name in sorted(of_gold | of_predicted)},
            reports,
            tuple(self.missed),
        )


def align(gold: Sequence[Row], predicted: Sequence[Row], *, typed: bool) -> list[tuple[int, int]]:
    """Pairs (index in gold, index in predicted) of claims that stand in the same sentence, each claim in one pair at most.

    The pair that agrees best is taken first, in reading order among equals. With `typed`, only claims of one event type pair.
    """
    weights = [
        (-_agreement(g, p), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(predicted)
        if _where(g).overlaps(_where(p)) and (not typed or g["event"] == p["event"])
    ]
    pairs: list[tuple[int, int]] = []
    taken_gold: set[int] = set()
    taken_predicted: set[int] = set()
    for _, i, j in sorted(weights):
        if i not in taken_gold and j not in taken_predicted:
            taken_gold.add(i)
            taken_predicted.add(j)
            pairs.append((i, j))
    return pairs


def _agreement(gold: Row, predicted: Row) -> int:
    shared = frozenset().union(*_sides(gold)) & frozenset().union(*_sides(predicted))
    return (
        _SAME_EVENT * bool(gold["event"] == predicted["event"])
        + _SAME_TRIGGER * _same_trigger(gold, predicted)
        + _SAME_SIDES * _same_sides(gold, predicted)
        + len(shared)
    )


def _attributes(gold: Row, predicted: Row) -> Iterable[tuple[str, bool]]:
    """Each attribute that gold states, with whether the prediction has it right."""
    if gold["event"] not in _WITHOUT_MODES and gold.get("mode"):
        yield "mode", set(gold["mode"]) == set(_labels(predicted, "mode"))
    yield "auxiliary", set(_labels(gold, "auxiliary")) == set(_labels(predicted, "auxiliary"))
    yield "sides", _same_sides(gold, predicted)
    yield from (("sector", _sector_right(entity, predicted)) for entity in _participants(gold) if entity.get("sector"))
    if gold.get("date") and gold.get("date_precision") != "report":
        yield "date", _date_right(gold, predicted)
    if gold.get("place"):
        yield "place", bool(_place_names(gold) & (_place_names(predicted) - {""}))
    if gold.get("speaker"):
        yield "speaker", bool(entity_codes(gold["speaker"]) & entity_codes(predicted.get("speaker")))
    else:
        yield "no speaker", not predicted.get("speaker")
    yield from (("quantities", _quantity_right(quantity, predicted)) for quantity in gold.get("quantities") or ())


def entity_codes(entities: Iterable[Row] | None) -> frozenset[str]:
    """The codes of one side; a participant without a code counts by its sector ("?UAF")."""
    return frozenset(entity.get("code") or f"?{entity.get('sector') or 'UNK'}" for entity in entities or ())


def _sides(row: Row) -> tuple[frozenset[str], frozenset[str]]:
    return entity_codes(row.get("actor")), entity_codes(row.get("recipient"))


def _same_sides(gold: Row, predicted: Row) -> bool:
    ours, theirs = _sides(gold), _sides(predicted)
    return ours == theirs or (gold["event"] in MUTUAL and ours[0] | ours[1] == theirs[0] | theirs[1])


def _dyad(row: Row) -> Hashable:
    actors, recipients = _sides(row)
    if row["event"] in MUTUAL:
        return row["event"], actors | recipients, frozenset()
    return row["event"], actors, recipients


def _record(row: Row) -> Hashable:
    return _dyad(row), UNREALISED.isdisjoint(_labels(row, "auxiliary"))


def _participants(row: Row) -> list[Row]:
    return [*(row.get("actor") or ()), *(row.get("recipient") or ())]


def _labels(row: Row, name: str) -> Sequence[str]:
    return row.get(name) or ()


def _where(row: Row) -> Span:
    """The sentence, or the trigger where no sentence is given."""
    words = row.get("evidence") or row["trigger"]
    return Span(words["start"], words["end"])


def _same_trigger(gold: Row, predicted: Row) -> bool:
    ours, theirs = gold.get("trigger"), predicted.get("trigger")
    return bool(ours and theirs and Span(ours["start"], ours["end"]).overlaps(Span(theirs["start"], theirs["end"])))


def _sector_right(entity: Row, predicted: Row) -> bool:
    same_code = (other for other in _participants(predicted) if other.get("code") == entity.get("code"))
    return any(other.get("sector") == entity["sector"] for other in same_code)


def _date_right(gold: Row, predicted: Row) -> bool:
    width = _DATE_WIDTH.get(gold.get("date_precision") or "", 10)
    return str(gold["date"])[:width] == str(predicted.get("date") or "")[:width]


def _place_names(row: Row) -> set[str]:
    place = row.get("place") or {}
    return {(place.get("name") or "").lower(), (place.get("text") or "").lower()}


def _quantity_right(quantity: Row, predicted: Row) -> bool:
    """The gold number (best, or else the bound that is given) is one of the predicted numbers of its kind."""
    value = next((quantity[name] for name in ("best", "low", "high") if name in quantity), None)
    return any(
        other.get("kind") == quantity.get("kind") and value in (other.get("best"), other.get("low"), other.get("high"))
        for other in predicted.get("quantities") or ()
    )
