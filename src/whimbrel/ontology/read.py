"""Read a YAML file that people edit, and say file and line when something in it cannot be used.

The file is composed (never constructed): each value keeps its line, and a scalar is what was written until its reader says what
it should be, so that `on`, `no` and `010` stay words. Keys are refused when unknown, with the nearest known one suggested, or
when given twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml

from whimbrel.errors import DataError

DATA = Path(__file__).parent / "data"
# Base, not Safe: types are for the readers below to say. The C parser is ten times faster, but not in every build of PyYAML.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Item:
    """One value of a file, with where it stands. `field` names it in messages."""

    path: Path
    node: yaml.Node
    field: str

    @property
    def line(self) -> int:
        """Line number, from 1."""
        return int(self.node.start_mark.line) + 1

    def wrong(self, problem: str, remedy: str) -> DataError:
        """The error to raise: 'FILE line N: problem, remedy'."""
        return DataError(f"{self.path} line {self.line}: {problem}, {remedy}")

    def text(self) -> str:
        """A non-empty scalar as written."""
        words = self.node.value.strip() if isinstance(self.node, yaml.ScalarNode) else ""
        if not words:
            raise self.wrong(f"{self.field!r} is {_shape(self.node)}", "write one word or sentence there")
        return str(words)

    def number(self) -> float:
        """A number."""
        try:
            return float(self.text())
        except ValueError:
            raise self.wrong(f"{self.field!r} is {self.text()!r}", "write a number such as 4.5 there") from None

    def flag(self) -> bool:
        """true or false."""
        if self.text() not in ("true", "false"):
            raise self.wrong(f"{self.field!r} is {self.text()!r}", "write true or false there")
        return self.text() == "true"

    def one_of(self, known: Collection[str]) -> str:
        """One of the words in `known`."""
        if (word := self.text()) not in known:
            raise self.wrong(f"{self.field!r} has the unknown value {word!r}", suggest(word, known))
        return word

    def words(self) -> tuple[str, ...]:
        """One word, or a list of words."""
        if isinstance(self.node, yaml.ScalarNode):
            return (self.text(),)
        if not (words := tuple(item.text() for item in self.members())):
            raise self.wrong(f"{self.field!r} is an empty list", "write a word in it or remove the line")
        return words

    def members(self) -> Iterator[Item]:
        """The members of a list, each as an Item."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong(f"{self.field!r} is {_shape(self.node)}", "write a list there ('- one' lines, or [one, two])")
        for node in self.node.value:
            yield Item(self.path, node, self.field)

    def entries(self) -> dict[str, tuple[Item, Item]]:
        """The entries of a mapping, by key: the key and its value, both as Items."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong(f"{self.field!r} is {_shape(self.node)}", "write 'key: value' lines there")
        found: dict[str, tuple[Item, Item]] = {}
        for key_node, node in self.node.value:
            key = Item(self.path, key_node, "key")
            if (name := key.text()) in found:
                raise key.wrong(f"{name!r} is given twice (first on line {found[name][0].line})", "keep one of the two")
            found[name] = (key, Item(self.path, node, name))
        return found

    def record(self, known: Collection[str], needed: Collection[str] = ()) -> dict[str, Item]:
        """The entries of a mapping whose keys must be among `known` and include all of `needed`."""
        entries = self.entries()
        for name, (key, _) in entries.items():
            if name not in known:
                raise key.wrong(f"unknown key {name!r}", suggest(name, known))
        for name in needed:
            if name not in entries:
                raise self.wrong(f"{name!r} is missing", f"add a line '{name}: …'")
        return {name: value for name, (_, value) in entries.items()}


def suggest(word: str, known: Collection[str]) -> str:
    """What to do about an unknown word: the nearest known ones, or all of them."""
    near = get_close_matches(word.lower(), sorted(known), n=1, cutoff=0.6) or get_close_matches(word.upper(), sorted(known), n=1)
    return f"use {near[0]!r} instead" if near else f"use one of {', '.join(sorted(known))}"


def read(path: Path) -> Item:
    """The content of a YAML file. DataError with file and line when it is no YAML, empty, or cannot be opened."""
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} line 1: the file cannot be read ({error}), save it as UTF-8 text") from None
    except yaml.MarkedYAMLError as error:
        raise _no_yaml(path, error) from None
    except yaml.YAMLError as error:
        raise DataError(f"{path} line 1: not YAML ({' '.join(str(error).split())}), remove the odd character") from None
    if node is None:
        raise DataError(f"{path} line 1: the file is empty, fill it or delete it")
    return Item(path, node, "file")


def yaml_files(folder: Path) -> list[Path]:
    """The *.yaml and *.yml files directly in a folder, by name; none when there is no such folder."""
    return sorted(path for path in folder.glob("*.y*ml") if path.suffix in (".yaml", ".yml"))


def _no_yaml(path: Path, error: yaml.MarkedYAMLError) -> DataError:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = path.read_text("utf-8").splitlines()
    written = lines[line - 1] if line <= len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return DataError(f"{path} line {line}: a tab is used to indent, use spaces instead")
    return DataError(f"{path} line {line}: not YAML ({error.problem or 'unreadable'}), check indentation, colons and quotes there")


def _shape(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "a set of 'key: value' lines"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return "empty" if not node.value.strip() else f"the single value {node.value!r}"
