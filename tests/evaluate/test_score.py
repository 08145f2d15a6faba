from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from whimbrel.cli.evaluate import score_lines
from whimbrel.evaluate.gold import load_claims
from whimbrel.evaluate.score import Figure, align, score

SHARED = Path(__file__).resolve().parents[3] / "shared"
GOLD, SCORER = SHARED / "gold" / "dev.jsonl", SHARED / "eval" / "score.py"


def entity(code: str | None, sector: str | None = "GOV") -> dict[str, Any]:
    return {"code": code, "sector": sector}


def claim(event: str, start: int = 0, **more: Any) -> dict[str, Any]:
    """A claim in the sentence start..start+50 with its trigger at the start, by Kenya unto Uganda."""
    return {
        "event": event,
        "evidence": {"start": start, "end": start + 50},
        "trigger": {"start": start + more.pop("at", 0), "end": start + 5, "text": "words"},
        "actor": [entity("KEN")],
        "recipient": [entity("UGA")],
        **more,
    }


def figures(gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> dict[str, tuple[int, int, int]]:
    scores = score({"r": gold}, {"r": predicted})
    return {name: (figure.hit, figure.predicted, figure.gold) for name, figure in scores.figures.items()}


def right(gold: dict[str, Any], predicted: dict[str, Any]) -> dict[str, tuple[float, int]]:
    return {name: (share.right, share.of) for name, share in score({"r": [gold]}, {"r": [predicted]}).attributes.items()}


def test_precision_recall_and_f1_are_rounded_once() -> None:
    figure = Figure(1, 3, 7)
    assert (figure.p, figure.r, figure.f1) == (0.3333, 0.1429, 0.2)
    assert (Figure(0, 0, 0).p, Figure(0, 0, 0).r, Figure(0, 0, 0).f1) == (0.0, 0.0, 0.0)


def test_the_sides_of_mutual_types_may_be_swapped_and_of_others_not() -> None:
    swapped: dict[str, Any] = {"actor": [entity("UGA")], "recipient": [entity("KEN")]}
    joined: dict[str, Any] = {"actor": [entity("UGA"), entity("KEN")], "recipient": []}
    assert figures([claim("CONSULT")], [claim("CONSULT", **swapped)])["record"] == (1, 1, 1)
    assert figures([claim("CONSULT")], [claim("CONSULT", **joined)])["dyad"] == (1, 1, 1)
    assert figures([claim("ACCUSE")], [claim("ACCUSE", **swapped)])["dyad"] == (0, 1, 1)


def test_a_record_says_whether_it_happened_and_a_dyad_does_not() -> None:
    found = figures([claim("ACCUSE", auxiliary=["future"])], [claim("ACCUSE", auxiliary=["historical"])])
    assert (found["record"], found["dyad"]) == ((0, 1, 1), (1, 1, 1))
    assert figures([claim("ACCUSE", auxiliary=["future"])], [claim("ACCUSE", auxiliary=["negation"])])["record"] == (1, 1, 1)


def test_detect_asks_for_the_sentence_and_event_for_the_type_too() -> None:
    found = figures([claim("ACCUSE"), claim("REJECT", 100)], [claim("THREATEN"), claim("REJECT", 200), claim("REJECT", 149)])
    assert found["detect"] == (2, 3, 2)
    assert found["event"] == (1, 3, 2)


def test_each_claim_pairs_once_and_with_the_best_partner() -> None:
    gold = [claim("ACCUSE", actor=[entity("SDN")]), claim("ACCUSE")]
    predicted = [claim("ACCUSE", at=-9), claim("ACCUSE", actor=[entity("SDN")])]
    assert align(gold, predicted, typed=True) == [(0, 1), (1, 0)]
    assert align(gold, predicted[:1], typed=True) == [(1, 0)]


def test_participants_without_a_code_count_by_sector() -> None:
    assert right(claim("ACCUSE", actor=[entity(None, "UAF")]), claim("ACCUSE", actor=[entity(None, "UAF")]))["sides"] == (1.0, 1)
    assert right(claim("ACCUSE", actor=[entity(None, None)]), claim("ACCUSE", actor=[entity(None, "UNK")]))["sides"] == (1.0, 1)
    assert right(claim("ACCUSE", actor=[entity(None, "UAF")]), claim("ACCUSE", actor=[entity(None, "REB")]))["sides"] == (0.0, 1)


@pytest.mark.parametrize(
    ("name", "gold", "predicted", "expected"),
    [
        ("mode", {"mode": ["allege"]}, {"mode": ["allege"]}, (1.0, 1)),
        ("mode", {"mode": ["allege"]}, {}, (0.0, 1)),
        ("auxiliary", {"auxiliary": ["future", "negation"]}, {"auxiliary": ["negation", "future"]}, (1.0, 1)),
        ("date", {"date": "2024-03-05", "date_precision": "day"}, {"date": "2024-03-06"}, (0.0, 1)),
        ("date", {"date": "2024-03-05", "date_precision": "month"}, {"date": "2024-03-06"}, (1.0, 1)),
        ("date", {"date": "1991-01-01", "date_precision": "decade"}, {"date": "1995-06-30"}, (1.0, 1)),
        ("place", {"place": {"text": "Kyiv", "name": None}}, {"place": {"text": "the city", "name": "KYIV"}}, (1.0, 1)),
        ("place", {"place": {"text": "", "name": "Kyiv"}}, {"place": {"text": "", "name": "Lviv"}}, (0.0, 1)),
        ("speaker", {"speaker": [entity("RUS")]}, {"speaker": [entity("USA"), entity("RUS")]}, (1.0, 1)),
        ("no speaker", {}, {"speaker": [entity("RUS")]}, (0.0, 1)),
        ("quantities", {"quantities": [{"kind": "dead", "low": 5}]}, {"quantities": [{"kind": "dead", "best": 5.0}]}, (1.0, 1)),
        ("quantities", {"quantities": [{"kind": "dead", "best": 5}]}, {"quantities": [{"kind": "injured", "best": 5}]}, (0.0, 1)),
        ("sector", {"actor": [entity("KEN", "MIL")], "recipient": []}, {"recipient": [entity("KEN", "MIL")]}, (1.0, 1)),
    ],
)
def test_attributes(name: str, gold: dict[str, Any], predicted: dict[str, Any], expected: tuple[float, int]) -> None:
    assert right(claim("ACCUSE", **gold), claim("ACCUSE", **predicted))[name] == expected


@pytest.mark.parametrize(
    ("event", "gold"),
    [("AID", {"mode": ["allege"]}), ("ACCUSE", {"date": "2024-03-05", "date_precision": "report"}), ("ACCUSE", {"mode": []})],
)
def test_attributes_that_are_not_asked(event: str, gold: dict[str, Any]) -> None:
    assert not {"mode", "date"} & set(right(claim(event, **gold), claim(event)))


def test_claims_without_a_partner_are_named() -> None:
    scores = score({"r": [claim("ACCUSE")]}, {"r": [claim("REJECT")], "elsewhere": [claim("ACCUSE")]})
    assert [(error.kind, error.report, error.claim["event"]) for error in scores.errors] == [
        ("missed", "r", "ACCUSE"),
        ("extra", "r", "REJECT"),
    ]


Rows = dict[str, list[dict[str, Any]]]


def perturbed(gold: Rows, seed: int) -> Rows:
    """Gold as a coder might get it wrong: claims lost, doubled and moved, types, sides and attributes changed."""
    chance = random.Random(seed)
    events = sorted({row["event"] for rows in gold.values() for row in rows})
    changes: tuple[Callable[[dict[str, Any]], object], ...] = (
        lambda row: row.update(event=chance.choice(events)),
        lambda row: row.update(actor=row["recipient"], recipient=row["actor"]),
        lambda row: row.update(recipient=[]),
        lambda row: row.update(auxiliary=[], context=row["context"][1:], mode=row["mode"][:1]),
        lambda row: row.update(date=None, place=None),
        lambda row: row.update(speaker=None, quantities=row["quantities"][1:]),
        lambda row: row.update(trigger=None),
        lambda row: row.pop("evidence"),
        lambda row: row.update(actor=[{**other, "sector": None} for other in row["actor"]]),
    )
    found: Rows = {}
    for report, rows in gold.items():
        kept = [json.loads(json.dumps(row)) for row in rows if chance.random() < 0.85]
        kept += [json.loads(json.dumps(row)) for row in rows if chance.random() < 0.15]
        for row in kept:
            change = chance.choice(changes)
            if chance.random() < 0.6 and not (row.get("evidence") is None and change is changes[6]):
                change(row)
        chance.shuffle(kept)
        if chance.random() < 0.9:
            found[report] = kept
    return found


@pytest.mark.skipif(not (GOLD.exists() and SCORER.exists()), reason="the shared gold file and scorer are not beside this checkout")
@pytest.mark.parametrize("seed", range(4))
def test_the_figures_are_the_shared_scorer_s_to_the_last_digit(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = importlib.util.spec_from_file_location("shared_score", SCORER)
    assert spec and spec.loader
    shared = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shared)
    gold = {report: row["claims"] for report, row in shared.load(str(GOLD)).items()}
    path = tmp_path / "predicted.jsonl"
    predicted = perturbed(gold, seed)
    path.write_text("".join(json.dumps({"report": report, **row}) + "\n" for report, rows in predicted.items() for row in rows))
    theirs, their_errors = shared.score(shared.load(str(GOLD)), shared.load(str(path)))
    ours = score(load_claims(str(GOLD)), load_claims(str(path)))
    assert json.dumps(ours.as_json()) == json.dumps(theirs)
    assert 0.2 < ours.figures["event"].f1 < 0.95
    assert [(error.kind, error.report) for error in ours.errors] == [(kind, report) for kind, report, _ in their_errors]
    shared.sys.argv = ["score.py", str(GOLD), str(path), "--errors", "15"]
    shared.main()
    assert "\n".join(score_lines(ours, 15)) + "\n" == capsys.readouterr().out
