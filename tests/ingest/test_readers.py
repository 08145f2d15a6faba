from __future__ import annotations

import io
import json
import os
import sys
from datetime import date
from pathlib import Path

import pytest

from whimbrel.errors import InputError
from whimbrel.ingest.readers import Defaults, count_reports, read, sources
from whimbrel.records import Problem, Report

DAY = date(2024, 3, 5)


def items(*paths: Path | str, defaults: Defaults = Defaults()) -> list[Report | Problem]:  # noqa: B008 - frozen
    return list(read([str(path) for path in paths], defaults))


def outline(found: list[Report | Problem]) -> list[tuple[str, str]]:
    """(id, text) of a report, (id, "!code") of a problem."""
    return [(item.id, item.text) if isinstance(item, Report) else (item.report, f"!{item.code}") for item in found]


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_a_text_file_keeps_every_character_and_takes_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "visit.txt").write_bytes("They met.\r\n\r\n\u200fYes\x00 \U0001f600\n".encode())
    defaults = Defaults(DAY, "A visit", "https://example.org/1", "Wire")
    assert items(tmp_path / "visit.txt", defaults=defaults) == [
        Report("visit", "They met.\r\n\r\n\u200fYes\x00 \U0001f600\n", "A visit", "https://example.org/1", "Wire", DAY)
    ]


def test_a_folder_is_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b", ".git/config", ".hidden", "a/.x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert outline(items(tmp_path)) == [("a/b", "a/b"), ("a/z", "a/z.md"), ("b", "b.txt")]


def test_ids_are_unique(tmp_path: Path) -> None:
    for name in ("a.txt", "a.md", "a-2.txt"):
        (tmp_path / name).write_text(name)
    assert [report.id for report in items(tmp_path) if isinstance(report, Report)] == ["a-2", "a", "a-3"]


@pytest.mark.parametrize("missing", ["nothing.txt", "empty"])
def test_a_missing_file_or_empty_folder_stops_before_anything_is_read(tmp_path: Path, missing: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "good.txt").write_text("They met.")
    with pytest.raises(InputError, match=missing):
        read([str(tmp_path / "good.txt"), str(tmp_path / missing)], Defaults())


def test_bad_files_cost_no_other_report(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(bytes(range(256)))
    (tmp_path / "c.txt").write_bytes("Zoë met him.".encode("cp1252"))
    (tmp_path / "d.txt").write_bytes(" \n".encode("utf-16"))
    (tmp_path / "e.txt").write_bytes("They met.".encode("utf-16"))
    assert outline(items(tmp_path)) == [
        ("a", "!empty"), ("b", "!binary"), ("c", "!encoding"), ("c", "Zoë met him."), ("d", "!empty"), ("e", "They met."),
    ]  # fmt: skip


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("They met.")
    (tmp_path / "a.txt").chmod(0)
    assert outline(items(tmp_path / "a.txt")) == [("a", "!unreadable")]


def test_json_lines(tmp_path: Path) -> None:
    row = {
        "id": "r1",
        "text": "They met.\r\n",
        "title": "T",
        "url": "u",
        "publisher": "P",
        "published": "2024-03-05T10:00:00Z",
        "language": "en",
    }
    path = lines(tmp_path / "x.jsonl", row, "", {"text": "So.", "other": [1], "title": None, "publisher": 5})
    assert items(path, defaults=Defaults(title="D")) == [
        Report("r1", "They met.\r\n", "T", "u", "P", DAY, "en"),
        Report("x-3", "So.", "D"),
    ]


def test_bad_lines_cost_no_other_line(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "x.ndjson", "{no json", "[1]", {"id": "a"}, {"id": "b", "text": 5}, {"id": "c", "text": " "}, "[" * 100_000,
        {"id": "d", "text": "They met."}, {"id": "d", "text": "Again."}, {"id": 7, "text": "Seven.", "title": float("nan")},
    )  # fmt: skip
    assert outline(items(path)) == [
        ("x-1", "!json"), ("x-2", "!json"), ("a", "!text"), ("b", "!text"), ("c", "!empty"), ("x-6", "!json"),
        ("d", "They met."), ("d-2", "!id"), ("d-2", "Again."), ("7", "Seven."),
    ]  # fmt: skip


@pytest.mark.parametrize("published", ["2024-02-30", "soon", 12, [1]])
def test_an_impossible_date_costs_the_date_only(tmp_path: Path, published: object) -> None:
    path = lines(tmp_path / "x.jsonl", {"id": "a", "text": "They met.", "published": published})
    problem, report = items(path, defaults=Defaults(DAY))
    assert isinstance(problem, Problem) and problem.code == "date" and "line 1" in problem.message
    assert report == Report("a", "They met.")


def test_half_characters_in_json_become_whole_ones(tmp_path: Path) -> None:
    path = lines(tmp_path / "x.jsonl", r'{"id": "a\ud800", "text": "a\ud83db \ud83d\ude00"}')
    assert outline(items(path)) == [("a\ufffd", "!encoding"), ("a\ufffd", "a\ufffdb \U0001f600")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_json_lines_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    text = '{"text": "Zoë met ਊ him."}\n{"text": "So."}\n'
    (tmp_path / "x.jsonl").write_bytes((b"\xff\xfe" if encoding == "utf-16-le" else b"") + text.encode(encoding))
    assert outline(items(tmp_path / "x.jsonl")) == [("x-1", "Zoë met ਊ him."), ("x-2", "So.")]


def test_a_file_without_lines_is_said(tmp_path: Path) -> None:
    assert outline(items(lines(tmp_path / "x.jsonl", "", " "))) == [("x", "!empty")]


def test_results_of_an_earlier_run_are_no_reports(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("They met.")
    (tmp_path / "claims.csv").write_text("id,report")
    assert [source.name for source in sources([str(tmp_path)], [str(tmp_path / "x" / ".." / "claims.csv")])] == ["a"]


def test_a_line_in_another_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes('{"text": "Zoë."}\n'.encode("cp1252") + '{"text": "Zoë."}\n'.encode())
    assert outline(items(tmp_path / "x.jsonl")) == [("x-1", "!encoding"), ("x-1", "Zoë."), ("x-2", "Zoë.")]


class Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"They met.\n", [("stdin", "They met.\n")]),
        (b'\n{"text": "They met."}\n{"text": "So."}\n', [("stdin-2", "They met."), ("stdin-3", "So.")]),
        (b"{not json}", [("stdin", "{not json}")]),
        (b"", [("stdin", "!empty")]),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, expected: list[tuple[str, str]]) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(data))
    assert outline(items("-")) == expected


def test_twenty_megabytes_without_a_full_stop_are_passed_on(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_text("word " * 4_000_000)
    (report,) = items(tmp_path / "big.txt")
    assert isinstance(report, Report) and len(report.text) == 20_000_000


def test_reports_are_counted_without_reading_them(tmp_path: Path) -> None:
    lines(tmp_path / "x.jsonl", {"text": "a"}, {"text": "b"})
    (tmp_path / "a.txt").write_text("They met.")
    assert count_reports(sources([str(tmp_path)])) == 3
    assert count_reports(sources([str(tmp_path), "-"])) is None
