from __future__ import annotations

import csv
import io
import json
import os
import sys
from pathlib import Path

import pytest

from whimbrel.claims.render import CSV_COLUMNS
from whimbrel.cli import code
from whimbrel.cli.main import main
from whimbrel.cli.output import Sink

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three reports with claims at "met", one of them in French, one empty."""
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "a.txt").write_bytes("Kenya met Uganda.\r\nThey met \U0001f600 twice.".encode())
    (reports / "b.txt").write_text("Le ministre a déclaré que les troupes ne quitteront pas la ville avant la fin de la semaine.")
    (reports / "c.txt").write_text("")
    (reports / "d.txt").write_text("Nothing happened.")
    (reports / "e.txt").write_text("Somalia met Qatar.")
    return reports


def test_json_lines_have_exact_offsets(folder: Path, capsys: Capture) -> None:
    assert main(["code", str(folder), "--format", "jsonl", "--published", "2024-03-05"]) == 0
    claims = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(claim["report"], claim["date"]) for claim in claims] == [("a", "2024-03-05"), ("a", "2024-03-05"), ("e", "2024-03-05")]
    text = (folder / "a.txt").read_bytes().decode()
    for claim in claims[:2]:
        assert text[claim["trigger"]["start"] : claim["trigger"]["end"]] == claim["trigger"]["text"] == "met"


@pytest.mark.parametrize("arguments", [["nothing"], ["claims"]])
def test_a_json_array_is_whole_with_and_without_claims(arguments: list[str], tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.txt").write_text("A met B. C met D." if arguments == ["claims"] else "Nothing happened.")
    main(["code", str(tmp_path / "a.txt"), "--format", "json"])
    assert len(json.loads(capsys.readouterr().out)) == (2 if arguments == ["claims"] else 0)


def test_csv(folder: Path, capsys: Capture) -> None:
    main(["code", str(folder), "--format", "csv"])
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[0] == list(CSV_COLUMNS)
    assert [row[1] for row in rows[1:]] == ["a", "a", "e"]


def test_the_options_reach_the_reports(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.txt").write_text("A met B.")
    main(
        [
            "code",
            str(tmp_path / "a.txt"),
            "--title",
            "A visit",
            "--publisher",
            "Wire",
            "--url",
            "https://example.org/a",
            "--published",
            "2024-03-05",
        ]
    )
    assert capsys.readouterr().out.startswith("A visit\n2024-03-05 · Wire · https://example.org/a\n")


def test_explain_says_what_decided(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.txt").write_text("A met B.")
    main(["code", str(tmp_path / "a.txt"), "--explain"])
    shown = capsys.readouterr().out
    assert "why: the verb met" in shown and "confidence 0.75, coder fake 1" in shown
    main(["code", str(tmp_path / "a.txt")])
    assert "why:" not in capsys.readouterr().out


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Kenya met Uganda.")))
    assert main(["code", "-", "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["report"] == "stdin"


def test_problems_are_summed_up_in_a_line_each_and_told_in_a_file(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    (folder / "f.txt").write_bytes("Zoë met him.".encode("cp1252"))
    (folder / "g.txt").write_bytes("José met her.".encode("cp1252"))
    main(["code", str(folder), "--problems", str(tmp_path / "problems.jsonl"), "--format", "jsonl"])
    assert capsys.readouterr().err.splitlines() == [
        f"whimbrel: 1 report not coded: empty (c: {folder}/c.txt holds no text)",
        "whimbrel: 1 report not coded: language (b: seems to be in the language 'fr'; only English is coded)",
        "whimbrel: 2 reports coded with a warning: encoding (f: not UTF-8: read as Windows-1252; and 1 more)",
        'whimbrel: 5 of 6 reports have no publication date: words like "Tuesday" stay without a date (--published DATE gives one)',
    ]
    told = [json.loads(line) for line in (tmp_path / "problems.jsonl").read_text().splitlines()]
    assert [(row["report"], row["code"]) for row in told if row["code"] != "undated"] == [
        ("b", "language"), ("c", "empty"), ("f", "encoding"), ("g", "encoding"),
    ]  # fmt: skip
    assert list(told[0]) == ["report", "start", "end", "stage", "code", "message"]


def test_strict_turns_problems_into_exit_code_1(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    day = ["--published", "2024-03-05", "--strict"]
    assert main(["code", str(folder), *day]) == 1
    assert main(["code", str(folder / "a.txt"), *day]) == 0
    assert main(["code", str(folder), *day[:2]]) == 0


def test_the_missing_date_is_said_once_for_one_report(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.txt").write_text("A met B.")
    main(["code", str(tmp_path / "a.txt")])
    assert capsys.readouterr().err == (
        'whimbrel: the report has no publication date: words like "Tuesday" stay without a date (--published DATE gives one)\n'
    )


def test_output_appears_whole_with_the_usual_permissions(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    target = tmp_path / "claims.jsonl"
    old_mask = os.umask(0o022)
    try:
        main(["code", str(folder), "--format", "jsonl", "--output", str(target)])
    finally:
        os.umask(old_mask)
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3
    assert target.stat().st_mode & 0o777 == 0o644
    assert capsys.readouterr().out == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.jsonl", "reports"]


def test_an_interrupted_run_leaves_the_old_file_and_no_half_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "claims.jsonl"
    target.write_text("old")

    def interrupted(_: object, __: object, sink: Sink) -> None:
        sink.write("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(code, "write_all", interrupted)
    assert main(["code", str(folder), "--output", str(target)]) == 130
    assert target.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.jsonl", "reports"]


def test_output_inside_the_folder_is_not_read_by_the_next_run(folder: Path, capsys: Capture) -> None:
    arguments = [
        "code",
        str(folder),
        "--output",
        str(folder / "claims.csv"),
        "--problems",
        str(folder / "p.jsonl"),
        "--format",
        "csv",
    ]
    main(arguments)
    first = (folder / "claims.csv").read_bytes()
    main(arguments)
    assert (folder / "claims.csv").read_bytes() == first


@pytest.mark.skipif(os.name == "nt", reason="needs links and devices")
def test_links_and_devices_stay_what_they_are(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    main(["code", str(folder), "--format", "csv", "--output", str(tmp_path / "link.csv")])
    assert (tmp_path / "link.csv").is_symlink() and (tmp_path / "real.csv").read_text().startswith("id,")
    main(["code", str(folder), "--output", os.devnull])
    assert not Path(os.devnull).is_file()


def test_the_demo_codes_the_bundled_reports(capsys: Capture) -> None:
    assert main(["demo"]) == 0
    shown = capsys.readouterr()
    assert "Norway hosts Sudan ceasefire talks" in shown.out and "4 reports, " in shown.out
    assert shown.err == ""
