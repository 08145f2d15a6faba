"""From paths to reports: text files, folders, standard input, JSON Lines. What cannot be read is a Problem and costs no other."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import IO, Any

from whimbrel.errors import InputError
from whimbrel.ingest.clean import Decoded, decode, is_binary, without_surrogates
from whimbrel.ingest.dates import parse_date
from whimbrel.records import Problem, Report

STDIN = "-"
NOT_CODED = frozenset({"binary", "empty", "json", "text", "unreadable", "language"})
"""Codes of the Problems that stand for a report that is not coded; with the others the report is coded all the same."""

_JSON_LINES = (".jsonl", ".ndjson")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # UTF-16 and UTF-32: lines cannot be cut at the byte 0A


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every report that does not say otherwise itself."""

    published: date | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read (or standard input, path "-") and the id its reports are named after."""

    path: str
    name: str

    @property
    def is_lines(self) -> bool:
        return self.path.lower().endswith(_JSON_LINES)


def sources(paths: Sequence[str], results: Collection[str] = ()) -> list[Source]:
    """The files behind `paths`, in reading order: as given, folders sorted and with all they contain, hidden files left out.

    `results` are the files that this run writes: those of an earlier run are no reports, should they lie in one of the folders.
    InputError when a path does not exist or a folder holds no file: nothing has been read by then.
    """
    found: list[Source] = []
    written = {os.path.realpath(result) for result in results}
    for path in paths:
        if path == STDIN:
            found.append(Source(STDIN, "stdin"))
        elif os.path.isdir(path):
            found += _folder(path, written)
        elif os.path.exists(path):
            found.append(Source(path, _readable(Path(path).stem)))
        else:
            raise InputError(f"{_readable(path)}: no such file or folder")
    return found


def read(paths: Sequence[str], defaults: Defaults) -> Iterator[Report | Problem]:
    """Every report of `paths` in reading order, and between them a Problem for each thing that was not as it should be.

    A Problem about a report comes before it. `Report.text` is exactly what the bytes say (line ends too). Ids are JSONL ids or file
    names without suffix, made unique by "-2", "-3" …. Raises InputError at once, before the first item, as `sources` does.
    """
    return read_sources(sources(paths), defaults)


def read_sources(found: Iterable[Source], defaults: Defaults) -> Iterator[Report | Problem]:
    """The same for files that `sources` has listed."""
    ids = _Ids()
    for source in found:
        try:
            if source.path == STDIN:
                yield from _read_stdin(source, defaults, ids)
            elif source.is_lines:
                with open(source.path, "rb") as stream:
                    yield from _read_lines(source, stream, defaults, ids)
            else:
                yield from _read_text(source, Path(source.path).read_bytes(), defaults, ids)
        except OSError as error:
            yield _problem(source.name, "unreadable", f"{_readable(source.path)} cannot be read: {error.strerror or error}")


def count_reports(found: Iterable[Source]) -> int | None:
    """How many reports the files hold at most (lines are counted, not read); None when standard input is among them."""
    total = 0
    for source in found:
        if source.path == STDIN or not os.path.isfile(source.path):
            return None
        total += _count_lines(source.path) if source.is_lines else 1
    return total


def _count_lines(path: str) -> int:
    try:
        with open(path, "rb") as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
    except OSError:
        return 0  # said when it is its turn to be read


def _folder(path: str, written: Collection[str]) -> list[Source]:
    root = Path(path)
    inside = (Path(folder, name).relative_to(root) for folder, _, names in os.walk(root) for name in names)
    # only plain files: a named pipe among them would wait for ever
    files = sorted(file for file in inside if not any(part.startswith(".") for part in file.parts) and (root / file).is_file())
    if not files:
        raise InputError(f"{_readable(path)}: this folder holds no files")
    reports = [file for file in files if os.path.realpath(root / file) not in written]
    return [Source(str(root / file), _readable(file.with_suffix("").as_posix())) for file in reports]


def _read_stdin(source: Source, defaults: Defaults, ids: _Ids) -> Iterator[Report | Problem]:
    """Standard input is JSON Lines when its first line is a JSON object with `text`, else one report."""
    data = sys.stdin.buffer.read()
    first = data.lstrip().split(b"\n", 1)[0]
    if first.startswith(b"{") and isinstance(row := _parse(decode(first).text), dict) and "text" in row:
        yield from _read_lines(source, io.BytesIO(data), defaults, ids)
    else:
        yield from _read_text(source, data, defaults, ids)


def _read_text(source: Source, data: bytes, defaults: Defaults, ids: _Ids) -> Iterator[Report | Problem]:
    name = ids.unique(source.name)
    if data and is_binary(data):
        yield _problem(name, "binary", f"{_readable(source.path)} is not a text file")
        return
    decoded = decode(data)
    if not decoded.text.strip():
        yield _problem(name, "empty", f"{_readable(source.path)} holds no text")
        return
    if decoded.assumed:
        yield _assumed(name, decoded)
    yield Report(name, decoded.text, defaults.title, defaults.url, defaults.publisher, defaults.published, defaults.language)


def _read_lines(source: Source, stream: IO[bytes], defaults: Defaults, ids: _Ids) -> Iterator[Report | Problem]:
    first = stream.readline()
    lines = chain([first], stream)
    if first.startswith(_WIDE_MARKS):
        lines = chain(decode(first + stream.read()).text.encode("utf-8", "replace").splitlines(keepends=True))
    blank = True
    for number, line in enumerate(lines, start=1):
        if line.strip(b" \t\r\n\xef\xbb\xbf"):
            blank = False
            yield from _read_line(f"{source.name}-{number}", f"line {number} of {_readable(source.path)}", line, defaults, ids)
    if blank:
        yield _problem(source.name, "empty", f"{_readable(source.path)} holds no text")


def _read_line(fallback: str, where: str, line: bytes, defaults: Defaults, ids: _Ids) -> Iterator[Report | Problem]:
    decoded = decode(line)
    row = _parse(decoded.text)
    if not isinstance(row, dict):
        yield _problem(ids.unique(fallback), "json", f"{where} is not a JSON object")
        return
    asked = _readable(str(row["id"])).strip() if isinstance(row.get("id"), str | int) and row["id"] != "" else fallback
    name = ids.unique(asked or fallback)
    text = row.get("text")
    if not isinstance(text, str):
        yield _problem(name, "text", f"{where} has no `text`")
    elif not text.strip():
        yield _problem(name, "empty", f"the `text` of {where} is empty")
    else:
        yield from _row_problems(name, asked, where, decoded, text)
        yield from _row_report(name, where, row, without_surrogates(text), defaults)


def _row_problems(name: str, asked: str, where: str, decoded: Decoded, text: str) -> Iterator[Problem]:
    if decoded.assumed:
        yield _assumed(name, decoded)
    if without_surrogates(text) != text:
        yield _problem(name, "encoding", f"{where} has half characters (lone surrogates); they became U+FFFD")
    if name != asked:
        yield _problem(name, "id", f"{where} has the id {asked!r} of an earlier report; it is called {name!r} here")


def _row_report(name: str, where: str, row: dict[str, Any], text: str, defaults: Defaults) -> Iterator[Report | Problem]:
    published = defaults.published
    if (stated := row.get("published")) not in (None, ""):
        try:
            published = parse_date(stated if isinstance(stated, str) else str(stated))
        except ValueError as error:
            published = None
            yield _problem(name, "date", f"`published` of {where}: {error}; coded without a date")
    yield Report(
        name,
        text,
        _string(row, "title") or defaults.title,
        _string(row, "url") or defaults.url,
        _string(row, "publisher") or defaults.publisher,
        published,
        _string(row, "language") or defaults.language,
    )


def _parse(line: str) -> object:
    """The JSON value of a line, None when it is not JSON. The standard decoder: it takes NaN, which exporters write for a gap."""
    try:
        return json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None


def _string(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    return without_surrogates(value) if isinstance(value, str) and value.strip() else None


def _readable(name: str) -> str:
    """A file name or id that can be written as UTF-8 and stands on one line."""
    return " ".join(without_surrogates(name).split()) or "report"


def _assumed(name: str, decoded: Decoded) -> Problem:
    return _problem(name, "encoding", f"not UTF-8: read as {decoded.assumed}")


def _problem(report: str, code: str, message: str) -> Problem:
    return Problem(report, None, "ingest", code, message)


class _Ids:
    """Gives each report an id that no other report of the run has."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def unique(self, name: str) -> str:
        if name not in self._next:
            self._next[name] = 2
            return name
        number = self._next[name]
        while f"{name}-{number}" in self._next:
            number += 1
        self._next[name] = number + 1
        self._next[f"{name}-{number}"] = 2
        return f"{name}-{number}"
