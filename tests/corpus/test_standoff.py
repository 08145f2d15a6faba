"""Annotation without text: what is taken apart comes together again, and only over the text that was coded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.standoff import joined, lines, main, taken, write

TEXT = "Two Kenyan officers were killed in Lamu on Friday, police said. Two more were hurt."
STANDOFF = Path(__file__).parents[2] / "corpus" / "voa.jsonl.gz"


def span(words: str, start: int = 0) -> dict[str, Any]:
    """The first occurrence of words from `start` on."""
    at = TEXT.index(words, start)
    return {"text": words, "start": at, "end": at + len(words)}


def report() -> dict[str, Any]:
    """One coded report, with a participant that its sentence does not name."""
    killed = {**span("Two Kenyan officers"), "name": "Kenyan police", "code": "KEN", "sector": "COP"}
    nobody = {"text": "", "start": 0, "end": 0, "name": "unknown", "code": None, "sector": "UNK"}
    police = {**span("police"), "name": "police", "code": "KEN", "sector": "COP"}
    claim = {
        "event": "ASSAULT", "mode": [], "context": ["crime"], "auxiliary": [], "trigger": span("killed"),
        "evidence": {"start": 0, "end": 63}, "actor": [nobody], "recipient": [killed], "speaker": [police],
        "date_text": span("Friday"), "date": None, "enddate": None, "date_precision": "report",
        "place": {"text": "Lamu", "name": "Lamu", "country": "KEN"},
        "quantities": [{"kind": "dead", "text": "Two", "best": 2}],
    }  # fmt: skip
    return {"id": "voa-1", "published": None, "source": "", "title": "", "text": TEXT, "claims": [claim]}


def test_what_is_taken_apart_comes_together() -> None:
    """Every field, byte for byte in JSON once keys are sorted; and no word of the text is kept."""
    row = taken(report())
    assert json.dumps(joined(row, TEXT), sort_keys=True) == json.dumps(report(), sort_keys=True)
    kept = json.dumps(row)
    assert "killed" not in kept and "Lamu" not in kept and "Friday" not in kept


def test_another_text_is_refused() -> None:
    """Offsets mean nothing over other words."""
    with pytest.raises(ValueError, match="not the one that was coded"):
        joined(taken(report()), TEXT + " ")


def test_from_file_to_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packed files come to the same bytes each time, and blocks are found by their text, not their id."""
    write([report()], tmp_path / "gold.jsonl")
    write([{"id": "other", "sentences": [TEXT]}], tmp_path / "texts.jsonl")
    out = tmp_path / "standoff.jsonl.gz"
    for arguments in (["take", str(tmp_path / "gold.jsonl")], ["join", str(out), str(tmp_path / "texts.jsonl")]):
        to = out if arguments[0] == "take" else tmp_path / "again.jsonl"
        monkeypatch.setattr("sys.argv", ["standoff.py", *arguments, "--to", str(to)])
        assert main() == 0
    before = out.read_bytes()
    write(list(lines(out)), out)
    assert out.read_bytes() == before
    assert list(lines(tmp_path / "again.jsonl")) == [json.loads(json.dumps(report()))]


def test_ours_has_offsets_and_no_text() -> None:
    """The annotation that ships: hashes, offsets in order, only known fields."""
    rows = list(lines(STANDOFF))
    assert len(rows) == 630 and sum(len(r["claims"]) for r in rows) == 13078
    for row in rows:
        assert row.keys() == {"id", "sha256", "claims"}
        for claim in row["claims"]:
            assert claim["evidence"][0] <= claim["trigger"][0] < claim["trigger"][1] and "text" not in json.dumps(claim["place"])
