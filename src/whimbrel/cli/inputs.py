"""What the commands that read reports share: their options, and the account of what could not be done."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from whimbrel.cli.output import open_output
from whimbrel.errors import UsageError
from whimbrel.ingest.dates import parse_date
from whimbrel.ingest.readers import NOT_CODED, Defaults, count_reports, read_sources, sources
from whimbrel.records import Problem, Report

_COSTS_THE_REPORT = NOT_CODED | {"failed"}


def add_report_options(parser: argparse.ArgumentParser) -> None:
    """PATH and the facts that hold for every report which does not say otherwise."""
    what = "text file, folder, JSON Lines file (.jsonl, .ndjson), or - for standard input"
    parser.add_argument("paths", nargs="+", metavar="PATH", help=what)
    parser.add_argument("--published", metavar="DATE", help="date of publication of reports that state none, e.g. 2024-03-05")
    parser.add_argument("--title", help="title of reports that state none")
    parser.add_argument("--url", help="address of reports that state none")
    parser.add_argument("--publisher", help="publisher of reports that state none")


def add_coder_options(parser: argparse.ArgumentParser) -> None:
    """What changes how a report is coded, and how fast."""
    add_table_options(parser)
    parser.add_argument("--workers", type=_workers, default=1, metavar="N", help="processes that code at the same time (1)")


def add_table_options(parser: argparse.ArgumentParser) -> None:
    """What changes how a report is coded: tables and weights on top of, or instead of, the package's."""
    parser.add_argument("--actors", type=_file, metavar="FILE", help="CSV file of your own actors, on top of the bundled ones")
    parser.add_argument("--ontology", type=_folder, metavar="DIR", help="folder of your own categories and frames, likewise")
    parser.add_argument("--model", type=_folder, metavar="DIR", help="folder of other weights than the bundled ones")


def add_result_options(parser: argparse.ArgumentParser) -> None:
    """Where results and the account of problems go."""
    parser.add_argument("--output", metavar="FILE", help="write to FILE, which appears when it is whole (standard output)")
    parser.add_argument("--problems", metavar="FILE", help="write what could not be done to FILE, one JSON object a line")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when any report had a problem")


def defaults(options: argparse.Namespace) -> Defaults:
    """UsageError when --published cannot be read."""
    try:
        published = parse_date(options.published) if options.published is not None else None
    except ValueError as error:
        raise UsageError(f"--published: {error}") from None
    return Defaults(published, options.title, options.url, options.publisher)


class Intake:
    """The reports to code; keeps the account of problems on the way. InputError at once when a path is not there.

    `results` are the files that the run writes; they are not read, should they lie in a folder of `paths`.
    """

    def __init__(self, paths: Iterable[str], assumed: Defaults, results: Iterable[str | None] = ()) -> None:
        self._sources = sources(list(paths), [result for result in results if result is not None])
        self._assumed = assumed
        self._problems: list[Problem] = []
        self._seen = 0

    @property
    def total(self) -> int | None:
        """How many reports there are at most; None when that cannot be known."""
        return count_reports(self._sources)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems)

    def reports(self) -> Iterator[Report]:
        """Each report in turn; what cannot be read is noted."""
        for item in read_sources(self._sources, self._assumed):
            if isinstance(item, Problem):
                self._problems.append(item)
                continue
            self._seen += 1
            yield item

    def note(self, problems: Iterable[Problem]) -> None:
        self._problems += problems

    def account(self, problems_file: str | None) -> None:
        """Says on standard error, a line for each kind, what could not be done, and writes the details to `problems_file`."""
        say_problems(self._problems, self._seen)
        if problems_file is not None:
            with open_output(problems_file) as sink:
                sink.write("".join(f"{problem_json(problem)}\n" for problem in self._problems))


def say_problems(problems: Iterable[Problem], seen: int) -> None:
    """`problem_lines` on standard error."""
    for line in problem_lines(problems, seen):
        print(f"whimbrel: {line}", file=sys.stderr)


def problem_lines(problems: Iterable[Problem], seen: int) -> list[str]:
    """One line for each code of problem, those that cost a report first: how many of the `seen` reports, and the first of them."""
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(problem.code, []).append(problem)
    codes = sorted(kinds, key=lambda code: (code not in _COSTS_THE_REPORT, code))
    return [_undated_line(kinds[code], seen) if code == "undated" else _kind_line(code, kinds[code]) for code in codes]


def _kind_line(code: str, problems: list[Problem]) -> str:
    first = problems[0]
    number = len({problem.report for problem in problems})
    reports = "1 report" if number == 1 else f"{number:,} reports"
    verdict = "not coded" if code in _COSTS_THE_REPORT else "coded with a warning"
    more = f"; and {number - 1:,} more" if number > 1 else ""
    return f"{reports} {verdict}: {code} ({first.report}: {first.message}{more})"


def _undated_line(problems: list[Problem], seen: int) -> str:
    """Why relative dates stay open, and what to do, once for the whole run."""
    undated = len({problem.report for problem in problems})
    which = "the report has" if undated == seen == 1 else f"{undated:,} of {seen:,} reports have"
    return f'{which} no publication date: words like "Tuesday" stay without a date (--published DATE gives one)'


def problem_json(problem: Problem) -> str:
    """One problem as a JSON object; `start` and `end` are null when it is about the whole report."""
    span = problem.span
    row = {
        "report": problem.report,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "stage": problem.stage,
        "code": problem.code,
        "message": problem.message,
    }
    return json.dumps(row, ensure_ascii=False)


def _file(text: str) -> Path:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"{text}: no such file")
    return Path(text)


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text}: no such folder")
    return Path(text)


def _workers(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes (1, 2, …)")
    return number
