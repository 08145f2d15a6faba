from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from whimbrel.cli.annotate import conllu
from whimbrel.cli.main import main
from whimbrel.document import Document, Tokens
from whimbrel.records import Report

TEXT = "They met.\r\n\r\n So it's  on."
EXPECTED = """\
# newdoc id = news/day 1
# sent_id = news%2Fday%201-1
# text = They met.
1\tThey\tthey\tPRON\tPRP\tCase=Nom|Number=Plur\t2\tnsubj\t_\tstart_char=0|end_char=4|NER=B-PER
2\tmet\tmeet\tVERB\tVBD\tTense=Past\t0\troot\t_\tstart_char=5|end_char=8|SpaceAfter=No
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\tstart_char=8|end_char=9

# sent_id = news%2Fday%201-2
# text = So it's on.
1\tSo\tso\tADV\tRB\t_\t4\tadvmod\t_\tstart_char=14|end_char=16
2\tit\tit\tPRON\tPRP\tNumber=Sing\t4\tnsubj\t_\tstart_char=17|end_char=19|SpaceAfter=No
3\t's\tbe\tAUX\tVBZ\t_\t4\tcop\t_\tstart_char=19|end_char=21
4\ton\ton\tADV\tRB\t_\t0\troot\t_\tstart_char=23|end_char=25|SpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\tstart_char=25|end_char=26

"""

Annotate = Callable[[Report], Document]


def test_conllu(annotate: Annotate) -> None:
    assert conllu(annotate(Report("news/day 1", TEXT))) == EXPECTED


def test_offsets_find_the_words_in_the_report(annotate: Annotate) -> None:
    for line in conllu(annotate(Report("a", TEXT))).splitlines():
        if line and not line.startswith("#"):
            misc = dict(part.split("=", 1) for part in line.split("\t")[9].split("|"))
            assert TEXT[int(misc["start_char"]) : int(misc["end_char"])] == line.split("\t")[1]


def test_forms_that_would_break_the_columns_are_made_safe(annotate: Annotate) -> None:
    document = annotate(Report("a", TEXT))
    tokens = document.layer("tokens", Tokens)
    odd = replace(tokens, words=("The\ty", "me\u0301t", ".", "So\u2028", "it", "\x00", "on", "."))
    shown = conllu(Document(document.report, {**document.layers, "tokens": odd}))
    assert "# text = The_y mét." in shown and "# text = So_ it_ on." in shown
    assert all(line.count("\t") == 9 for line in shown.split("\n") if line and not line.startswith("#"))
    assert unicodedata.is_normalized("NFC", shown)


def test_the_command_writes_conllu_or_json_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode())
    (tmp_path / "b.txt").write_bytes(b"")
    assert main(["annotate", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("# newdoc id = a\n# sent_id = a-1\n# text = They met.\n1\tThey\t")
    assert said.err.startswith("whimbrel: 1 report not coded: empty (b: ") and said.err.count("\n") == 1
    assert main(["annotate", str(tmp_path), "--format", "jsonl", "--strict"]) == 1
    row = json.loads(capsys.readouterr().out)
    assert row["id"] == "a" and [(sentence["start"], sentence["end"]) for sentence in row["sentences"]] == [(0, 9), (14, 26)]
    assert row["sentences"][1]["tokens"][2] == {
        "text": "'s",
        "start": 19,
        "end": 21,
        "lemma": "be",
        "upos": "AUX",
        "xpos": "VBZ",
        "feats": "",
        "head": 4,
        "deprel": "cop",
        "entity": "O",
    }
