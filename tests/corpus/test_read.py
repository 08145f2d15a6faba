"""The reader of the annotated reports, on small reports written here."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"
HEADING = "# id: x-1 | published: 2025-03-04 | style: wire | publisher: Invented Wire\n"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_read", CORPUS / "read.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["corpus_read"] = module
    spec.loader.exec_module(module)
    return module


READ = load()


def read(tmp_path: Path, body: str) -> tuple[list[dict[str, Any]], list[str]]:
    (tmp_path / "x.txt").write_text(HEADING + body, encoding="utf-8")
    rows, mistakes = READ.read_folder(tmp_path)
    return rows, [f"{m.line}: {m.message}" for m in mistakes]


def only(tmp_path: Path, body: str) -> tuple[str, dict[str, Any]]:
    rows, mistakes = read(tmp_path, body)
    assert mistakes == []
    (claim,) = rows[0]["claims"]
    return rows[0]["text"], claim


def cut(text: str, part: dict[str, Any]) -> str:
    return text[part["start"] : part["end"]]


def test_offsets_fields_and_names(tmp_path: Path) -> None:
    text, claim = only(
        tmp_path,
        "It rained in Doha.\nThe minister flew to Doha on Monday, state radio said.\n"
        '> CONSULT.visit t="flew" a="The minister"=KEN:GOV~"Ana Otieno" r=""=QAT:GOV~"Qatar" w="on Monday"=2025-03-03/day'
        ' p="Doha"=QAT s="state radio"=KEN:JRN c=diplomatic,economic\n',
    )
    assert cut(text, claim["trigger"]) == "flew"
    assert cut(text, claim["evidence"]) == "The minister flew to Doha on Monday, state radio said."
    assert cut(text, claim["actor"][0]) == "The minister" and claim["actor"][0]["name"] == "Ana Otieno"
    assert claim["recipient"][0]["text"] == "" and claim["recipient"][0]["start"] == claim["evidence"]["start"]
    assert claim["recipient"][0]["code"] == "QAT"
    assert (claim["date"], claim["enddate"], claim["date_precision"]) == ("2025-03-03", None, "day")
    assert cut(text, claim["date_text"]) == "on Monday"
    assert cut(text, claim["place"]) == "Doha" and claim["place"]["start"] > claim["evidence"]["start"]
    assert cut(text, claim["speaker"][0]) == "state radio"
    assert claim["mode"] == ["visit"] and claim["context"] == ["diplomatic", "economic"]


def test_second_occurrence_and_whole_words(tmp_path: Path) -> None:
    body = 'Then he met the envoy and the envoy thanked him.\n> SUPPORT t="thanked" a="the envoy"#2=-:- r="him"=FRA:GOV\n'
    text, claim = only(tmp_path, body)
    assert claim["actor"][0]["start"] == text.rindex("the envoy")
    assert claim["actor"][0]["code"] is None and claim["actor"][0]["sector"] is None
    body = 'Then he met a man.\n> CONSULT t="met" a="he"=FRA:GOV\n'
    text, claim = only(tmp_path, body)
    assert claim["actor"][0]["start"] == text.index(" he ") + 1


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ("dead:12", {"best": 12, "approximate": False}),
        ("dead:>=12", {"low": 12, "approximate": False}),
        ("dead:<=12", {"high": 12, "approximate": False}),
        ("money:~2500000000", {"best": 2500000000, "approximate": True}),
        ("other:1.5", {"best": 1.5, "approximate": False}),
        ("dead:10..12", {"low": 10, "high": 12, "approximate": False}),
    ],
)
def test_quantities(tmp_path: Path, value: str, want: dict[str, object]) -> None:
    text, claim = only(tmp_path, f'A blast hit 12 men.\n> ASSAULT t="blast" a=""=-:UNK~"unknown" q="12"={value}\n')
    (quantity,) = claim["quantities"]
    assert cut(text, quantity) == "12" and quantity["kind"] == value.split(":")[0]
    assert {k: quantity[k] for k in ("low", "best", "high", "approximate") if k in quantity} == want


@pytest.mark.parametrize(
    ("fields", "want"),
    [
        ("", ("2025-03-04", None, "report")),
        ("x=negation", ("2025-03-04", None, "report")),
        ("x=historical", (None, None, None)),
        ("x=hypothetical,negation", (None, None, None)),
        ('w="now"=2014', ("2014-01-01", None, "year")),
        ('w="now"=2014-05', ("2014-05-01", None, "month")),
        ('w="now"=2024-09-22/now/season', ("2024-09-22", "2025-03-04", "season")),
        ('w="now"=-', (None, None, None)),
        ('x=historical w=""=2014-05-06/2014-05-09', ("2014-05-06", "2014-05-09", "day")),
    ],
)
def test_dates(tmp_path: Path, fields: str, want: tuple[str | None, ...]) -> None:
    _, claim = only(tmp_path, f'They talk now.\n> CONSULT t="talk" a="They"=FRA:GOV {fields}\n')
    assert (claim["date"], claim["enddate"], claim["date_precision"]) == want


def test_lines_and_spaces(tmp_path: Path) -> None:
    rows, mistakes = read(tmp_path, "| Talks stall\nThe sides met.\nNobody won.\n| 10:40 It rained.\nA lot.\n")
    assert mistakes == []
    assert rows[0]["text"] == "Talks stall\nThe sides met. Nobody won.\n10:40 It rained. A lot."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('> CONSULT.demo t="met" a="They"=FRA:GOV', "3: 'demo' is no mode of CONSULT"),
        ('> MEET t="met" a="They"=FRA:GOV', "3: a claim line begins with"),
        ('> CONSULT t="meet" a="They"=FRA:GOV', "3: 'meet' stands 0 times in the sentence"),
        ('> CONSULT t="met"', "3: a claim needs an actor"),
        ('> CONSULT t="met" a="They"=FRX:GOV', "3: a: 'FRX:GOV' must be CODE:SECTOR"),
        ('> CONSULT t="met" a="They"=FRA:GOV x=past', "3: 'past' is no auxiliary"),
        ('> CONSULT t="met" a="They"=FRA:GOV w="met"=2025-02-30', "3: day is out of range"),
        ('> CONSULT t="met" a="They"=FRA:GOV w="met"=2025-03-04/2025-03-01/day', "3: w: '2025-03-04/2025-03-01/day' ends"),
        ('> CONSULT t="met" a="They"=FRA:GOV w="on Friday"=2025-03-03/day', "3: w: 2025-03-03 is a Monday"),
        ('> CONSULT t="met" a=They=FRA:GOV', "3: a: 'They=FRA:GOV' must be"),
        ('> CONSULT t="met" a="They"=FRA:GOV q="met"=goats:3', "3: q: 'goats:3' must be"),
        ('> CONSULT t="met" a="They"=FRA:GOV x=future', "3: a future CONSULT is coded AGREE"),
        ('> RETREAT t="met" a="They"=FRA:GOV x=future', "3: a future RETREAT is coded CONCEDE"),
        ('> SANCTION t="met" a="They"=FRA:GOV', "3: SANCTION needs a recipient"),
        ('> CONSULT t="met" a="They"=FRA:GOV k="met"', "3: unknown field 'k'="),
    ],
)
def test_mistakes_name_the_line(tmp_path: Path, line: str, message: str) -> None:
    _, mistakes = read(tmp_path, f"They met on Friday.\n{line}\n")
    assert len(mistakes) == 1 and mistakes[0].startswith(message)


def test_near_duplicates_are_refused(tmp_path: Path) -> None:
    _, mistakes = read(
        tmp_path, "The council met in the old town hall on Monday.\nThe council met in the old town hall on Friday.\n"
    )
    assert mistakes == ["3: nearly the same sentence as x.txt line 2"]


def test_output_and_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "gold.jsonl"
    read(tmp_path, 'They met.\n> CONSULT t="met" a="They"=FRA:GOV\n')
    assert READ.main([str(tmp_path), "--output", str(out)]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["claims"][0]["event"] == "CONSULT"
    read(tmp_path, "> lost\n")
    assert READ.main([str(tmp_path), "--check"]) == 2
    assert "x.txt:2: a claim must stand below its sentence" in capsys.readouterr().err


def test_the_shipped_reports_have_no_mistakes() -> None:
    rows, mistakes = READ.read_folder(CORPUS / "reports")
    assert mistakes == []
    assert all(cut(row["text"], claim["trigger"]) == claim["trigger"]["text"] for row in rows for claim in row["claims"])


@pytest.mark.parametrize(("event", "wrong"), [("COOPERATE", True), ("CONSULT", True), ("SUPPORT", False)])
def test_in_a_mutual_act_nobody_is_on_both_sides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], event: str, wrong: bool
) -> None:
    sides = 'a="Peru"=PER:GOV a="Chile"=CHL:GOV r="Peru"=PER:GOV'
    rows, mistakes = read(tmp_path, f'Peru and Chile drill together.\n> {event} t="drill" {sides}\n')
    assert mistakes == [] and len(rows[0]["claims"]) == 1
    assert READ.main([str(tmp_path), "--check"]) == (2 if wrong else 0)
    assert ("x-1: 'drill' has a participant on both sides" in capsys.readouterr().out) == wrong


def test_coverage_counts_claims_without_a_mode(tmp_path: Path) -> None:
    claims = (f'> {event} t="asked" a="Peru"=PER:GOV\n' for event in ("REQUEST", "REQUEST.meet", "SUPPORT"))
    rows, _ = read(tmp_path, "Peru asked Chile.\n" + "".join(claims))
    assert "without a mode: REQUEST 1" in READ.coverage(rows).splitlines()
