"""The reference page names every command and option, each in the section of its command."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from whimbrel.claims.render import CSV_COLUMNS
from whimbrel.cli.main import build_parser

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cli.md"


def commands(parser: argparse.ArgumentParser | None = None, before: str = "") -> dict[str, argparse.ArgumentParser]:
    """The parser of every command and of the parts of a command: "code", "actors", "actors find"."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in (parser or build_parser())._actions:
        for name, its in action.choices.items() if isinstance(action, argparse._SubParsersAction) else ():
            found |= {before + name: its, **commands(its, f"{before}{name} ")}
    return found


def sections() -> dict[str, str]:
    """The text of each "## whimbrel NAME" or "### whimbrel NAME PART" section; "" is what stands before the first one."""
    parts = re.split(r"^###? `whimbrel (\w+(?: \w+)*)`.*$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Options by their long name, and the names of positional arguments."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction | argparse._HelpAction):
            continue
        yield action.option_strings[-1] if action.option_strings else str(action.metavar)


def choices_of(actions: Iterable[argparse.Action]) -> Iterator[object]:
    """The values that options are limited to; parts of a command are checked as commands."""
    for action in actions:
        if not isinstance(action, argparse._SubParsersAction):
            yield from action.choices or ()


def test_every_command_has_its_section() -> None:
    assert set(sections()) - {""} == set(commands())


def test_parts_of_commands_are_seen() -> None:
    """The check itself can fail."""
    assert {"actors", "actors find", "actors check"} <= set(commands())
    assert "--on" in set(arguments(commands()["actors find"]))


@pytest.mark.parametrize("name", ["", *commands()])
def test_every_argument_is_described_and_no_other(name: str) -> None:
    parser = commands()[name] if name else build_parser()
    real = set(arguments(parser))
    described = set(re.findall(r"^\| `(--\w+|[A-Z][\w.]*)", sections()[name], flags=re.MULTILINE))
    assert described == real


def test_every_choice_and_column_is_named() -> None:
    page = PAGE.read_text(encoding="utf-8")
    choices = {str(choice) for parser in commands().values() for choice in choices_of(parser._actions)}
    assert [word for word in sorted(choices | set(CSV_COLUMNS)) if f"`{word}`" not in page] == []
