"""Whimbrel reads news reports and keeps who did what to whom, when, where, how many, according to whom, and whether it happened.

>>> import whimbrel
>>> claims = whimbrel.code("Kenya's president flew to Doha on Tuesday, state media said.", published="2025-03-06")
>>> claims[0].event
'CONSULT'
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from whimbrel.records import Claim, Coded, Entity, Place, Problem, Quantity, Report, Span, Speaker, When

if TYPE_CHECKING:
    from whimbrel.coder import Coder

__all__ = [
    "Claim", "Coded", "Coder", "Entity", "Place", "Problem", "Quantity", "Report", "Span", "Speaker", "When", "__version__", "code",
]  # fmt: skip


def code(text: str, published: date | str | None = None, *, title: str | None = None) -> list[Claim]:
    """Claims of one English text; `published` (a date, or text as feeds write it: "2025-03-06") lets relative dates be
    resolved.

    Loads the model at the first call. For many reports, problems or a user's own tables use `Coder`. ValueError for a date that
    is none.
    """
    from whimbrel.coder import Coder  # heavy: the model is loaded when something is coded, not on import
    from whimbrel.ingest.dates import parse_date

    day = parse_date(published) if isinstance(published, str) else published
    shared = _shared.get("coder") or _shared.setdefault("coder", Coder())
    return list(shared.code(Report("report", text, title=title, published=day)).claims)


_shared: dict[str, Coder] = {}  # one loaded coder for repeated calls of `code`


def __getattr__(name: str) -> Any:
    if name == "Coder":
        from whimbrel.coder import Coder

        return Coder
    if name == "__version__":
        from whimbrel.config import version

        return version()
    raise AttributeError(f"module 'whimbrel' has no attribute {name!r}")
