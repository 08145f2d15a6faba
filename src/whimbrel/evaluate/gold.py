"""Gold reports with their claims, and what the coder makes of the same reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from whimbrel.claims.render import Scale, to_json
from whimbrel.errors import InputError
from whimbrel.ingest.dates import parse_date
from whimbrel.records import Coded, Problem, Report

Row = Mapping[str, Any]
"""A claim with the names of the claim JSON, gold or predicted; only `event` and one of `evidence` and `trigger` must be there."""


class Coding(Protocol):
    """What evaluation asks of a coder."""

    def code_many(self, reports: Iterable[Report], workers: int = 1) -> Iterator[Coded]: ...


@dataclass(frozen=True, slots=True)
class Predictions:
    """Claims by report id, and what could not be done on the way."""

    claims: dict[str, tuple[Row, ...]]
    problems: tuple[Problem, ...] = ()


def load_claims(path: str) -> dict[str, tuple[Row, ...]]:
    """Claims by report id from a file with one report a line (`id`, `claims`) or one claim a line (`report`).

    InputError, with the line, when the file cannot be read or a line has neither shape.
    """
    found: dict[str, list[Row]] = {}
    for number, row in _rows(path):
        if "claims" in row and "id" in row:
            found[row["id"]] = list(row["claims"])
        elif "report" in row:
            found.setdefault(row["report"], []).append(row)
        else:
            raise InputError(f"{path}, line {number}: neither a report with `claims` nor a claim with `report`")
    _check(path, found)
    return {report: tuple(claims) for report, claims in found.items()}


def load_reports(path: str) -> tuple[Report, ...]:
    """The reports of a gold file, to be coded. InputError when a line has no `text` or a date that cannot be read."""
    return tuple(_report(path, number, row) for number, row in _rows(path))


def predict(reports: Iterable[Report], coder: Coding, workers: int = 1, scale: Scale | None = None) -> Predictions:
    """What `coder` makes of the reports, in the claim JSON; the coder never sees a gold claim."""
    claims: dict[str, tuple[Row, ...]] = {}
    problems: list[Problem] = []
    for coded in coder.code_many(reports, workers=workers):
        claims[coded.report.id] = tuple(to_json(claim, coded.report, scale) for claim in coded.claims)
        problems += coded.problems
    return Predictions(claims, tuple(problems))


def _report(path: str, number: int, row: Row) -> Report:
    if not isinstance(row.get("text"), str) or "id" not in row:
        raise InputError(f"{path}, line {number}: a gold report needs `id` and `text`")
    try:
        published = parse_date(row["published"]) if row.get("published") else None
    except (ValueError, AttributeError) as error:
        raise InputError(f"{path}, line {number}: `published`: {error}") from None
    return Report(row["id"], row["text"], row.get("title"), row.get("url"), row.get("source"), published)


def _rows(path: str) -> Iterator[tuple[int, Row]]:
    try:
        with open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, _row(path, number, line)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a UTF-8 text file") from None


def _row(path: str, number: int, line: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise InputError(f"{path}, line {number}: not a JSON object")
    return row


def _check(path: str, found: Mapping[str, list[Row]]) -> None:
    if not found:
        raise InputError(f"{path}: holds no reports")
    for report, claims in found.items():
        for claim in claims:
            if not isinstance(claim, dict) or "event" not in claim or not (claim.get("evidence") or claim.get("trigger")):
                raise InputError(f"{path}: a claim of report {report} lacks `event`, or both `evidence` and `trigger`")
