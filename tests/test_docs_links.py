"""Links between pages lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def broken(page: Path) -> list[str]:
    """Relative links of a page whose target does not exist."""
    links = LINK.findall(page.read_text(encoding="utf-8"))
    return [link for link in links if "://" not in link and not (page.parent / link).exists()]


def test_relative_links_lead_to_files() -> None:
    """Every relative link of every page of the project."""
    pages = [p for p in ROOT.rglob("*.md") if not any(part.startswith(".") for part in p.relative_to(ROOT).parts)]
    assert len(pages) > 8
    assert {p.relative_to(ROOT).as_posix(): broken(p) for p in pages if broken(p)} == {}


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    """The check itself can fail."""
    (tmp_path / "a.md").write_text("[x](gone.md) [y](a.md) [z](https://example.org)")
    assert broken(tmp_path / "a.md") == ["gone.md"]
