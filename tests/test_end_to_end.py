"""The command line with the shipped model, from words on standard input to claims."""

from __future__ import annotations

import io
import json
import sys

import pytest

from whimbrel.cli.main import main


def test_code_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A report in, one JSON line a claim out, offsets into the very text."""
    text = "Kenyan President William Ruto visited Uganda on Tuesday, state media said."
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    assert main(["code", "-", "--published", "2025-03-06", "--format", "jsonl"]) == 0
    (claim,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (claim["event"], claim["mode"], claim["date"]) == ("CONSULT", ["visit"], "2025-03-04")
    assert text[claim["trigger"]["start"] : claim["trigger"]["end"]] == "visited"
    assert [e["code"] for e in claim["actor"] + claim["recipient"]] == ["KEN", "UGA"]


def test_demo_shows_every_bundled_report(capsys: pytest.CaptureFixture[str]) -> None:
    """The demo codes all samples with the shipped model."""
    assert main(["demo"]) == 0
    shown = capsys.readouterr().out
    assert "Norway hosts Sudan ceasefire talks" in shown and "4 reports" in shown and "CONSULT" in shown
