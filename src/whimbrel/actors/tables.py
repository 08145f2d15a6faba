"""The registry's tables: how a cell is read, how a name is compared, and what a user's own table must look like."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from whimbrel.errors import DataError, InputError

OPEN = 99991231
YEAR = 10000  # in days written as the number yyyymmdd
INTERNATIONAL = ("EUR", "IGO", "IMG", "ISM", "MNC", "NGO", "UNO")
ALL = "AGR BUS COP CRM CVL EDU ELI GOV JRN JUD LAB LEG MED MIL OPP PRE PRM PTY REB REF REL SOC SPY UAF UNK"
SECTORS = frozenset(ALL.split())
# What a row of a user's table may be: a person, or one of the kinds of groups.csv.
KINDS = ("agency", "company", "court", "group", "media", "military", "movement", "organisation", "party", "person")
INITIALS = re.compile(r"(?<!\w)(?:(?:\w\.){2,}|[^\W\d_](?:\.[^\W\d_])+(?!\w))")
DASHES = str.maketrans(dict.fromkeys("‐‑–—-", " ") | dict.fromkeys("’‘ʻʼ`", "'"))
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "e"})


class Sense(NamedTuple):
    """One thing that a name stands for, from `start` to `end` (yyyymmdd). Codes and sectors may be empty. `title` is
    what a person of a user's table held then; people of the package have their terms in roles.csv."""

    entity: str
    name: str
    kind: str
    code: str
    sector: str
    start: int
    end: int
    title: str = ""


def normalise(phrase: str) -> str:
    """The form in which names are compared: lower case, no diacritics, periods or apostrophes, hyphens as blanks, no leading "the",
    no possessive. "The U.S.'s" gives "us", "Côte d’Ivoire" gives "cote divoire"."""
    text = phrase.lower()
    if text.isascii() and text.replace(" ", "").isalpha() and "  " not in text and text[0] != " ":  # most names: no more to do
        return text[4:].rstrip() if text.startswith("the ") and len(text) > 4 else text.rstrip()
    text = text.translate(DASHES).strip()
    if text.endswith("'s"):
        text = text[:-2]
    if not text.isascii():
        folded = unicodedata.normalize("NFKD", text.translate(LETTERS))
        text = "".join(c for c in folded if not unicodedata.combining(c))
    if "." in text:
        text = INITIALS.sub(lambda found: found.group().replace(".", ""), text).replace(".", " ")
    words = text.replace("'", "").replace(",", " ").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def day(cell: str, last: bool = False) -> int:
    """A date cell (YYYY, YYYY-MM or YYYY-MM-DD) as the number yyyymmdd, its first or `last` day; empty gives 0, or OPEN for `last`.
    ValueError when it is none of these."""
    if not cell:
        return OPEN if last else 0
    parts = cell.split("-")
    if len(parts) > 3 or len(parts[0]) != 4 or any(len(p) != 2 for p in parts[1:]) or not all(p.isdigit() for p in parts):
        raise ValueError(f"{cell!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    month = int(parts[1]) if len(parts) > 1 else (12 if last else 1)
    the_day = int(parts[2]) if len(parts) > 2 else (31 if last else 1)
    try:
        date(int(parts[0]), month, the_day if len(parts) > 2 else 1)
    except ValueError:
        raise ValueError(f"{cell!r} is not in the calendar: write YYYY, YYYY-MM or YYYY-MM-DD") from None
    return int(parts[0]) * YEAR + month * 100 + the_day


def cells(cell: str) -> list[str]:
    """The parts of a cell that holds a list."""
    return [part for part in cell.split("|") if part] if cell else []


def rows(table: str, columns: str) -> Iterator[tuple[str, ...]]:
    """The named columns (blank-separated) of each row of a table in the package; none when the table is not there.

    DataError when the table lacks a column or a row is cut short.
    """
    path = files("whimbrel.actors").joinpath("data", table)
    if not path.is_file():
        return
    reader = csv.reader(path.read_text(encoding="utf-8").splitlines())
    header = next(reader, [])
    if missing := [c for c in columns.split() if c not in header]:
        raise DataError(f"{table} line 1: no column {', '.join(missing)}; install Whimbrel again")
    pick: Any = itemgetter(*(header.index(c) for c in columns.split()))
    for row in reader:
        if len(row) != len(header):
            raise DataError(f"{table} line {reader.line_num}: {len(row)} cells, not {len(header)}; install Whimbrel again")
        yield pick(row)


def extra_senses(path: Path) -> list[tuple[Sense, list[str]]]:
    """The rows of a user's actors, each with all of its names, from a CSV with the columns name, aliases, code, sector, from, to,
    kind, position; all but name and code may be left out. A row of a person is one term; several with one name are one person.

    InputError when the file cannot be read, DataError "FILE line N: what is wrong, what to do" for the first bad row.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, restval="")
            if missing := [c for c in ("name", "code") if c not in (reader.fieldnames or [])]:
                raise DataError(f"{path} line 1: no column {' and '.join(missing)}; start it with name,aliases,code,sector,from,to")
            return [_extra_sense(path, reader.line_num, row) for row in reader if any(row.values())]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read as a UTF-8 CSV file: {error}") from error


def _extra_sense(path: Path, line: int, row: dict[str, str]) -> tuple[Sense, list[str]]:
    where = f"{path} line {line}"
    if None in row:
        raise DataError(f"{where}: more cells than columns; put a cell with a comma between double quotes")
    cell = {column: text.strip() for column, text in row.items()}
    name, code, sector = cell["name"], cell["code"], cell.get("sector", "")
    kind = cell.get("kind", "") or "organisation"
    if not normalise(name):
        raise DataError(f"{where}: the name is empty; write the actor's name in the column name")
    if code and not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise DataError(f"{where}: {code!r} is not a code; write an ISO 3166 alpha-3 code or one of {' '.join(INTERNATIONAL)}")
    if sector and sector not in SECTORS:
        raise DataError(f"{where}: {sector!r} is not a sector; write one of {' '.join(sorted(SECTORS))}")
    if kind not in KINDS:
        raise DataError(f"{where}: {kind!r} is not a kind; write one of {' '.join(KINDS)}, or nothing for an organisation")
    try:
        start, end = day(cell.get("from", "")), day(cell.get("to", ""), last=True)
    except ValueError as error:
        raise DataError(f"{where}: {error}") from error
    if start > end:
        raise DataError(f"{where}: from {cell['from']} is after to {cell['to']}; swap them")
    title = " ".join(cell.get("position", "").split()) if kind == "person" else ""
    sense = Sense("user:" + normalise(name).replace(" ", "-"), name, kind, code, sector, start, end, title)
    return sense, [name, *(a.strip() for a in cells(cell.get("aliases", "")))]
