"""Rows of a user's own table of actors (`tables.extra_senses`) from an extract of Wikidata.

The extract is read twice, an entity at a time: first the countries, positions and classes that others refer to, of which a few
words each are kept in memory, then the people with dated positions (P39) and the organisations with a country (P17).
Nothing is guessed: a position without a first day, a country or a sector gives no row, and what is skipped is said.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from whimbrel.actors.agents import OFFICES, Agents
from whimbrel.actors.registry import Registry
from whimbrel.actors.tables import INTERNATIONAL, YEAR, cells, day, normalise, rows
from whimbrel.actors.wikidata_lines import (
    LONGEST,
    aliases_of,
    as_dict,
    entities,
    first_time,
    item_of,
    label_of,
    mains,
    problem,
    qualifiers,
    statements,
    targets,
    value_of,
)
from whimbrel.errors import InputError
from whimbrel.records import Problem

HUMAN = "Q5"
POSITIONS = frozenset({"Q4164871", "Q294414"})  # "position" and "public office": no organisation, and no word for a sector
WORD = re.compile(r"[\w'’.]+|[^\w\s]")
NAMES = 100  # other names of one actor: no cell outgrows what a CSV reader takes
CIVIL = re.compile(r"\b(secretary|director|auditor|surgeon|comptroller)[- ]general\b", re.I)  # this "general" is no soldier
# Who is sent: what stands after "to", and in "of" (P642), is to whom.
SENT = re.compile(r"\b(ambassador|envoy|consul|high commissioner|representative)\b", re.I)
LACKS = "the file does not name"
KINDS = {"BUS": "company", "JRN": "media", "JUD": "court", "MIL": "military", "PTY": "party"}
KINDS |= dict.fromkeys(("CRM", "PRM", "REB"), "group") | dict.fromkeys(("COP", "GOV", "LEG", "SPY"), "agency")
COLUMNS = ("name", "aliases", "code", "sector", "from", "to", "kind", "position", "wikidata")


class Row(NamedTuple):
    """A row of the table. `position` is a person's position, or an organisation's class, which like `wikidata` only says where the
    row comes from and is not read when the table is used."""

    name: str
    aliases: tuple[str, ...]
    code: str
    sector: str
    start: str
    end: str
    kind: str
    position: str
    wikidata: str


@dataclass(frozen=True, slots=True)
class Converted:
    """What came of an extract: the `rows`, sorted, of `used` actors out of `seen` entities, and why others gave none."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    used: int
    seen: int


class _Skip(Exception):
    """Why an entity, or one position of a person, gives no row."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class _Item(NamedTuple):
    """What is kept of an entity that others may refer to."""

    label: str
    country: list[str]
    of: list[str]
    classes: list[str]


def convert(path: Path, longest: int = LONGEST) -> Converted:
    """The rows of the people and organisations in `path`: Wikidata's JSON, one entity a line as in its dumps, plain or gzip.

    A line over `longest` bytes, or a line or entity that cannot be used, is a problem and stops nothing. InputError when the file
    cannot be read at all.
    """
    if not path.is_file():
        raise InputError(f"{path} is no file" if path.exists() else f"{path}: No such file")
    known, problems = _Known(), list[Problem]()
    for entity in entities(path, longest, problems):
        known.add(entity)
    people, bodies = list[Row](), list[Row]()
    ids: set[str] = set()
    for entity in entities(path, longest, []):
        its = entity["id"]
        if its in ids:
            problems.append(problem(its, "twice", "is in the file twice; the first counts"))
            continue
        ids.add(its)
        skips: list[_Skip] = []
        found = people if _is_person(entity) else bodies
        found += known.rows_of(entity, skips)
        problems += [problem(its, skip.code, f"{label_of(entity) or 'no name'}: {skip.message}") for skip in skips]
    everything = sorted(people + _unshared(bodies, problems), key=_order)
    return Converted(tuple(everything), tuple(problems), len({row.wikidata for row in everything}), len(ids))


def table(many: Iterable[Row]) -> str:
    """The rows as CSV text that `Registry.load` and `tables.extra_senses` read."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((row.name, "|".join(row.aliases), *row[2:]) for row in many)
    return text.getvalue()


def _order(row: Row) -> tuple[object, ...]:
    """By name, of one name the later row first."""
    return normalise(row.name), -day(row.start), int(row.wikidata[1:]), row


def _unshared(bodies: list[Row], problems: list[Problem]) -> list[Row]:
    """Without the names that organisations of several countries have ("Labour Party")."""
    codes: dict[str, set[str]] = {}
    for row in bodies:
        for name in (row.name, *row.aliases):
            codes.setdefault(normalise(name), set()).add(row.code)
    kept = []
    for row in bodies:
        if len(codes[normalise(row.name)]) > 1:
            problems.append(problem(row.wikidata, "shared", f"{row.name}: organisations of several countries have this name"))
        else:
            kept.append(row._replace(aliases=tuple(alias for alias in row.aliases if len(codes[normalise(alias)]) == 1)))
    return kept


def _is_person(entity: dict[str, Any]) -> bool:
    return HUMAN in targets(entity, "P31")


class _Known:
    """The bundled tables, and what the first reading found of countries, positions and classes."""

    def __init__(self) -> None:
        self._agents, self._registry = Agents.load(), Registry.load()
        self._codes: dict[str, str] = {}  # ids of states
        self._states: dict[str, str] = {}  # names of states
        self._bodies: dict[str, str] = {}  # names of international bodies
        self._taken: set[str] = set()  # all names that the package has for states and organisations
        self._items: dict[str, _Item] = {}
        self._positions: set[str] = set()
        wanted = "name aliases demonyms capitals metonyms code wikidata"
        for name, aliases, demonyms, capitals, metonyms, code, its in rows("states.csv", wanted):
            names = [normalise(called) for called in (name, *cells(aliases))]
            others = (*cells(demonyms), *cells(capitals), *(seat.partition(":")[0] for seat in cells(metonyms)))
            self._taken.update(names, map(normalise, others))
            for known in names if code else ():
                self._states.setdefault(known, code)
            if its and code:
                self._codes.setdefault(its, code)
        for name, aliases, code in rows("groups.csv", "name aliases code"):
            names = [normalise(called) for called in (name, *cells(aliases))]
            self._taken.update(names)
            self._bodies.update(dict.fromkeys(names, code) if code in INTERNATIONAL else {})

    def add(self, entity: dict[str, Any]) -> None:
        """Keeps what others may need of an entity."""
        if _is_person(entity):
            self._positions.update(map(item_of, mains(entity, "P39")))
            return
        item = _Item(label_of(entity), targets(entity, "P17"), targets(entity, "P1001"), targets(entity, "P279"))
        self._items.setdefault(entity["id"], item)
        if code := self._country(entity, normalise(item.label) if item.label else ""):
            self._codes.setdefault(entity["id"], code)

    def _country(self, entity: dict[str, Any], name: str) -> str:
        """The code of a country: our tables' own for what they have, else ISO's alpha-3 (P298); empty for what is none."""
        three = [str(value_of(snak)) for snak in mains(entity, "P298")]
        if not three and not statements(entity, "P297"):
            return ""
        iso = next((c for c in three if len(c) == 3 and c.isascii() and c.isalpha() and c.isupper()), "")
        return self._states.get(name, iso)

    def rows_of(self, entity: dict[str, Any], skips: list[_Skip]) -> list[Row]:
        """The rows of a person or an organisation; none for what is neither. Why there are none, or fewer, goes to `skips`."""
        its, classes = entity["id"], targets(entity, "P31")
        try:
            if _is_person(entity):
                return self._person(entity, skips)
            if its in self._codes or its in self._positions or POSITIONS.intersection(classes) or not statements(entity, "P17"):
                return []
            return [self._organisation(entity, classes)]
        except _Skip as skip:
            skips.append(skip)
            return []

    def _code(self, its: str, depth: int = 2) -> str:
        """Code of an item that is a state or an international body, or belongs to one; empty when unknown."""
        item = self._items.get(its)
        if its in self._codes or item is None:
            return self._codes.get(its, "")
        body = self._bodies.get(normalise(item.label), "") if item.label else ""
        return body or (self._only(item.country or item.of, depth - 1) if depth else "")

    def _only(self, many: Iterable[str], depth: int = 2) -> str:
        """The one code of several items; empty when they differ."""
        codes = {code for its in many if (code := self._code(its, depth))}
        return codes.pop() if len(codes) == 1 else ""

    def _need(self, many: Iterable[str]) -> None:
        """_Skip when the file does not have all of the items."""
        if lacking := [its for its in many if its not in self._codes and its not in self._items]:
            raise _Skip("missing", f"{LACKS} {', '.join(lacking)}")

    def _named(self, label: str, on: int) -> set[str]:
        """Codes of the states and bodies in a position's label; of an ambassador those before "to"."""
        text = re.split(r"\bto\b", label)[0] if SENT.search(label) else label
        hits = self._registry.scan(WORD.findall(text), date(on // YEAR, on // 100 % 100, on % 100))
        return {meaning.code for _, _, meaning in hits if meaning.code and meaning.kind != "person"}

    def _sector(self, labels: Iterable[str], kinds: Sequence[str]) -> tuple[str, str]:
        """Sector and label of the first of the labels whose agent noun has one."""
        for label in labels:
            agent = self._agents.find(WORD.findall(CIVIL.sub(r"\1", label)))
            if agent is not None and agent.sector and agent.kind in kinds:
                return agent.sector, label
        return "", ""

    def _labels(self, many: Iterable[str]) -> list[str]:
        named = (self._items.get(its) for its in many if its not in POSITIONS)
        return [item.label for item in named if item is not None and item.label]

    def _called(self, entity: dict[str, Any], person: bool) -> tuple[str, tuple[str, ...]]:
        """Name and other names: none that the package has for a state or an organisation; of a person none of one word, of an
        organisation none that any state has ("Ministry of Defence")."""
        name = label_of(entity)
        if not name:
            raise _Skip("label", "no English name")
        if normalise(name) in self._taken:
            raise _Skip("known", "the package's own tables have a state or an organisation of this name")
        if not person and self._common(name):
            raise _Skip("common", "the name does not say of which country")
        kept = {normalise(name): name}
        for alias in aliases_of(entity):
            key = normalise(alias)
            unfit = len(key) < 2 or key in self._taken or "|" in alias or (" " not in key if person else self._common(alias))
            if not unfit and len(kept) <= NAMES:
                kept.setdefault(key, alias)
        return name, tuple(kept.values())[1:]

    def _common(self, name: str) -> bool:
        """True for the name of a state's body that names no state, and for what is an agent noun and no more."""
        words = WORD.findall(name)
        agent = self._agents.find(words)
        if agent is None or agent.start:
            return False
        return agent.end == len(words) or (agent.sector in OFFICES and not self._registry.scan(words, None))

    def _person(self, entity: dict[str, Any], skips: list[_Skip]) -> list[Row]:
        """A row for each dated position, and one for the nationality where they have other codes."""
        name, aliases = self._called(entity, person=True)
        home, died = self._only(targets(entity, "P27")), first_time(mains(entity, "P570"))
        held: dict[Row, None] = {}
        for statement in statements(entity, "P39"):
            try:
                code, sector, start, end, position = self._role(statement, home, died)
                held[Row(name, aliases, code, sector, start, end, "person", position, entity["id"])] = None
            except _Skip as skip:
                skips.append(skip)
        if not held and not skips:
            raise _Skip("position", "no position held (P39)")
        if home and any(row.code != home for row in held):
            held[Row(name, aliases, home, "", "", "", "person", "", entity["id"])] = None
        return list(held)

    def _role(self, statement: dict[str, Any], home: str, died: str) -> tuple[str, str, str, str, str]:
        item = self._items.get(its := item_of(statement.get("mainsnak")))
        if item is None or not item.label:
            raise _Skip("missing", f"{LACKS} {its}") if its else _Skip("position", "a position that is not known")
        start, end = _term(statement, item.label, died)
        code = self._acts_for(statement, item, day(start)) or home
        if not code:
            raise _Skip("country", f"no country for {item.label!r}")
        sector, _ = self._sector([item.label, *self._labels(item.classes)], ("person", "people", "body", "force"))
        if code in INTERNATIONAL:
            sector = sector if sector == "MIL" else ""  # bodies have no sector, except their soldiers
        elif not sector:
            self._need(item.classes)
            raise _Skip("sector", f"{item.label!r} names no sector")
        return code, sector, start, end, item.label

    def _acts_for(self, statement: dict[str, Any], item: _Item, on: int) -> str:
        """Whom the holder acts for: what the statement says, else the position's country or body, else its name."""
        for name in ("P642", "P1001", "P17"):
            if name == "P642" and SENT.search(item.label):
                continue
            if code := self._only(map(item_of, qualifiers(statement, name))):
                return code
        if code := self._only(item.country) or self._only(item.of):
            return code
        named = self._named(item.label, on)
        if not named:
            self._need((*item.country, *item.of))
        if len(named) > 1:
            raise _Skip("country", f"{item.label!r} may be of {' or '.join(sorted(named))}")
        return named.pop() if named else ""

    def _organisation(self, entity: dict[str, Any], classes: list[str]) -> Row:
        name, aliases = self._called(entity, person=False)
        countries = targets(entity, "P17")
        code, labels = self._only(countries), self._labels(classes)
        if not (code and labels):
            self._need((*countries, *classes))
        if not code:
            raise _Skip("country", f"has several countries, or none ({', '.join(countries)})")
        sector, label = self._sector(labels, ("people", "body", "force"))
        if not sector:
            raise _Skip("sector", f"no organisation with a sector ({', '.join(labels)})")
        start, end = first_time(mains(entity, "P571")), first_time(mains(entity, "P576"))
        if day(start) > day(end, last=True):
            raise _Skip("date", f"ends ({end}) before it begins ({start})")
        return Row(name, aliases, code, sector, start, end, KINDS.get(sector, "organisation"), label, entity["id"])


def _term(statement: dict[str, Any], label: str, died: str) -> tuple[str, str]:
    """First and last day of a position as date cells; the last is empty while it is held."""
    start = first_time(qualifiers(statement, "P580"))
    if not start:
        raise _Skip("date", f"no first day for {label!r}")
    ends = [snak for snak in qualifiers(statement, "P582") if as_dict(snak).get("snaktype") != "novalue"]
    end = first_time(ends)
    if ends and not end:
        raise _Skip("date", f"the last day of {label!r} is not known")
    end = end or died
    if day(start) > day(end, last=True):
        raise _Skip("date", f"{label!r} ends ({end}) before it begins ({start})")
    return start, end
