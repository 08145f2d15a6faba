"""Gold reports with their claims, and what the coder makes of the same reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Required, TypedDict

import msgspec

from whimbrel.claims.render import Scale, to_json
from whimbrel.errors import InputError
from whimbrel.ingest.dates import parse_date
from whimbrel.records import Coded, Problem, Report

Row = Mapping[str, Any]
"""A claim with the names of the claim JSON, gold or predicted; only `event` and one of `evidence` and `trigger` must be there."""


class _Stretch(TypedDict):
    start: int
    end: int


class _Party(TypedDict, total=False):
    code: str | None
    sector: str | None


class _Spot(TypedDict, total=False):
    name: str | None
    text: str | None


class _Scored(TypedDict, total=False):
    """What scoring reads of a claim; other keys may hold anything."""

    event: Required[str]
    mode: list[str] | None
    context: list[str] | None
    auxiliary: list[str] | None
    actor: list[_Party] | None
    recipient: list[_Party] | None
    speaker: list[_Party] | None
    date: str | None
    date_precision: str | None
    place: _Spot | None
    quantities: list[dict[str, Any]] | None
    evidence: _Stretch | None
    trigger: _Stretch | None


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

    InputError, with the line, when the file cannot be read, a line has neither shape or a claim cannot be scored.
    """
    found: dict[str, list[Row]] = {}
    for number, row in _rows(path):
        where = f"{path}, line {number}"
        if "claims" in row and "id" in row:
            _check(where, "id", row["id"], row["claims"])
            found[row["id"]] = row["claims"]
        elif "report" in row:
            _check(where, "report", row["report"], [row])
            found.setdefault(row["report"], []).append(row)
        else:
            raise InputError(f"{where}: neither a report with `claims` nor a claim with `report`")
    if not found:
        raise InputError(f"{path}: holds no reports")
    return {report: tuple(claims) for report, claims in found.items()}


def load_reports(path: str) -> tuple[Report, ...]:
    """The reports of a gold file, to be coded. InputError when a line has no `id` or `text`, or a date that cannot be
    read."""
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
    if not isinstance(row.get("text"), str) or not isinstance(row.get("id"), str):
        raise InputError(f"{path}, line {number}: a gold report needs `id` and `text`, both strings")
    if wrong := [key for key in ("title", "url", "source") if not isinstance(row.get(key), str | None)]:
        raise InputError(f"{path}, line {number}: `{wrong[0]}` is not a string")
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


def _check(where: str, key: str, report: object, claims: object) -> None:
    """InputError unless `report` (the value of `key`) is an id and `claims` are claims that can be scored."""
    if not isinstance(report, str):
        raise InputError(f"{where}: `{key}` is not a string")
    if not isinstance(claims, list):
        raise InputError(f"{where}: `claims` is not a list")
    for claim in claims:
        try:
            scored = msgspec.convert(claim, _Scored)
        except msgspec.ValidationError as error:
            raise InputError(f"{where}: a claim of report {report} cannot be scored: {error}") from None
        if not (scored.get("evidence") or scored.get("trigger")):
            raise InputError(f"{where}: a claim of report {report} lacks both `evidence` and `trigger`")
