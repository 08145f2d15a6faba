"""A progress line on standard error: only on a terminal, and only when there are many reports."""

from __future__ import annotations

import sys
import time
from typing import TextIO

MANY = 20  # fewer are done before a bar has been read
_EVERY = 0.2  # seconds between two drawings
_BAR = 30  # characters


class Progress:
    """Counts reports and draws `[######....] 120/300 reports  410 claims  12.3/s  about 15 s left`.

    `total` is None when it is not known (standard input): then there is no bar, only the counts.
    """

    def __init__(self, total: int | None, *, shown: bool, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._total = total
        self._shown = shown and self._stream.isatty() and (total is None or total >= MANY)
        self._begun = time.monotonic()
        self._drawn = self._begun
        self._reports = self._claims = 0

    def step(self, claims: int) -> None:
        """One more report is done and gave so many claims."""
        self._reports += 1
        self._claims += claims
        now = time.monotonic()
        if self._shown and now - self._drawn >= _EVERY:
            self._drawn = now
            self._draw(progress_line(self._reports, self._total, self._claims, now - self._begun))

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        """Takes the line away again, also when the run was stopped."""
        if self._shown:
            self._draw("")

    def _draw(self, line: str) -> None:
        self._stream.write(f"\r\x1b[K{line}")
        self._stream.flush()


def progress_line(reports: int, total: int | None, claims: int, seconds: float) -> str:
    """The words of the progress line after `seconds`."""
    speed = reports / seconds if seconds > 0 else 0.0
    tail = f"{claims:,} claims  {speed:.1f}/s"
    if not total:
        return f"{reports:,} reports  {tail}"
    done = min(reports / total, 1.0)
    bar = ("#" * int(done * _BAR)).ljust(_BAR, ".")
    left = f"  about {_duration((total - reports) / speed)} left" if speed and total > reports else ""
    return f"[{bar}] {reports:,}/{total:,} reports  {tail}{left}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
