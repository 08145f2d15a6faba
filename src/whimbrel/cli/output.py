"""Where results go: standard output, or a file that appears under its name only when it is whole."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from whimbrel.claims.render import CSV_COLUMNS, Scale, encode, to_row
from whimbrel.errors import UsageError
from whimbrel.records import Coded

Writer = Callable[[Coded], str]


@dataclass(frozen=True, slots=True)
class Sink:
    """Takes text and writes it as UTF-8, whatever the terminal's own encoding is. `terminal`: somebody is looking at it."""

    stream: BinaryIO
    terminal: bool

    def write(self, text: str) -> None:
        self.stream.write(text.encode("utf-8", "replace"))

    def flush(self) -> None:
        self.stream.flush()


@contextlib.contextmanager
def open_output(path: str | None) -> Iterator[Sink]:
    """The sink for `--output path`: None and "-" are standard output.

    A file is written beside its place under a temporary name and renamed at the end; after an error or Ctrl-C the old file is as it
    was. Devices and pipes are written directly. UsageError when the folder does not exist or cannot be written.
    """
    if path is None or path == "-":
        yield Sink(sys.stdout.buffer, sys.stdout.isatty())
        sys.stdout.buffer.flush()
        return
    target = Path(path).resolve()  # a link stays a link to the renamed file
    if target.is_dir():
        raise UsageError(f"--output {path}: this is a folder")
    opened = _direct(target) if target.exists() and not target.is_file() else _renamed(target)
    with opened as stream:
        yield Sink(stream, terminal=False)


@contextlib.contextmanager
def _direct(target: Path) -> Iterator[BinaryIO]:
    with open(target, "wb") as stream:
        yield stream


@contextlib.contextmanager
def _renamed(target: Path) -> Iterator[BinaryIO]:
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise UsageError(f"{target.parent} cannot be written: {error.strerror or error}") from None
    try:
        with open(handle, "wb") as stream:
            yield stream
        os.chmod(name, _mode(target))
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise


def _mode(target: Path) -> int:
    """Permissions of the old file, or those that a new file gets (temporary files are private)."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def json_lines(scale: Scale | None) -> Writer:
    """One claim a line."""
    return lambda coded: "".join(f"{encode(claim, coded.report, scale).decode()}\n" for claim in coded.claims)


def json_array(scale: Scale | None) -> tuple[Writer, Callable[[], str]]:
    """All claims as one JSON array: the writer for each report, and what closes the array."""
    started = False

    def write(coded: Coded) -> str:
        nonlocal started
        lines = []
        for claim in coded.claims:
            lines.append((",\n" if started else "[\n") + encode(claim, coded.report, scale).decode())
            started = True
        return "".join(lines)

    return write, lambda: "\n]\n" if started else "[]\n"


def csv_rows(scale: Scale | None) -> Writer:
    """One claim a row under CSV_COLUMNS; `csv_header` comes first."""

    def write(coded: Coded) -> str:
        rows = (to_row(claim, coded.report, scale) for claim in coded.claims)
        return _csv([[row[name] for name in CSV_COLUMNS] for row in rows])

    return write


def csv_header() -> str:
    return _csv([list(CSV_COLUMNS)])


def _csv(rows: list[list[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()
