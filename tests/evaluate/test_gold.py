from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from whimbrel.errors import InputError
from whimbrel.evaluate.gold import load_claims, load_reports, predict
from whimbrel.records import Claim, Coded, Problem, Report, Span, When

CLAIM = {"event": "CONSULT", "evidence": {"start": 0, "end": 9}}


def written(tmp_path: Path, *rows: object) -> str:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return str(path)


def test_reports_and_claims_of_a_gold_file(tmp_path: Path) -> None:
    path = written(
        tmp_path, {"id": "a", "text": "They met.", "published": "2024-03-05", "source": "Wire", "title": "T", "claims": [CLAIM]}, ""
    )
    assert load_reports(path) == (Report("a", "They met.", "T", None, "Wire", date(2024, 3, 5)),)
    assert load_claims(path) == {"a": (CLAIM,)}


def test_claims_may_stand_one_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, {"report": "a", **CLAIM}, {"report": "b", **CLAIM}, {"report": "a", **CLAIM})
    assert {report: len(claims) for report, claims in load_claims(path).items()} == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["{"], "line 1: not a JSON object"),
        ([{"id": "a", "claims": []}, [1]], "line 2: not a JSON object"),
        ([{"id": "a"}], "line 1: neither"),
        ([{"id": "a", "claims": [{"event": "AID"}]}], "report a lacks"),
        ([""], "holds no reports"),
        ([{"id": "a", "claims": []}, {"id": "b", "claims": None}], "line 2: `claims` is not a list"),
        ([{"id": "a", "claims": {"event": "AID"}}], "line 1: `claims` is not a list"),
        ([{"id": ["a"], "claims": [CLAIM]}], "line 1: `id` is not a string"),
        ([{"report": None, **CLAIM}], "line 1: `report` is not a string"),
        ([{"id": "a", "claims": ["AID"]}], "line 1: a claim of report a .* got `str`"),
        ([{"id": "a", "claims": [{"evidence": {"start": 0, "end": 9}}]}], "line 1: .* missing required field `event`"),
        ([{"report": "a", **CLAIM}, {"report": "a", **CLAIM, "event": ["AID"]}], r"line 2: .* at `\$\.event`"),
        ([{"id": "a", "claims": [{**CLAIM, "evidence": {"end": 9}}]}], r"line 1: .* field `start` - at `\$\.evidence`"),
        ([{"id": "a", "claims": [{**CLAIM, "trigger": "met"}]}], r"line 1: .* at `\$\.trigger`"),
        ([{"id": "a", "claims": [{**CLAIM, "actor": ["KEN"]}]}], r"line 1: .* at `\$\.actor"),
        ([{"id": "a", "claims": [{**CLAIM, "auxiliary": "future"}]}], r"line 1: .* at `\$\.auxiliary`"),
        ([{"id": "a", "claims": [{**CLAIM, "place": "Doha"}]}], r"line 1: .* at `\$\.place`"),
    ],
)
def test_what_is_no_gold_file_is_said_with_its_line(tmp_path: Path, rows: list[object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_claims(written(tmp_path, *rows))


@pytest.mark.parametrize(
    "row",
    [
        {"id": "a", "claims": []},
        {"id": "a", "text": "x", "published": "soon"},
        {"id": "a", "text": "x", "published": 5},
        {"id": ["a"], "text": "x"},
        {"id": "a", "text": "x", "title": ["T"]},
    ],
)
def test_reports_that_cannot_be_coded(tmp_path: Path, row: object) -> None:
    with pytest.raises(InputError, match="line 1"):
        load_reports(written(tmp_path, row))


def test_a_missing_file() -> None:
    with pytest.raises(InputError, match=r"nothing\.jsonl: No such file"):
        load_claims("nothing.jsonl")


class OneClaim:
    def code_many(self, reports: Iterable[Report], workers: int = 1) -> Iterator[Coded]:
        for report in reports:
            span = Span(5, 8)
            claim = Claim(
                "c",
                report.id,
                "CONSULT",
                (),
                (),
                (),
                (),
                (),
                When(None, None, None),
                None,
                (),
                (),
                Span(0, 9),
                span,
                0.5,
                (),
                "fake",
            )
            yield Coded(report, (claim,), (Problem(report.id, None, "claims", "odd", "odd"),))


def test_predictions_have_the_names_of_the_claim_json() -> None:
    found = predict([Report("a", "They met.")], OneClaim())
    assert found.claims["a"][0]["trigger"] == {"text": "met", "start": 5, "end": 8}
    assert [problem.code for problem in found.problems] == ["odd"]
