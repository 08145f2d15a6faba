"""`whimbrel actors`: who a name is on a day, a check of your own table, and a table made from an extract of Wikidata."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from whimbrel.cli.inputs import problem_json
from whimbrel.cli.output import open_output
from whimbrel.cli.table import columns, plain
from whimbrel.errors import DataError, InputError, UsageError
from whimbrel.ingest.dates import parse_date

if TYPE_CHECKING:
    from whimbrel.actors.find import Finder, Found
    from whimbrel.records import Problem

FORMATS = ("table", "jsonl")
HEADER = ("name", "on", "code", "sector", "sure", "entity", "why")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command with its parts to the parser."""
    parser = commands.add_parser("actors", help="look names up; check or make a table of your own actors")
    parts = parser.add_subparsers(title="parts", metavar="PART", required=True)
    find = parts.add_parser("find", help="who a name is on a day", description="Says who each name is on a day.")
    find.add_argument("names", nargs="*", metavar="NAME", help="a name or description, e.g. 'Nigerian union leaders'")
    find.add_argument("--file", metavar="FILE", help="CSV file of names: column name and, if wanted, on (a date)")
    find.add_argument("--on", metavar="DATE", help="the day on which it is asked, e.g. 2003-05-01 (the last known role counts)")
    find.add_argument("--actors", type=Path, metavar="FILE", help="CSV file of your own actors, on top of the bundled ones")
    find.add_argument("--format", choices=FORMATS, default="table", help="how answers are written (table)")
    find.add_argument("--output", metavar="FILE", help="write to FILE, which appears when it is whole (standard output)")
    find.set_defaults(run=run_find)
    check = parts.add_parser("check", help="check a table of your own actors", description="Checks a table of your own actors.")
    check.add_argument("table", type=Path, metavar="FILE.csv", help="columns name, aliases, code, sector, from, to")
    check.set_defaults(run=run_check)
    what = "Makes a table of your own actors from an extract of Wikidata."
    update = parts.add_parser("update", help="make a table of your own actors from Wikidata", description=what)
    update.add_argument("--wikidata", type=Path, required=True, metavar="FILE", help="entities as JSON, one a line, plain or gzip")
    update.add_argument("--output", metavar="FILE", help="write to FILE, which appears when it is whole (standard output)")
    update.add_argument("--problems", metavar="FILE", help="write what gave no row to FILE, one JSON object a line")
    update.set_defaults(run=run_update)


def run_find(options: argparse.Namespace) -> int:
    """Always 0: a name that is not understood has a row that says so. UsageError without names, or with a day that is none."""
    if bool(options.names) == (options.file is not None):
        raise UsageError("give names or --file, one of the two (see whimbrel actors find --help)")
    on = _day(options.on, "--on") if options.on is not None else None
    asked = read_names(Path(options.file), on) if options.file is not None else [(name, on) for name in options.names]
    finder = load_finder(options.actors)
    found = (finder.find(name, day) for name, day in asked)
    with open_output(options.output) as sink:
        for line in json_lines(found) if options.format == "jsonl" else table_lines(list(found)):
            sink.write(f"{line}\n")
    return 0


def run_check(options: argparse.Namespace) -> int:
    """0, and a line that says what the table holds; DataError with file and line at the first mistake."""
    with open_output(None) as sink:
        sink.write(f"{holds(options.table)}\n")
    return 0


def run_update(options: argparse.Namespace) -> int:
    """0, and on standard error what the table holds and what gave no row. InputError when the file cannot be read or gives no rows:
    an old table then stays as it was."""
    from whimbrel.actors.wikidata import convert, table

    _apart(options)
    with open_output(options.output) as sink:
        done = convert(options.wikidata)
        if options.problems is not None:
            with open_output(options.problems) as problems:
                problems.write("".join(f"{problem_json(problem)}\n" for problem in done.problems))
        if not done.rows:
            why = "; ".join(_skipped(done.problems)) or "neither people with positions (P39) nor organisations with a country (P17)"
            raise InputError(f"{options.wikidata}: no rows from {_count(done.seen, 'item')}: {why}")
        sink.write(table(done.rows))
    account = f"{_count(len(done.rows), 'row')} of {_count(done.used, 'actor')}, from {_count(done.seen, 'item')}"
    for line in (account, *_skipped(done.problems)):
        print(f"whimbrel: {line}", file=sys.stderr)
    return 0


def _apart(options: argparse.Namespace) -> None:
    """UsageError when two of the files are one, which would be lost."""
    named = [str(options.wikidata), options.output or "-", options.problems or ""]
    paths = [name if name in ("", "-") else str(Path(name).resolve()) for name in named]
    for i, option in ((1, "--output"), (2, "--problems")):
        if paths[i] in paths[:i]:
            raise UsageError(f"{option} {named[i]}: this file has another use; name another")


def _skipped(problems: Iterable[Problem]) -> list[str]:
    """One line for each code of problem: how many, and the first."""
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(problem.code, []).append(problem)
    shown = ((code, its, plain(f"{its[0].report}: {its[0].message}")) for code, its in sorted(kinds.items()))
    return [f"{len(its):,} skipped: {code} ({first}{'; …' if len(its) > 1 else ''})" for code, its, first in shown]


def load_finder(extra: Path | None) -> Finder:
    """The finder with the bundled registry and the user's file; imported here so that --help does not wait for the tables."""
    from whimbrel.actors.agents import Agents
    from whimbrel.actors.find import Finder, known_names
    from whimbrel.actors.registry import Registry
    from whimbrel.segment.tokens import tokenize

    return Finder(Registry.load(extra), Agents.load(), lambda text: tokenize(text).words, known_names(extra))


def read_names(path: Path, on: date | None) -> list[tuple[str, date | None]]:
    """Names and days of a CSV file; a row without a day has `on`. InputError when the file cannot be read, DataError with its line
    when a column or a day is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: {error}") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    asked = []
    try:
        if "name" not in (reader.fieldnames or ()):
            raise DataError(f"{path} line 1: no column name; start it with name or name,on")
        for row in reader:
            where = f"{path} line {reader.line_num}"
            if None in row:
                raise DataError(f"{where}: more cells than columns; put a name with a comma between double quotes")
            day = row.get("on", "").strip()
            asked.append((row["name"], _day(day, where) if day else on))
    except csv.Error as error:
        raise DataError(f"{path} line {reader.line_num}: {error}") from error
    return asked


def _day(text: str, where: str) -> date:
    try:
        return parse_date(text)
    except ValueError as error:
        raise UsageError(f"{where}: {error}") from None


def json_lines(many: Iterable[Found]) -> Iterator[str]:
    """One JSON object a name."""
    for found in many:
        row = asdict(found) | {"on": found.on.isoformat() if found.on else None}
        yield json.dumps(row, ensure_ascii=False)


def table_lines(many: list[Found]) -> Iterator[str]:
    """Aligned columns under a header, one line a name; "-" where there is nothing."""
    rows = [HEADER, *(_cells(found) for found in many)]
    widths = [max(columns(row[i]) for row in rows) for i in range(len(HEADER) - 1)]
    for row in rows:
        padded = (cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=False))
        yield "  ".join([*padded, row[-1]])


def _cells(found: Found) -> tuple[str, ...]:
    on = found.on.isoformat() if found.on else ""
    shown = (found.name, on, found.code, found.sector, f"{found.confidence:.2f}", found.entity, found.why)
    return tuple(plain(cell or "") or "-" for cell in shown)


def holds(path: Path) -> str:
    """One line: rows, names and codes of a user's table, and which codes no bundled table has. Errors as `Registry.load`."""
    from whimbrel.actors.tables import INTERNATIONAL, extra_senses, rows

    senses = extra_senses(path)
    if not senses:
        return f"{path}: no rows"
    ours = {code for _, code in rows("states.csv", "entity code")} | set(INTERNATIONAL)
    codes = Counter(sense.code for sense, _ in senses if sense.code)
    strange = sorted(set(codes) - ours)
    actors, names = len({sense.name for sense, _ in senses}), len({name for _, its in senses for name in its})
    said = f"{path}: {_count(len(senses), 'row')}, {_count(actors, 'actor')}, {_count(names, 'name')}"
    said += f"; codes {', '.join(f'{code} {n}' for code, n in sorted(codes.items()))}" if codes else "; no codes"
    return f"{said}; not in the bundled tables: {', '.join(strange)}" if strange else said


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
