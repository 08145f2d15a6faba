"""From CAMEO codes to PLOVER types and modes and back, read from data/crosswalk.yaml.

CAMEO codes are strings of two digits (root, "cue category"), three or four: "010" is not "10".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from whimbrel.errors import UsageError
from whimbrel.ontology.read import Item, read
from whimbrel.ontology.schema import QUADS, Ontology, ontology_folders

_NONE = "none"  # a code that PLOVER has no place for
_KEYS = ("from_cameo", "to_cameo")


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The table, both ways: `cameo` gives (type, mode) or None for what PLOVER dropped, `plover` the nearest CAMEO code."""

    cameo: Mapping[str, tuple[str, str | None] | None]
    plover: Mapping[tuple[str, str | None], str]

    @classmethod
    def load(cls, extra: Path | None = None, ontology: Ontology | None = None) -> Crosswalk:
        """The package's table with the rows of the user's folder `extra` on top (crosswalk.yaml). DataError with file and
        line."""
        known = ontology or Ontology.load(extra)
        cameo: dict[str, tuple[str, str | None] | None] = {}
        plover: dict[tuple[str, str | None], str] = {}
        for path in (folder / "crosswalk.yaml" for folder in ontology_folders(extra)):
            fields = read(path).record(_KEYS) if path.exists() else {}
            rows = fields["from_cameo"].entries() if "from_cameo" in fields else {}
            cameo |= {_code(key): None if value.text() == _NONE else _pair(value, known) for key, value in rows.values()}
            rows = fields["to_cameo"].entries() if "to_cameo" in fields else {}
            plover |= {_pair(key, known): _code(value) for key, value in rows.values()}
        return cls(cameo, plover)

    def cameo_to_plover(self, code: str) -> tuple[str, str | None] | None:
        """Type and mode (None: no mode is plain) of a CAMEO code; a longer code is read as the longest one known that it begins
        with. None for codes that PLOVER dropped (01, 02) and for what is no CAMEO code."""
        for length in range(len(code), 1, -1):
            if code[:length] in self.cameo:
                return self.cameo[code[:length]]
        return None

    def plover_to_cameo(self, event: str, mode: str | None = None) -> str:
        """The best CAMEO root (two digits) for a type and mode; UsageError when the type has none."""
        return self.plover_to_cameo_code(event, mode)[:2]

    def plover_to_cameo_code(self, event: str, mode: str | None = None) -> str:
        """The nearest CAMEO code (two to four digits) for a type and mode, its type's where the mode has none of its own."""
        code = self.plover.get((event, mode)) or self.plover.get((event, None))
        if code is None:
            raise UsageError(f"no CAMEO code is known for {event!r}: add it under to_cameo in a crosswalk.yaml")
        return code


def quad_name(quad: int) -> str:
    """The name of a quad class 1 … 4; UsageError for another number."""
    if quad not in QUADS:
        raise UsageError(f"there is no quad class {quad}: use 1, 2, 3 or 4")
    return QUADS[quad]


def _code(item: Item) -> str:
    code = item.text()
    if not code.isdecimal() or not 2 <= len(code) <= 4:
        raise item.wrong(f"{code!r} is no CAMEO code", "write two to four digits, with the leading zero")
    return code


def _pair(item: Item, ontology: Ontology) -> tuple[str, str | None]:
    event, _, mode = item.text().partition(" ")
    if event not in ontology.by_name:
        raise item.wrong(f"there is no event type {event!r}", f"use one of {', '.join(ontology.by_name)}")
    if mode and not ontology.mode_belongs(event, mode):
        modes = ", ".join(known.name for known in ontology.event(event).modes) or "no mode"
        raise item.wrong(f"{event} has no mode {mode!r}", f"use {modes}")
    return event, mode or None
