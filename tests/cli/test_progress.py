from __future__ import annotations

import io

import pytest

from whimbrel.cli import progress
from whimbrel.cli.progress import Progress, progress_line


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def drawn(stream: io.StringIO, total: int | None, *, shown: bool = True) -> str:
    with Progress(total, shown=shown, stream=stream) as bar:
        for _ in range(total or 30):
            bar.step(2)
    return stream.getvalue()


def test_a_bar_is_drawn_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_EVERY", 0)
    shown = drawn(Terminal(), 40)
    assert "] 20/40 reports  40 claims" in shown
    assert shown.endswith("\r\x1b[K")


@pytest.mark.parametrize(("stream", "total", "shown"), [(io.StringIO(), 40, True), (Terminal(), 3, True), (Terminal(), 40, False)])
def test_none_off_a_terminal_for_few_reports_or_beside_the_results(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, total: int, shown: bool
) -> None:
    monkeypatch.setattr(progress, "_EVERY", 0)
    assert drawn(stream, total, shown=shown) == ""


def test_the_words() -> None:
    assert (
        progress_line(120, 300, 1410, 10.0)
        == "[############..................] 120/300 reports  1,410 claims  12.0/s  about 15 s left"
    )
    assert progress_line(300, 300, 0, 150.0) == f"[{'#' * 30}] 300/300 reports  0 claims  2.0/s"
    assert progress_line(5, None, 9, 0.0) == "5 reports  9 claims  0.0/s"
    assert progress_line(1, 7201, 0, 1.0).endswith("about 2 h 00 min left")
    assert progress_line(1, 91, 0, 1.0).endswith("about 1 min 30 s left")
