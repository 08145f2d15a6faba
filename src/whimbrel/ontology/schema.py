"""What can be coded: event types with their modes, contexts, auxiliaries, sectors and codes, read from YAML.

The categories, codes and scores are those of PLOVER 2.0 (Open Event Data Alliance, CC BY-SA 4.0); definitions and examples are
our own words. A user's folder of the same shape adds to them or overrides them (docs/how-to/add-a-category.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from whimbrel.errors import DataError, UsageError
from whimbrel.ontology.read import DATA, Item, read, suggest, yaml_files

VERSION = "PLOVER 2.0 + whimbrel 1"
QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
TERM_FILES = ("contexts", "auxiliary", "sectors", "codes")
FILES = (*TERM_FILES, "crosswalk", "blocks")  # NAME.yaml directly in an ontology folder
FOLDERS = ("types", "frames")

_TYPE_NEEDS = ("name", "quad", "score", "definition")
_TYPE_KEYS = (*_TYPE_NEEDS, "recipient_needed", "mutual", "future", "examples", "modes")
_MODE_NEEDS = ("score", "definition")
_MODE_KEYS = (*_MODE_NEEDS, "examples", "signs")
_FOLDED = "a planned {} is coded as {}"
_DROPPED = "{} has no mode {}"


@dataclass(frozen=True, slots=True)
class Mode:
    """How an act is done ("aerial", "visit"). `score` lies on the scale of -10 (conflict) to +10 (cooperation); `signs` are lemmas
    that show the mode wherever they belong to the act ("artillery")."""

    name: str
    score: float
    definition: str
    examples: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventType:
    """What is done. `quad` is a key of QUADS; `score` holds where no mode says better. `recipient_needed`: an event of this type
    without a recipient is no event. `mutual`: where both sides do it alike, all are actors. `future`: the type that a merely
    planned act becomes."""

    name: str
    quad: int
    score: float
    definition: str
    modes: tuple[Mode, ...] = ()
    recipient_needed: bool = False
    mutual: bool = False
    future: str | None = None
    examples: tuple[str, ...] = ()

    def mode(self, name: str) -> Mode | None:
        """The mode of that name, None when the type has no such mode."""
        return next((mode for mode in self.modes if mode.name == name), None)


@dataclass(frozen=True, slots=True)
class Ontology:
    """The categories. `contexts`, `auxiliaries`, `sectors` and `codes` map each valid name to its meaning, in the order of the
    files. `version` names the standard and any folder added to it; `digest` changes whenever a category, score or wording
    does."""

    by_name: Mapping[str, EventType]
    contexts: Mapping[str, str]
    auxiliaries: Mapping[str, str]
    sectors: Mapping[str, str]
    codes: Mapping[str, str]
    version: str = VERSION
    digest: str = field(default="", compare=False)

    @classmethod
    def load(cls, extra: Path | None = None) -> Ontology:
        """The package's ontology, with the user's folder `extra` on top. DataError with file and line for a bad entry in it,
        UsageError when it is no folder."""
        folders = ontology_folders(extra)
        types = _load_types(folders)
        terms = {name: _load_terms(folders, name) for name in TERM_FILES}
        version = VERSION if extra is None else f"{VERSION} + {extra.resolve().name}"
        content = repr((tuple(types.values()), [tuple(terms[name].items()) for name in TERM_FILES]))
        digest = hashlib.sha256(content.encode()).hexdigest()[:12]
        return cls(types, terms["contexts"], terms["auxiliary"], terms["sectors"], terms["codes"], version, digest)

    @property
    def types(self) -> tuple[EventType, ...]:
        """All event types, from verbal cooperation to material conflict."""
        return tuple(self.by_name.values())

    def event(self, name: str) -> EventType:
        """The type of that name; UsageError when there is none."""
        if name not in self.by_name:
            raise UsageError(f"there is no event type {name!r}: {suggest(name, self.by_name)}")
        return self.by_name[name]

    def mode_belongs(self, event: str, mode: str) -> bool:
        """True when `mode` is a mode of `event`; an unknown type has no modes."""
        return event in self.by_name and self.by_name[event].mode(mode) is not None

    def score(self, event: str, modes: Sequence[str] = ()) -> float:
        """The conflict–cooperation score (-10 … +10): that of the mode farthest from 0, that of the type where no mode is
        given."""
        kind = self.event(event)
        scores = [mode.score for mode in kind.modes if mode.name in modes]
        return max(scores, key=abs) if scores else kind.score

    def quad(self, event: str) -> int:
        """The quad class 1 … 4 (QUADS)."""
        return self.event(event).quad

    def settle(self, event: str, modes: Iterable[str], auxiliary: Collection[str]) -> tuple[str, tuple[str, ...], str | None]:
        """What a proposed coding becomes under the ontology's rules: event, modes, and a note when something was changed.

        A planned act (`future` among the auxiliaries) becomes the type that its own type names for that, without modes; modes
        that do not belong to the type are dropped; the others stand once each, in the order of the ontology.
        """
        kind = self.event(event)
        if "future" in auxiliary and kind.future is not None:
            return kind.future, (), _FOLDED.format(event, kind.future)
        given = tuple(modes)
        kept = tuple(mode.name for mode in kind.modes if mode.name in given)
        strange = sorted(set(given) - set(kept))
        return event, kept, _DROPPED.format(event, ", ".join(strange)) if strange else None


def recipient_needed(ontology: Ontology) -> frozenset[str]:
    """The types that are no event without a recipient."""
    return frozenset(kind.name for kind in ontology.types if kind.recipient_needed)


def ontology_folders(extra: Path | None) -> tuple[Path, ...]:
    """The folders to read, the package's own first. UsageError when `extra` is no folder, DataError when it holds a YAML file or
    folder that no part of the ontology is read from (most often a misspelt name)."""
    if extra is None:
        return (DATA,)
    if not extra.is_dir():
        raise UsageError(f"{extra} is no folder: give a folder with types/, frames/ or other ontology files in it")
    names = {path.name: path for path in sorted(extra.iterdir()) if path.is_dir() or path.suffix in (".yaml", ".yml")}
    expected = (*FOLDERS, *(f"{name}.yaml" for name in FILES))
    for name, path in names.items():
        if name not in expected and not name.startswith((".", "__")):
            raise DataError(f"{path} line 1: nothing is read from {name!r}, {suggest(name, expected)}")
    return (DATA, extra)


def _load_types(folders: Iterable[Path]) -> dict[str, EventType]:
    types: dict[str, EventType] = {}
    planned: list[Item] = []
    for folder in folders:
        seen: dict[str, Path] = {}
        for path in yaml_files(folder / "types"):
            item = read(path)
            fields = item.record(_TYPE_KEYS, ("name",))
            name = fields["name"].text()
            if name in seen:
                raise fields["name"].wrong(f"{name} is described in {seen[name].name} already", "put both into one file")
            seen[name] = path
            types[name] = _event_type(item, fields, types.get(name))
            planned += [fields["future"]] if "future" in fields else []
    for item in planned:
        item.one_of(types)
    return types


def _event_type(item: Item, fields: Mapping[str, Item], known: EventType | None) -> EventType:
    """A type as described in one file, on top of what is `known` of it already."""
    if known is None:
        item.record(_TYPE_KEYS, _TYPE_NEEDS)
        known = EventType(fields["name"].text(), 0, 0.0, "")
    given: dict[str, Any] = {}
    if "quad" in fields:
        given["quad"] = int(fields["quad"].one_of([str(quad) for quad in QUADS]))
    if "score" in fields:
        given["score"] = _score(fields["score"])
    if "definition" in fields:
        given["definition"] = fields["definition"].text()
    if "examples" in fields:
        given["examples"] = fields["examples"].words()
    given |= {name: fields[name].flag() for name in ("recipient_needed", "mutual") if name in fields}
    if "future" in fields:
        given["future"] = fields["future"].text()
    if "modes" in fields:
        given["modes"] = _modes(fields["modes"], known)
    return replace(known, **given)


def _modes(item: Item, known: EventType) -> tuple[Mode, ...]:
    modes = {mode.name: mode for mode in known.modes}
    for name, (_, entry) in item.entries().items():
        old = modes.get(name)
        fields = entry.record(_MODE_KEYS, () if old else _MODE_NEEDS)
        modes[name] = Mode(
            name,
            _score(fields["score"]) if "score" in fields else old.score if old else 0.0,
            fields["definition"].text() if "definition" in fields else old.definition if old else "",
            fields["examples"].words() if "examples" in fields else old.examples if old else (),
            tuple(s.lower() for s in fields["signs"].words()) if "signs" in fields else old.signs if old else (),
        )
    return tuple(modes.values())


def _score(item: Item) -> float:
    if not -10 <= (score := item.number()) <= 10:
        raise item.wrong(f"the score {score:g} is out of range", "choose one from -10 (conflict) to 10 (cooperation)")
    return score


def _load_terms(folders: Iterable[Path], name: str) -> dict[str, str]:
    terms: dict[str, str] = {}
    for path in (folder / f"{name}.yaml" for folder in folders):
        if path.exists():
            terms |= {term: value.text() for term, (_, value) in read(path).entries().items()}
    return terms


def document(ontology: Ontology | None = None) -> str:
    """The reference page of an ontology (the package's own when none is given) as Markdown: docs/reference/ontology.md is this
    text."""
    known = ontology or Ontology.load()
    parts = [_INTRODUCTION.format(version=known.version)]
    for quad, label in QUADS.items():
        parts += [f"## Quad {quad}: {label}\n"]
        parts += [_document_type(kind) for kind in known.types if kind.quad == quad]
    for title, terms in (
        ("Auxiliaries", known.auxiliaries),
        ("Contexts", known.contexts),
        ("Sectors", known.sectors),
        ("Codes beside countries", known.codes),
    ):
        parts += [f"## {title}\n", _table(("name", "meaning"), ((f"`{name}`", meaning) for name, meaning in terms.items()))]
    return "\n".join(parts)


_INTRODUCTION = """# Ontology

<!-- Made from src/whimbrel/ontology/data by whimbrel.ontology.schema.document(); edit the YAML, not this page. -->

Version: {version}. Categories, codes and scores are those of PLOVER 2.0 (Open Event Data Alliance, CC BY-SA 4.0); the
definitions and examples are Whimbrel's. Scores run from -10 (conflict) to +10 (cooperation); a claim with several modes takes
the one farthest from 0. To add categories of your own, see [Add a category](../how-to/add-a-category.md).
"""


def _document_type(kind: EventType) -> str:
    facts = [f"Score {kind.score:g}.", "A recipient is needed." if kind.recipient_needed else "A recipient may be absent."]
    facts += ["Where both sides do it alike, all are actors."] if kind.mutual else []
    facts += [f"When only planned it is {kind.future}."] if kind.future else []
    lines = [f"### {kind.name}\n", f"{kind.definition}\n", " ".join(facts) + "\n"]
    lines += [f"- *{example}*" for example in kind.examples] + ([""] if kind.examples else [])
    if kind.modes:
        rows = ((f"`{m.name}`", f"{m.score:g}", m.definition, " ".join(f"*{e}*" for e in m.examples)) for m in kind.modes)
        lines += [_table(("mode", "score", "meaning", "example"), rows)]
    return "\n".join(lines)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"
