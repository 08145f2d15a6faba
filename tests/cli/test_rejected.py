"""`whimbrel code --rejected`: every sentence is either coded or accounted for."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from whimbrel.cli import code
from whimbrel.cli.main import main
from whimbrel.coder import PIECE, Coder
from whimbrel.records import Report

SHIPPED = sys.modules["whimbrel.coder"]  # before the stand-in for it, which the other tests of this folder use
Capture = pytest.CaptureFixture[str]
TEXT = "The weather was mild. 😀 Kenyan police arrested 26 protesters in Nairobi. The lake is deep."


@pytest.fixture(autouse=True)
def shipped(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code, "load_coder", lambda *_: coder)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_sentences_without_claims_are_written(report: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "rejected.jsonl"
    assert main(["code", str(report), "--format", "jsonl", "--rejected", str(out)]) == 0
    (claim,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = [row for row in rows(out) if row["event"] is None]
    assert [row["text"] for row in found] == ["The weather was mild.", "The lake is deep."]
    for row in rows(out):
        assert row["report"] == "a" and TEXT[row["start"] : row["end"]] == row["text"] and 0 <= row["confidence"] <= 1
    assert all(row["reason"] == "model: no act" and row["confidence"] < 0.12 for row in found)
    assert all(row["end"] <= claim["evidence"]["start"] or row["start"] >= claim["evidence"]["end"] for row in found)


def test_a_refused_candidate_has_its_line(coder: Coder, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = coder._voter.at
    monkeypatch.setattr(coder._voter, "at", type(usual)(certain=1.1, sure=1.1, frame=1.1))
    out = tmp_path / "rejected.jsonl"
    main(["code", str(report), "--rejected", str(out)])
    about = {row["text"]: row for row in rows(out)}
    assert (about["arrested"]["event"], about["arrested"]["reason"]) == ("COERCE", "too unsure")
    assert about["😀 Kenyan police arrested 26 protesters in Nairobi."]["reason"] == "no candidate was coded"


def test_a_candidate_that_words_around_it_refuse(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason of the block is the one written; the model's vote stands beside it."""
    usual = coder._voter.at
    monkeypatch.setattr(coder._voter, "at", type(usual)(certain=1.1))
    monkeypatch.setattr(type(coder._voter.frames), "blocked", lambda *_: "sport")
    (refused,) = [r for r in coder.audit(Report("r", "Rebels attacked the town.", language="en")).rejected if r.event]
    assert refused.reason == "sport" and refused.votes[0].startswith("model: ASSAULT with ")


def test_the_claims_are_the_same_with_and_without(report: Path, tmp_path: Path, capsys: Capture) -> None:
    main(["code", str(report), "--format", "jsonl"])
    without = capsys.readouterr().out
    main(["code", str(report), "--format", "jsonl", "--rejected", str(tmp_path / "r.jsonl")])
    assert without and capsys.readouterr().out == without


def test_same_bytes_in_two_processes(report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "whimbrel.coder", SHIPPED)
    for number in ("1", "2"):
        main(["code", str(report), "--rejected", str(tmp_path / f"{number}.jsonl"), "--workers", number])
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes() != b""


def test_a_run_that_stops_leaves_the_old_file(report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "r.jsonl").write_text("old")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(code, "write_all", fail)
    assert main(["code", str(report), "--rejected", str(out / "r.jsonl")]) == 130
    assert [(p.name, p.read_text()) for p in out.iterdir()] == [("r.jsonl", "old")]


@pytest.mark.parametrize("option", ["--output", "--problems"])
def test_one_file_cannot_take_two_results(option: str, report: Path, tmp_path: Path, capsys: Capture) -> None:
    same = str(tmp_path / "x.jsonl")
    assert main(["code", str(report), "--rejected", same, option, same]) == 2
    assert "other results go there" in capsys.readouterr().err and not Path(same).exists()


def test_pieces_of_a_long_text_keep_their_offsets(coder: Coder) -> None:
    line = "The lake is deep."
    text = line + " " * (PIECE - len(line) - 1) + "\n" + line
    found = coder.audit(Report("r", text, language="en")).rejected
    assert [r.span.start for r in found] == [0, PIECE] and all(r.span.of(text) == r.text for r in found)


@pytest.mark.parametrize("text", ["", " \n", ".", "\x00\x01", "“" * 300])
def test_awkward_texts(coder: Coder, text: str) -> None:
    assert not [p for p in coder.audit(Report("r", text, language="en")).coded.problems if p.code == "failed"]
