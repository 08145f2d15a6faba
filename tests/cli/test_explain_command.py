"""`whimbrel explain` with the shipped model: all that decided is shown, and it is what `whimbrel code` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from whimbrel.cli import explain
from whimbrel.cli.main import main
from whimbrel.coder import PIECE, Coder
from whimbrel.records import Report

Capture = pytest.CaptureFixture[str]
TEXT = "Kenyan President William Ruto visited Uganda on Tuesday, state media said. The weather was mild."


@pytest.fixture(autouse=True)
def shipped(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "load_coder", lambda _: coder)


def as_json(arguments: list[str], capsys: Capture) -> dict[str, Any]:
    assert main(["explain", *arguments, "--format", "json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_words_triggers_roles_and_mentions(coder: Coder, capsys: Capture) -> None:
    found = as_json([TEXT, "--published", "2025-03-06"], capsys)
    first, second = found["sentences"]
    assert found["published"] == "2025-03-06"
    visited = first["words"][4]
    assert (visited["number"], visited["text"], visited["lemma"], visited["upos"]) == (5, "visited", "visit", "VERB")
    assert all(TEXT[w["start"] : w["end"]] == w["text"] and 0 <= w["head"] <= len(first["words"]) for w in first["words"])
    (trigger,) = first["triggers"]
    assert (trigger["text"], trigger["event"], trigger["modes"]) == ("visited", "CONSULT", ["visit"])
    assert trigger["votes"][0].startswith("model: CONSULT with ")
    assert trigger["votes"][1].startswith("frames read 'visit' (verb) as ")
    assert {r["role"]: r["text"] for r in trigger["roles"]}["recipient"] == "Uganda"
    codes = {m["role"]: m["code"] for m in trigger["mentions"]}
    assert (codes["actor"], codes["recipient"]) == ("KEN", "UGA") and all(m["why"] for m in trigger["mentions"])
    assert first["nothing"] is None
    assert second["triggers"] == [] and second["nothing"]["reason"] == "model: no act"


def test_the_claims_are_those_of_code(coder: Coder) -> None:
    report = Report("r", TEXT + " Rebels attacked the town and the army arrested 12 protesters.", language="en")
    shown = [t.claim for s in coder.explain(report).sentences for t in s.triggers]
    assert len(shown) >= 3
    assert shown == [claim.id for claim in coder.code(report).claims]


def test_the_table_shows_each_part(capsys: Capture) -> None:
    assert main(["explain", TEXT]) == 0
    out = capsys.readouterr().out
    rows = [line.split() for line in out.splitlines()]
    assert ["5", "visited", "visit", "VERB", "12", "ccomp"] in rows
    for part in ("trigger “visited” CONSULT visit", "vote     model: CONSULT", "role     recipient “Uganda”", "[UGA", "claim    "):
        assert part in out
    assert "nothing coded: model: no act" in out


def test_a_refused_candidate_says_why(coder: Coder, capsys: Capture) -> None:
    """A threshold that nothing reaches refuses what is coded otherwise; the reason is the one that decided."""
    strict = Coder()
    strict.__dict__["pipeline"] = coder.pipeline
    step = coder._voter
    usual = step.at
    try:
        step.at = type(usual)(certain=1.1, sure=1.1, frame=1.1)
        (sentence,) = strict.explain(Report("r", "Rebels attacked the town on Monday.", language="en")).sentences
    finally:
        step.at = usual
    (refused,) = sentence.rejected
    assert (refused.text, refused.event, refused.reason) == ("attacked", "ASSAULT", "too unsure")
    assert refused.votes[0] == f"model: ASSAULT with {refused.confidence:.2f}"
    assert sentence.nothing is not None and sentence.nothing.reason == "no candidate was coded"
    assert "not coded “attacked” ASSAULT" in "\n".join(explain._sentence(sentence))


def test_a_file_and_its_text_are_explained_alike(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "two words.txt"
    path.write_text(TEXT)
    of_file, of_text = as_json([str(path)], capsys)["sentences"], as_json([TEXT], capsys)["sentences"]
    for sentence in (*of_file, *of_text):  # the ids of claims and reports name the report
        sentence["nothing"] = sentence["nothing"] and sentence["nothing"]["reason"]
        for trigger in sentence["triggers"]:
            del trigger["claim"]
    assert of_file == of_text


def test_same_bytes(capsys: Capture) -> None:
    outs = []
    for _ in range(2):
        main(["explain", TEXT, "--format", "json"])
        outs.append(capsys.readouterr().out)
    assert outs[0] == outs[1]


def test_a_mistyped_path_is_no_text(capsys: Capture) -> None:
    assert main(["explain", "nothing.txt"]) == 2
    assert "nothing.txt: no such file or folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "text"), [("-", False), ("a.txt", False), ("They met.", True), ("x " * 5000, True), ("a \0", True)]
)
def test_what_is_text(given: str, text: bool) -> None:
    assert explain.is_text(given) is text


def test_another_language_is_a_problem(capsys: Capture) -> None:
    french = "Le président de la République a rencontré hier le premier ministre à Paris pour parler de la guerre."
    assert main(["explain", french, "--strict"]) == 1
    assert "not coded: language" in capsys.readouterr().err


def test_only_the_first_piece_is_explained_and_that_is_said(coder: Coder) -> None:
    line = "Rebels attacked the town."
    found = coder.explain(Report("r", line + " " * (PIECE - len(line) - 1) + "\n" + line, language="en"))
    assert len(found.sentences) == 1 and [p.code for p in found.problems] == ["long"]
