"""What the whole package agrees on: its version, where its bundled files are, and the limits that protect it.

Limits are named here once, with their reason, so that the step that keeps one and the page that documents it say the same number.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
SAMPLES = PACKAGE / "samples" / "reports.jsonl"

LANGUAGE = "en"  # the one language the model and the frames know

# Years a report can be published in. Outside them a date is a typing mistake, and date arithmetic near year 1 or 9999 overflows.
FIRST_YEAR, LAST_YEAR = 1500, 2199


def version() -> str:
    """The installed version, or "0+source" when the package runs from a checkout that was never installed."""
    from importlib import metadata  # 20 ms that only --version and the coder's name need

    try:
        return metadata.version("whimbrel")
    except metadata.PackageNotFoundError:
        return "0+source"
