"""Reading an extract of Wikidata: its lines, plain or gzip, the entities in them, and what an entity says.

An entity is Wikidata's own JSON, of which nothing is taken for granted: what is not as it should be counts as not there.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whimbrel.actors.tables import YEAR, day, normalise
from whimbrel.errors import InputError
from whimbrel.records import Problem

ITEM = re.compile(r"Q[1-9]\d{0,17}")
TIME = re.compile(r"\+0*(\d{1,4})-(\d\d)-(\d\d)T")
LANGUAGES = ("en", "mul", "en-gb")  # "mul" is where Wikidata keeps a name that is the same in all languages
YEARS, MONTHS, DAYS = 9, 10, 11  # Wikidata's precisions of a time
LONGEST = 32 << 20  # bytes of a line: several times the largest entities
NAME = 200  # characters of a name


def problem(report: str, code: str, message: str) -> Problem:
    """What could not be used of an entity (`report` is its id) or of a line (the file's name), and why."""
    return Problem(report, None, "wikidata", code, message)


def entities(path: Path, longest: int, problems: list[Problem]) -> Iterator[dict[str, Any]]:
    """The items of the file, in order; what is no entity goes to `problems`. Properties and lexemes are passed over."""
    for number, line in _lines(path, longest, problems):
        text = line.strip().removeprefix(b"\xef\xbb\xbf").rstrip(b",").strip()
        if text in (b"", b"[", b"]"):
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            problems.append(problem(path.name, "json", f"line {number}: not JSON: {error}"))
            continue
        inside = as_dict(value).get("entities", value)  # the API answers {"entities": {"Q42": {…}}}
        for entity in inside.values() if isinstance(inside, dict) and inside is not value else [value]:
            its = as_dict(entity).get("id")
            if not isinstance(its, str):
                problems.append(problem(path.name, "item", f"line {number}: no entity (a JSON object with an id like Q42)"))
            elif ITEM.fullmatch(its):
                yield entity


def _lines(path: Path, longest: int, problems: list[Problem]) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers; of a line that is too long no more than `longest` bytes are ever in memory."""
    number = 0
    try:
        with path.open("rb") as raw:
            lines = gzip.GzipFile(fileobj=raw) if raw.peek(2)[:2] == b"\x1f\x8b" else raw
            while line := lines.readline(longest + 1):
                number += 1
                if len(line) <= longest or line.endswith(b"\n"):
                    yield number, line
                    continue
                problems.append(problem(path.name, "long", f"line {number}: over {longest:,} bytes"))
                while line and not line.endswith(b"\n"):
                    line = lines.readline(longest)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        problems.append(problem(path.name, "gzip", f"after line {number}: the rest is damaged: {error}"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def as_dict(value: object) -> dict[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}  # an empty object is [] in dumps


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _clean(value: object) -> str:
    """A name on one line without control characters; empty when it is none or too long for one."""
    text = "".join(c for c in " ".join(value.split()) if c.isprintable()) if isinstance(value, str) else ""
    return text.strip() if len(text) <= NAME and normalise(text) else ""


def label_of(entity: dict[str, Any]) -> str:
    """The English name; empty where there is none."""
    labels = as_dict(entity.get("labels"))
    return next((text for lang in LANGUAGES if (text := _clean(as_dict(labels.get(lang)).get("value")))), "")


def aliases_of(entity: dict[str, Any]) -> list[str]:
    """The other English names."""
    many = as_dict(entity.get("aliases"))
    return [text for lang in LANGUAGES for one in _list(many.get(lang)) if (text := _clean(as_dict(one).get("value")))]


def statements(entity: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The statements of a property that are not deprecated."""
    many = (as_dict(one) for one in _list(as_dict(entity.get("claims")).get(name)))
    return [one for one in many if one.get("rank") != "deprecated"]


def value_of(snak: object) -> Any:
    """The value of a statement's main part or qualifier; None where it is unknown or says that there is none."""
    return as_dict(as_dict(snak).get("datavalue")).get("value") if as_dict(snak).get("snaktype", "value") == "value" else None


def item_of(snak: object) -> str:
    """The id of the item that it points to; empty where it points to none."""
    its = as_dict(value_of(snak)).get("id")
    return its if isinstance(its, str) else ""


def targets(entity: dict[str, Any], name: str) -> list[str]:
    """The items that the statements point to, the preferred ones alone where there are any."""
    many = statements(entity, name)
    best = [one for one in many if one.get("rank") == "preferred"]
    return [its for one in best or many if (its := item_of(one.get("mainsnak")))]


def mains(entity: dict[str, Any], name: str) -> list[Any]:
    """The main parts of a property's statements."""
    return [one.get("mainsnak") for one in statements(entity, name)]


def qualifiers(statement: dict[str, Any], name: str) -> list[Any]:
    """The qualifiers of a statement with one property."""
    return _list(as_dict(statement.get("qualifiers")).get(name))


def first_time(snaks: Iterable[object]) -> str:
    """The first of the times that can be written as a date cell; empty when none can."""
    return next((cell for snak in snaks if (cell := _cell(snak))), "")


def _cell(snak: object) -> str:
    """A time as a date cell; empty where it is none, or known to no better than a decade."""
    value = as_dict(value_of(snak))
    precision, found = value.get("precision"), TIME.match(str(value.get("time")))
    if found is None or not isinstance(precision, int) or precision < YEARS:
        return ""
    parts = [found[1].zfill(4), found[2], found[3]][: min(precision, DAYS) - YEARS + 1]
    cell = "-".join(parts[: parts.index("00")] if "00" in parts else parts)
    try:
        return cell if day(cell) >= YEAR else ""
    except ValueError:
        return ""
