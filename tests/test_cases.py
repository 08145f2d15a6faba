"""The case table: sentences of our own with the claims they hold (tests/cases/README.md).

Structural tests look at the table alone; `test_case` codes each text and compares. Cases that fail today are listed in
tests/cases/known_failures.txt and are strict expected failures: a mended case must be taken off the list, which
`python -m tests.case_report --write-known-failures` does.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

import pytest
import yaml

from whimbrel.errors import ModelError
from whimbrel.ontology.schema import Ontology
from whimbrel.records import Claim, Coded, Entity, Place, Problem, Quantity, Report, Span, Speaker, When

HERE = Path(__file__).parent
TABLE = HERE / "cases"
KNOWN = TABLE / "known_failures.txt"
FLOORS = HERE / "floors.json"
GOLD = HERE.parents[1] / "shared" / "gold"

CASE_KEYS = {"id", "guards", "published", "text", "claims"}
SIDES = ("actor", "recipient", "speaker", "sides")
CHECKED = ("mode", "context", "auxiliary", *SIDES, "date", "enddate", "date_precision", "place", "quantities")
CLAIM_KEYS = {"trigger", "event", *CHECKED}
QUANTITY_KEYS = {"kind", "low", "best", "high", "approximate"}
KINDS = {"dead", "injured", "arrested", "abducted", "displaced", "released", "troops", "participants", "weapons", "money", "other"}
PRECISIONS = {"day", "week", "month", "season", "year", "decade", "report"}
ANY = "any"
FEWEST_CASES, FEWEST_NON_EVENTS, FEWEST_PER_AUXILIARY = 220, 50, 5

Expected = Mapping[str, Any]


class Coding(Protocol):
    """What the table asks of a coder."""

    def code_many(self, reports: Iterable[Report], workers: int = 1) -> Iterator[Coded]: ...


@dataclass(frozen=True, slots=True)
class Case:
    """A text with all its claims. `guards` says what would be lost if the case failed; `file` is where it stands."""

    id: str
    guards: str
    text: str
    claims: tuple[Expected, ...]
    published: date | None
    file: str

    @property
    def report(self) -> Report:
        """The text as a report."""
        return Report(self.id, self.text, published=self.published)


# --- the table


@cache
def rows() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Every entry as written, with its file."""
    files = sorted(TABLE.glob("*.yaml"))
    return tuple((path.name, row) for path in files for row in yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def cases() -> tuple[Case, ...]:
    """The whole table, in the order of the files."""
    return tuple(
        Case(row["id"], row["guards"], row["text"], tuple(row["claims"]), row.get("published"), file) for file, row in rows()
    )


def known_failures() -> tuple[str, ...]:
    """The ids listed as failing today."""
    lines = KNOWN.read_text(encoding="utf-8").splitlines() if KNOWN.exists() else []
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def triggers(claim: Expected) -> tuple[str, ...]:
    """The words any of which a claim may be anchored on."""
    given = claim["trigger"]
    return (given,) if isinstance(given, str) else tuple(given)


def stretches(text: str, words: str) -> list[Span]:
    """Where `words` stand in the text as whole words."""
    return [Span(*found.span()) for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


# --- comparing


def differences(case: Case, claims: Sequence[Claim]) -> list[str]:
    """What is wrong with `claims` as the coding of the case, one line each; empty when it is right."""
    left, wrong = list(claims), []
    for expected in case.claims:
        candidates = [claim for claim in left if anchored(case, expected, claim)]
        if not candidates:
            wrong.append(f"missing  {expected['event']} on {' / '.join(triggers(expected))!r}")
            continue
        best = min(candidates, key=lambda claim: len(mismatches(case, expected, claim)))
        left.remove(best)
        wrong += mismatches(case, expected, best)
    return wrong + [f"extra    {told(claim, case.text)}" for claim in left]


def anchored(case: Case, expected: Expected, claim: Claim) -> bool:
    """True when the claim has the expected type and its trigger touches one of the expected words."""
    spans = [span for words in triggers(expected) for span in stretches(case.text, words)]
    return claim.event == expected["event"] and any(claim.trigger.overlaps(span) for span in spans)


def mismatches(case: Case, expected: Expected, claim: Claim) -> list[str]:
    """The fields, among those the case gives, in which the claim differs."""
    where = f"{claim.event} on {claim.trigger.of(case.text)!r}"
    return [
        f"{where}: {key} is {shown}, should be {expected[key]}"
        for key, (agrees, show) in CHECKS.items()
        if key in expected and not agrees(expected[key], claim, case.text)
        for shown in [show(claim)]
    ]


def told(claim: Claim, text: str) -> str:
    """A claim on one line."""
    who = f"{coded(claim.actors)} -> {coded(claim.recipients)}"
    return f"{claim.event} {list(claim.modes)} {list(claim.auxiliary)} {who} on {claim.trigger.of(text)!r}"


def coded(entities: Iterable[Entity]) -> str:
    """Participants in the table's own notation."""
    return "[" + ", ".join(f"{one.code or '-'}/{one.sector or '-'}" for one in entities) + "]"


def speakers(claim: Claim) -> list[Entity]:
    """The speakers as participants, outermost first."""
    return [speaker.entity for speaker in claim.speakers]


def fits(wanted: str, entity: Entity) -> bool:
    """True when a participant is the wanted "CODE/SECTOR": `-` stands for none, `any` or nothing after the code for any."""
    code, _, sector = wanted.partition("/")
    return code in (ANY, entity.code or "-") and (sector or ANY) in (ANY, entity.sector or "-")


def same_people(wanted: Sequence[str], entities: Iterable[Entity]) -> bool:
    """True when the participants are the wanted ones, in any order; the most exactly described are sought first."""
    left = list(entities)
    for one in sorted(wanted, key=lambda text: (text.startswith(ANY), "/" not in text)):
        found = next((entity for entity in left if fits(one, entity)), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def same_order(wanted: Sequence[str], entities: Sequence[Entity]) -> bool:
    """True when the participants are the wanted ones in the wanted order."""
    return len(wanted) == len(entities) and all(fits(one, entity) for one, entity in zip(wanted, entities, strict=True))


def same_quantities(wanted: Sequence[Expected], quantities: Sequence[Quantity]) -> bool:
    """True when there are as many quantities as wanted, and each wanted one has a counterpart with all its given values."""
    return len(wanted) == len(quantities) and all(
        any(all(getattr(have, key) == value for key, value in want.items()) for have in quantities) for want in wanted
    )


def same_place(wanted: str | None, place: Place | None, text: str) -> bool:
    """True when the place has the wanted name or words."""
    if wanted is None or place is None:
        return wanted is None and place is None
    words = {bare_name(place.name), bare_name(place.span.of(text))}
    return bare_name(wanted) in words


def bare_name(name: str) -> str:
    """A place name for comparison: no case, no article."""
    return name.casefold().removeprefix("the ")


Agrees = Callable[[Any, Claim, str], bool]
CHECKS: Mapping[str, tuple[Agrees, Callable[[Claim], object]]] = {
    "mode": (lambda want, claim, _: set(want) == set(claim.modes), lambda claim: list(claim.modes)),
    "context": (lambda want, claim, _: set(want) <= set(claim.contexts), lambda claim: list(claim.contexts)),
    "auxiliary": (lambda want, claim, _: set(want) == set(claim.auxiliary), lambda claim: list(claim.auxiliary)),
    "actor": (lambda want, claim, _: same_people(want, claim.actors), lambda claim: coded(claim.actors)),
    "recipient": (lambda want, claim, _: same_people(want, claim.recipients), lambda claim: coded(claim.recipients)),
    "sides": (
        lambda want, claim, _: same_people(want, (*claim.actors, *claim.recipients)),
        lambda claim: coded((*claim.actors, *claim.recipients)),
    ),
    "speaker": (lambda want, claim, _: same_order(want, speakers(claim)), lambda claim: coded(speakers(claim))),
    "date": (lambda want, claim, _: want == claim.when.start, lambda claim: claim.when.start),
    "enddate": (lambda want, claim, _: want == claim.when.end, lambda claim: claim.when.end),
    "date_precision": (lambda want, claim, _: want == claim.when.precision, lambda claim: claim.when.precision),
    "place": (lambda want, claim, text: same_place(want, claim.place, text), lambda claim: claim.place and claim.place.name),
    "quantities": (
        lambda want, claim, _: same_quantities(want, claim.quantities),
        lambda claim: [(have.kind, have.low, have.best, have.high) for have in claim.quantities],
    ),
}


def judge(coder: Coding) -> dict[str, list[str]]:
    """Differences by case id, for the whole table."""
    table = {case.id: case for case in cases()}
    done = coder.code_many([case.report for case in table.values()])
    return {coded.report.id: [*troubles(coded), *differences(table[coded.report.id], coded.claims)] for coded in done}


def troubles(coded: Coded) -> list[str]:
    """What could not be done: a report that was not coded at all must not pass for a non-event."""
    # A case without a date is one that needs none: that the coder says so is no failure.
    serious = [problem for problem in coded.problems if problem.code != "undated"]
    return [f"problem  {p.stage} {p.code}: {p.message}" for p in serious]


# --- the coder against the table


def floor() -> float | None:
    """The least share of passing cases, None where no floor is set."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    return floors.get("cases")


@pytest.fixture(scope="module")
def verdicts() -> dict[str, list[str]]:
    """Differences by case id. Skips where there is no coder or no model yet, unless a floor says that there must be."""
    try:
        from whimbrel.annotate.session import Model
        from whimbrel.coder import Coder

        Model.shipped()
    except (ImportError, ModelError) as error:
        if floor() is not None:
            raise
        pytest.skip(f"no coder to judge: {error}")
    return judge(Coder())


def parameters() -> list[Any]:
    """All cases; the known failures as strict expected failures."""
    listed = set(known_failures())
    mark = pytest.mark.xfail(strict=True, reason="listed in tests/cases/known_failures.txt")
    return [pytest.param(case, id=case.id, marks=[mark] if case.id in listed else []) for case in cases()]


@pytest.mark.parametrize("case", parameters())
def test_case(case: Case, verdicts: dict[str, list[str]]) -> None:
    wrong = verdicts[case.id]
    if wrong:
        lines = [f"{case.id} ({case.file}) guards: {case.guards}", f"  {case.text}", *(f"    {line}" for line in wrong)]
        pytest.fail("\n".join(lines), pytrace=False)


def test_share_of_passing_cases_holds_its_floor(verdicts: dict[str, list[str]]) -> None:
    least = floor()
    if least is None:
        pytest.skip("tests/floors.json has no floor named 'cases'")
    share = sum(not wrong for wrong in verdicts.values()) / len(verdicts)
    assert share >= least, f"{share:.3f} of the cases pass, the floor is {least}"


# --- the table itself


@cache
def ontology() -> Ontology:
    return Ontology.load()


@cache
def codes() -> frozenset[str]:
    """Codes a participant may have: the states of the registry and the international ones."""
    with (resources.files("whimbrel.actors") / "data" / "states.csv").open(encoding="utf-8") as table:
        return frozenset(row["code"] for row in csv.DictReader(table)) | frozenset(ontology().codes)


def claims_of_all() -> list[tuple[Case, Expected]]:
    return [(case, claim) for case in cases() for claim in case.claims]


def test_entries_have_known_keys_only() -> None:
    assert [row.get("id") for _, row in rows() if not {"id", "guards", "text", "claims"} <= set(row) <= CASE_KEYS] == []
    assert [case.id for case, claim in claims_of_all() if not {"trigger", "event"} <= set(claim) <= CLAIM_KEYS] == []


def test_ids_are_unique_and_readable() -> None:
    counted = Counter(case.id for case in cases())
    assert [name for name, times in counted.items() if times > 1] == []
    assert [name for name in counted if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name)] == []


def test_every_case_says_what_it_guards() -> None:
    assert [case.id for case in cases() if len(case.guards) < 8] == []


def test_no_two_texts_are_the_same() -> None:
    counted = Counter(" ".join(case.text.casefold().split()) for case in cases())
    assert [text for text, times in counted.items() if times > 1] == []


def test_the_table_is_large_enough() -> None:
    assert len(cases()) >= FEWEST_CASES
    assert sum(not case.claims for case in cases()) >= FEWEST_NON_EVENTS


def test_every_type_and_mode_is_covered() -> None:
    seen = {(claim["event"], mode) for _, claim in claims_of_all() for mode in (None, *claim.get("mode", ()))}
    wanted = {(kind.name, mode) for kind in ontology().types for mode in (None, *(one.name for one in kind.modes))}
    assert sorted(map(str, wanted - seen)) == []


def test_every_auxiliary_is_covered_several_times() -> None:
    seen = Counter(name for _, claim in claims_of_all() for name in claim.get("auxiliary", ()))
    assert [name for name in ontology().auxiliaries if seen[name] < FEWEST_PER_AUXILIARY] == []


def test_every_decade_since_1950_is_covered() -> None:
    decades = {case.published.year // 10 * 10 for case in cases() if case.published}
    assert set(range(1950, 2030, 10)) <= decades


def test_categories_are_the_ontologys() -> None:
    rules = ontology()
    for case, claim in claims_of_all():
        assert claim["event"] in rules.by_name, case.id
        assert all(rules.mode_belongs(claim["event"], mode) for mode in claim.get("mode", ())), case.id
        assert set(claim.get("auxiliary", ())) <= set(rules.auxiliaries), case.id
        assert set(claim.get("context", ())) <= set(rules.contexts), case.id


def test_planned_acts_have_the_type_they_fold_to() -> None:
    for case, claim in claims_of_all():
        folded, _, _ = ontology().settle(claim["event"], (), claim.get("auxiliary", ()))
        assert folded == claim["event"], case.id


def test_codes_and_sectors_are_valid() -> None:
    rules = ontology()
    for case, claim in claims_of_all():
        for wanted in (one for side in SIDES for one in claim.get(side, ())):
            code, slash, sector = wanted.partition("/")
            assert code in ("-", ANY) or code in codes(), (case.id, wanted)
            assert not slash or sector == "-" or sector in rules.sectors, (case.id, wanted)


def test_every_trigger_stands_once_in_its_text() -> None:
    counts = [(case.id, words, len(stretches(case.text, words))) for case, claim in claims_of_all() for words in triggers(claim)]
    assert [entry for entry in counts if entry[2] != 1] == []


def test_circumstances_are_well_formed() -> None:
    for case, claim in claims_of_all():
        assert claim.get("date") is None or isinstance(claim["date"], date), case.id
        assert claim.get("date_precision", "day") in PRECISIONS, case.id
        assert claim.get("place") is None or claim["place"] in case.text, case.id
        for quantity in claim.get("quantities", ()):
            assert set(quantity) <= QUANTITY_KEYS and quantity.get("kind", "other") in KINDS, case.id


def test_known_failures_are_cases_and_listed_once() -> None:
    listed = known_failures()
    assert sorted(set(listed) - {case.id for case in cases()}) == []
    assert len(listed) == len(set(listed))


def test_no_text_is_taken_from_the_gold_reports() -> None:
    if not GOLD.is_dir():
        pytest.skip("the gold reports are not here")
    gold = "\n".join(path.read_text(encoding="utf-8") for path in sorted(GOLD.glob("*.jsonl")))
    assert [case.id for case in cases() if json.dumps(case.text)[1:-1] in gold or case.text in gold] == []


# --- the comparison itself

KILLED, GUNMEN = Span(7, 13), Span(0, 6)
TEXT = "Gunmen killed four farmers in Mali, police said."
WANTED: Expected = {"trigger": "killed", "event": "ASSAULT", "actor": ["MLI/UAF"], "quantities": [{"kind": "dead", "best": 4}]}


def entity(code: str | None, sector: str | None) -> Entity:
    return Entity(Span(0, 0), "", "", code=code, sector=sector)


def claim(event: str = "ASSAULT", trigger: Span = KILLED, actor: tuple[str | None, str | None] = ("MLI", "UAF")) -> Claim:
    place = Place(Span(30, 34), "Mali")
    dead = Quantity("dead", Span(14, 18), best=4.0)
    return Claim(
        "c", "r", event, (), (), (), (entity(*actor),), (entity("MLI", "AGR"),), When(None, None, None), place, (dead,),
        (Speaker(entity("MLI", "COP")),), Span(0, len(TEXT)), trigger, 0.9, (), "",
    )  # fmt: skip


def small_case(*expected: Expected) -> Case:
    return Case("small-case", "the comparison", TEXT, expected, None, "none")


def test_a_right_coding_has_no_differences() -> None:
    who = {"recipient": ["MLI"], "sides": ["MLI/AGR", "any/UAF"], "speaker": ["MLI/COP"]}
    assert differences(small_case({**WANTED, **who, "mode": [], "place": "Mali", "date": None}), [claim()]) == []


@pytest.mark.parametrize(
    "found",
    [
        pytest.param([], id="missing"),
        pytest.param([claim(event="COERCE")], id="type"),
        pytest.param([claim(trigger=GUNMEN)], id="trigger"),
        pytest.param([claim(actor=("MLI", "REB"))], id="sector"),
        pytest.param([claim(actor=(None, "UAF"))], id="code"),
        pytest.param([claim(), claim()], id="extra"),
    ],
)
def test_a_wrong_coding_has_differences(found: list[Claim]) -> None:
    assert differences(small_case(WANTED), found)


@pytest.mark.parametrize(
    "key, value",
    [
        ("mode", ["firearms"]),
        ("auxiliary", ["future"]),
        ("recipient", []),
        ("speaker", []),
        ("place", "Gao"),
        ("place", None),
        ("date", date(2020, 1, 1)),
        ("quantities", []),
        ("quantities", [{"kind": "injured"}]),
    ],
)
def test_each_given_key_is_compared(key: str, value: object) -> None:
    lines = differences(small_case({**WANTED, key: value}), [claim()])
    assert len(lines) == 1 and f": {key} is " in lines[0]


def test_a_report_that_could_not_be_coded_does_not_pass_for_a_non_event() -> None:
    class Refusing:
        def code_many(self, reports: Iterable[Report], workers: int = 1) -> Iterator[Coded]:
            return (Coded(report, (), (Problem(report.id, None, "ingest", "language", "no"),)) for report in reports)

    assert all(judge(Refusing()).values())


def test_anything_coded_in_a_non_event_is_extra() -> None:
    assert differences(small_case(), [claim()]) == ["extra    ASSAULT [] [] [MLI/UAF] -> [MLI/AGR] on 'killed'"]
