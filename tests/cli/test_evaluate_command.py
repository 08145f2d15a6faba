from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from whimbrel.cli.main import main

TEXT = "Kenya met Uganda. Qatar blamed Iran."
GOLD: dict[str, Any] = {
    "id": "a",
    "published": "2024-03-05",
    "text": TEXT,
    "claims": [
        {
            "event": "CONSULT",
            "mode": ["visit"],
            "evidence": {"start": 0, "end": 17},
            "trigger": {"text": "met", "start": 6, "end": 9},
            "actor": [{"code": "KEN", "sector": "GOV"}],
            "recipient": [],
            "auxiliary": ["future"],
            "speaker": [],
        },
        {
            "event": "ACCUSE",
            "mode": [],
            "evidence": {"start": 18, "end": 36},
            "trigger": {"text": "blamed", "start": 24, "end": 30},
            "actor": [{"code": "QAT", "sector": "GOV"}],
            "recipient": [{"code": "IRN", "sector": "GOV"}],
            "auxiliary": [],
            "speaker": [],
        },
    ],
}
SHOWN = """\
record   P 1.000  R 0.500  F1 0.667   (1 of 2 gold, 1 predicted)
dyad     P 1.000  R 0.500  F1 0.667   (1 of 2 gold, 1 predicted)
event    P 1.000  R 0.500  F1 0.667   (1 of 2 gold, 1 predicted)
detect   P 1.000  R 0.500  F1 0.667   (1 of 2 gold, 1 predicted)
context  P 0.000  R 0.000  F1 0.000   (0 of 0 gold, 1 predicted)
over matched claims: auxiliary 1.00 of 1  mode 1.00 of 1  no speaker 0.00 of 1  sector 1.00 of 1  sides 1.00 of 1
macro F1 over types 0.500: ACCUSE 0.00/1  CONSULT 1.00/1
"""


@pytest.fixture
def gold(tmp_path: Path) -> str:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(GOLD) + "\n")
    return str(path)


def test_the_coder_is_scored(gold: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", gold]) == 0
    assert capsys.readouterr().out == SHOWN


def test_errors_are_shown(gold: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["evaluate", gold, "--errors", "5"])
    assert capsys.readouterr().out == SHOWN + "  missed a: ACCUSE QAT -> IRN  on 'blamed'\n"


def test_json_and_a_file_of_predictions(gold: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "predicted.jsonl").write_text(json.dumps({"report": "a", **GOLD["claims"][1]}) + "\n")
    assert main(["evaluate", gold, "--predicted", str(tmp_path / "predicted.jsonl"), "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert scores["event"] == {"p": 1.0, "r": 0.5, "f1": 0.6667, "hit": 1, "predicted": 1, "gold": 2}
    assert (scores["types"]["ACCUSE"]["f1"], scores["macro_f1"], scores["reports"]) == (1.0, 0.5, 1)


def test_what_code_writes_can_be_evaluated(gold: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = str(tmp_path / "claims.jsonl")
    main(["code", gold, "--format", "jsonl", "--output", output])
    main(["evaluate", gold, "--predicted", output])
    assert capsys.readouterr().out == SHOWN


@pytest.mark.parametrize("number", ["-1", "few", "1.5"])
def test_a_number_of_errors_that_is_none_is_a_mistake(gold: str, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", gold, "--errors", number]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "--errors" in said.err and said.err.count("\n") == 1


@pytest.mark.parametrize("option", ["--workers", "--actors", "--ontology", "--model"])
def test_predicted_takes_no_option_of_the_coder(gold: str, option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = {"--workers": "1", "--actors": gold}.get(option, str(tmp_path))
    assert main(["evaluate", gold, "--predicted", gold, option, value]) == 2
    said = capsys.readouterr()
    assert said.out == "" and f"leave out {option}" in said.err and said.err.count("\n") == 1


def test_without_predicted_the_options_of_the_coder_are_taken(gold: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", gold, "--workers", "2"]) == 0
    assert capsys.readouterr().out == SHOWN


def test_reliability_is_shown_on_request(gold: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "predicted.jsonl").write_text(json.dumps({"report": "a", **GOLD["claims"][1], "confidence": 0.82}) + "\n")
    options = ["evaluate", gold, "--predicted", str(tmp_path / "predicted.jsonl"), "--reliability"]
    assert main(options) == 0
    assert capsys.readouterr().out.endswith("0.8 to 0.9        1   0.82   1.00\nexpected calibration error 0.180\n")
    assert main([*options, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["reliability"]["error"] == 0.18
