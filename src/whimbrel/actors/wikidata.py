"""Rows of a user's own table of actors (`tables.extra_senses`) from an extract of Wikidata.

The extract is read twice, an entity at a time: first the countries, positions and classes that others refer to, of which a few
words each are kept in memory, then the people with dated positions (P39) and the organisations with a country (P17).
Nothing is guessed: a position without a first day, a country or a sector gives no row, and what is skipped is said.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from whimbrel.actors.agents import OFFICES, Agents
from whimbrel.actors.registry import Registry
from whimbrel.actors.tables import INTERNATIONAL, YEAR, cells, day, normalise, rows
from whimbrel.errors import InputError
from whimbrel.records import Problem

HUMAN = "Q5"
POSITIONS = frozenset({"Q4164871", "Q294414"})  # "position" and "public office": no organisation, and no word for a sector
ITEM = re.compile(r"Q[1-9]\d{0,17}")
TIME = re.compile(r"\+0*(\d{1,4})-(\d\d)-(\d\d)T")
WORD = re.compile(r"[\w'’.]+|[^\w\s]")
LANGUAGES = ("en", "mul", "en-gb")  # "mul" is where Wikidata keeps a name that is the same in all languages
YEARS, MONTHS, DAYS = 9, 10, 11  # Wikidata's precisions of a time
LONGEST = 32 << 20  # bytes of a line: several times the largest entities
NAME, NAMES = 200, 100  # characters of a name, other names of one actor: no cell outgrows what a CSV reader takes
CIVIL = re.compile(r"\b(secretary|director|auditor|surgeon|comptroller)[- ]general\b", re.I)  # this "general" is no soldier
# Who is sent: what stands after "to", and in "of" (P642), is to whom.
SENT = re.compile(r"\b(ambassador|envoy|consul|high commissioner|representative)\b", re.I)
FORMER, LACKS = "former ", "the file does not name"
COLUMNS = ("name", "aliases", "code", "sector", "from", "to", "position", "wikidata")


class Row(NamedTuple):
    """A row of the table. `position` (a person's position, an organisation's class) and `wikidata` say where it comes from, and are
    not read when the table is used."""

    name: str
    aliases: tuple[str, ...]
    code: str
    sector: str
    start: str
    end: str
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
    for entity in _entities(path, longest, problems):
        known.add(entity)
    people, bodies = list[Row](), list[Row]()
    ids: set[str] = set()
    for entity in _entities(path, longest, []):
        its = entity["id"]
        if its in ids:
            problems.append(_problem(its, "twice", "is in the file twice; the first counts"))
            continue
        ids.add(its)
        skips: list[_Skip] = []
        found = people if _is_person(entity) else bodies
        found += known.rows_of(entity, skips)
        problems += [_problem(its, skip.code, f"{_label(entity) or 'no name'}: {skip.message}") for skip in skips]
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
    """By name. Of one name the row that counts most comes first, for of several that hold on a day the table's first is taken: an
    office before a seat in parliament, before the times without either; then the later one."""
    rank = 2 if row.position.startswith(FORMER) or not row.position else int(row.sector == "LEG")
    return normalise(row.name), rank, -day(row.start), int(row.wikidata[1:]), row


def _unshared(bodies: list[Row], problems: list[Problem]) -> list[Row]:
    """Without the names that organisations of several countries have ("Labour Party")."""
    codes: dict[str, set[str]] = {}
    for row in bodies:
        for name in (row.name, *row.aliases):
            codes.setdefault(normalise(name), set()).add(row.code)
    kept = []
    for row in bodies:
        if len(codes[normalise(row.name)]) > 1:
            problems.append(_problem(row.wikidata, "shared", f"{row.name}: organisations of several countries have this name"))
        else:
            kept.append(row._replace(aliases=tuple(alias for alias in row.aliases if len(codes[normalise(alias)]) == 1)))
    return kept


# -------------------------------------------------------------------- reading


def _problem(report: str, code: str, message: str) -> Problem:
    return Problem(report, None, "wikidata", code, message)


def _entities(path: Path, longest: int, problems: list[Problem]) -> Iterator[dict[str, Any]]:
    """The items of the file, in order; what is no entity goes to `problems`. Properties and lexemes are passed over."""
    for number, line in _lines(path, longest, problems):
        text = line.strip().removeprefix(b"\xef\xbb\xbf").rstrip(b",").strip()
        if text in (b"", b"[", b"]"):
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            problems.append(_problem(path.name, "json", f"line {number}: not JSON: {error}"))
            continue
        inside = _dict(value).get("entities", value)  # the API answers {"entities": {"Q42": {…}}}
        for entity in inside.values() if isinstance(inside, dict) and inside is not value else [value]:
            its = _dict(entity).get("id")
            if not isinstance(its, str):
                problems.append(_problem(path.name, "item", f"line {number}: no entity (a JSON object with an id like Q42)"))
            elif ITEM.fullmatch(its):
                yield entity


def _lines(path: Path, longest: int, problems: list[Problem]) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers; of a line that is too long no more than `longest` bytes are ever in memory."""
    number = 0
    try:
        with path.open("rb") as raw:
            lines = gzip.GzipFile(fileobj=raw) if raw.peek(2)[:2] == b"\x1f\x8b" else raw
            while line := lines.readline(longest + 1):
                number += 1
                if len(line) <= longest or line.endswith(b"\n"):
                    yield number, line
                    continue
                problems.append(_problem(path.name, "long", f"line {number}: over {longest:,} bytes"))
                while line and not line.endswith(b"\n"):
                    line = lines.readline(longest)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        problems.append(_problem(path.name, "gzip", f"after line {number}: the rest is damaged: {error}"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}  # an empty object is [] in dumps


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _clean(value: object) -> str:
    """A name on one line without control characters; empty when it is none or too long for one."""
    text = "".join(c for c in " ".join(value.split()) if c.isprintable()) if isinstance(value, str) else ""
    return text.strip() if len(text) <= NAME and normalise(text) else ""


def _label(entity: dict[str, Any]) -> str:
    labels = _dict(entity.get("labels"))
    return next((text for lang in LANGUAGES if (text := _clean(_dict(labels.get(lang)).get("value")))), "")


def _aliases(entity: dict[str, Any]) -> list[str]:
    many = _dict(entity.get("aliases"))
    return [text for lang in LANGUAGES for one in _list(many.get(lang)) if (text := _clean(_dict(one).get("value")))]


def _statements(entity: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The statements of a property that are not deprecated."""
    many = (_dict(one) for one in _list(_dict(entity.get("claims")).get(name)))
    return [one for one in many if one.get("rank") != "deprecated"]


def _value(snak: object) -> Any:
    return _dict(_dict(snak).get("datavalue")).get("value") if _dict(snak).get("snaktype", "value") == "value" else None


def _id(snak: object) -> str:
    its = _dict(_value(snak)).get("id")
    return its if isinstance(its, str) else ""


def _targets(entity: dict[str, Any], name: str) -> list[str]:
    """The items that the statements point to, the preferred ones alone where there are any."""
    many = _statements(entity, name)
    best = [one for one in many if one.get("rank") == "preferred"]
    return [its for one in best or many if (its := _id(one.get("mainsnak")))]


def _is_person(entity: dict[str, Any]) -> bool:
    return HUMAN in _targets(entity, "P31")


def _mains(entity: dict[str, Any], name: str) -> list[Any]:
    return [one.get("mainsnak") for one in _statements(entity, name)]


def _qualifiers(statement: dict[str, Any], name: str) -> list[Any]:
    return _list(_dict(statement.get("qualifiers")).get(name))


def _first(snaks: Iterable[object]) -> str:
    """The first of the times that can be written as a date cell; empty when none can."""
    return next((cell for snak in snaks if (cell := _cell(snak))), "")


def _cell(snak: object) -> str:
    """A time as a date cell; empty where it is none, or known to no better than a decade."""
    value = _dict(_value(snak))
    precision, found = value.get("precision"), TIME.match(str(value.get("time")))
    if found is None or not isinstance(precision, int) or precision < YEARS:
        return ""
    parts = [found[1].zfill(4), found[2], found[3]][: min(precision, DAYS) - YEARS + 1]
    cell = "-".join(parts[: parts.index("00")] if "00" in parts else parts)
    try:
        return cell if day(cell) >= YEAR else ""
    except ValueError:
        return ""


def _shift(cell: str, by: int) -> str:
    """The day, month or year before (-1) or after (1) a date cell; empty outside the calendar."""
    parts = [int(part) for part in cell.split("-")]
    try:
        if len(parts) == 3:
            return (date(parts[0], parts[1], parts[2]) + timedelta(days=by)).isoformat()
    except OverflowError:
        return ""
    months = parts[0] * 12 + (parts[1] - 1 + by if len(parts) == 2 else by * 12)
    year = f"{months // 12:04}" if 12 <= months < 120_000 else ""
    return f"{year}-{months % 12 + 1:02}" if year and len(parts) == 2 else year


# -------------------------------------------------------------------- what is known


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
            self._positions.update(map(_id, _mains(entity, "P39")))
            return
        item = _Item(_label(entity), _targets(entity, "P17"), _targets(entity, "P1001"), _targets(entity, "P279"))
        self._items.setdefault(entity["id"], item)
        if code := self._country(entity, normalise(item.label) if item.label else ""):
            self._codes.setdefault(entity["id"], code)

    def _country(self, entity: dict[str, Any], name: str) -> str:
        """The code of a country: our tables' own for what they have, else ISO's alpha-3 (P298); empty for what is none."""
        three = [str(_value(snak)) for snak in _mains(entity, "P298")]
        if not three and not _statements(entity, "P297"):
            return ""
        iso = next((c for c in three if len(c) == 3 and c.isascii() and c.isalpha() and c.isupper()), "")
        return self._states.get(name, iso)

    def rows_of(self, entity: dict[str, Any], skips: list[_Skip]) -> list[Row]:
        """The rows of a person or an organisation; none for what is neither. Why there are none, or fewer, goes to `skips`."""
        its, classes = entity["id"], _targets(entity, "P31")
        try:
            if _is_person(entity):
                return self._person(entity, skips)
            if its in self._codes or its in self._positions or POSITIONS.intersection(classes) or not _statements(entity, "P17"):
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
        name = _label(entity)
        if not name:
            raise _Skip("label", "no English name")
        if normalise(name) in self._taken:
            raise _Skip("known", "the package's own tables have a state or an organisation of this name")
        if not person and self._common(name):
            raise _Skip("common", "the name does not say of which country")
        kept = {normalise(name): name}
        for alias in _aliases(entity):
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
        """A row for each dated position, and for the times without one: no sector before the first, ELI after it."""
        name, aliases = self._called(entity, person=True)
        home, died = self._only(_targets(entity, "P27")), _first(_mains(entity, "P570"))
        held: dict[Row, None] = {}
        undated = False
        for statement in _statements(entity, "P39"):
            try:
                code, sector, start, end, position = self._role(statement, home, died)
                held[Row(name, aliases, code, sector, start, end, position, entity["id"])] = None
            except _Skip as skip:
                skips.append(skip)
                undated = undated or skip.code in ("date", "missing")
        if not held and not skips:
            raise _Skip("position", "no position held (P39)")
        return [*held, *_between(list(held), home, "" if undated else "ELI")]

    def _role(self, statement: dict[str, Any], home: str, died: str) -> tuple[str, str, str, str, str]:
        item = self._items.get(its := _id(statement.get("mainsnak")))
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
            if code := self._only(map(_id, _qualifiers(statement, name))):
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
        countries = _targets(entity, "P17")
        code, labels = self._only(countries), self._labels(classes)
        if not (code and labels):
            self._need((*countries, *classes))
        if not code:
            raise _Skip("country", f"has several countries, or none ({', '.join(countries)})")
        sector, label = self._sector(labels, ("people", "body", "force"))
        if not sector:
            raise _Skip("sector", f"no organisation with a sector ({', '.join(labels)})")
        start, end = _first(_mains(entity, "P571")), _first(_mains(entity, "P576"))
        if day(start) > day(end, last=True):
            raise _Skip("date", f"ends ({end}) before it begins ({start})")
        return Row(name, aliases, code, sector, start, end, label, entity["id"])


def _term(statement: dict[str, Any], label: str, died: str) -> tuple[str, str]:
    """First and last day of a position as date cells; the last is empty while it is held."""
    start = _first(_qualifiers(statement, "P580"))
    if not start:
        raise _Skip("date", f"no first day for {label!r}")
    ends = [snak for snak in _qualifiers(statement, "P582") if _dict(snak).get("snaktype") != "novalue"]
    end = _first(ends)
    if ends and not end:
        raise _Skip("date", f"the last day of {label!r} is not known")
    end = end or died
    if day(start) > day(end, last=True):
        raise _Skip("date", f"{label!r} ends ({end}) before it begins ({start})")
    return start, end


def _between(held: list[Row], home: str, later: str) -> Iterator[Row]:
    """Rows for the times without a position, on which the nearest would count else: before the first without a sector, between and
    after them with the sector `later`."""
    code = home or next((row.code for row in held if row.code not in INTERNATIONAL), "")
    reached, last = "", None
    for row in sorted(held, key=lambda row: (day(row.start), day(row.end, last=True), row)):
        before = _shift(row.start, -1)
        after = _shift(reached, 1) if reached else ""
        if before and (last is None or (after and day(after) < day(row.start))):
            former = f"{FORMER}{last.position}" if last else ""
            yield row._replace(code=code, sector=later if last else "", start=after, end=before, position=former)
        if last is None or day(row.end, last=True) >= day(reached, last=True):
            reached, last = row.end, row
    if last is not None and reached and (after := _shift(reached, 1)):
        yield last._replace(code=code, sector=later, start=after, end="", position=f"{FORMER}{last.position}")
