"""Who may import whom: the house rules of the package, read off its imports."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "whimbrel"
# From the top of the house to its ground; names on one level may import lower levels only, rooms never each other.
LEVELS = (
    ("cli", "serve"),
    ("scale", "evaluate", "analyse", "interop"),
    ("store",),
    ("coder",),
    ("pipeline",),
    ("ingest", "segment", "annotate", "actors", "events", "circumstances", "claims", "incidents"),
    ("ontology",),
    ("document",),
    ("records", "config", "errors"),
)
LEVEL = {name: number for number, names in enumerate(LEVELS) for name in names}
# One door each for what is heavy or replaceable.
DOORS = {"onnxruntime": {"annotate/session.py"}, "rapidfuzz": {"actors/registry.py"}}


def imports(path: Path) -> set[str]:
    """Modules that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(module: str) -> str:
    """The part of the house that a module is in."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def broken(source: Path) -> list[str]:
    """All imports that break a rule."""
    out = []
    for path in sorted(source.rglob("*.py")):
        relative = path.relative_to(source)
        mine = relative.parts[0].removesuffix(".py")
        if mine in ("__init__", "__main__"):
            continue
        for module in sorted(imports(path)):
            if module.split(".")[0] in DOORS and relative.as_posix() not in DOORS[module.split(".")[0]]:
                out.append(f"{relative} imports {module}: it has one door")
            other = room(module) if module.startswith("whimbrel.") else ""
            if other in LEVEL and other != mine and LEVEL[other] <= LEVEL[mine] and mine not in ("records", "config", "errors"):
                out.append(f"{relative} imports {module}: up or sideways")
    return out


def test_imports_go_down_only() -> None:
    """A room never imports a neighbour or something above it."""
    assert broken(SOURCE) == []


def test_every_file_is_in_the_plan() -> None:
    """A new top-level module must be given its level here."""
    top = {p.name.removesuffix(".py") for p in SOURCE.iterdir() if p.suffix == ".py" or (p.is_dir() and list(p.glob("*.py")))}
    assert top - {"__init__", "__main__", "__pycache__"} <= set(LEVEL)


def test_a_sideways_import_is_found(tmp_path: Path) -> None:
    """The check itself can fail."""
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "x.py").write_text("from whimbrel.actors import registry\nimport onnxruntime\n")
    assert len(broken(tmp_path)) == 2


def test_no_drawer_files() -> None:
    """Nothing is called utils or helpers."""
    assert not [p for p in SOURCE.rglob("*.py") if p.stem in {"utils", "helpers", "common", "misc"}]
