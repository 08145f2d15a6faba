"""What the whole package agrees on: its version, where its bundled files are, and the limits that protect it.

Limits are named here once, with their reason, so that the step that keeps one and the page that documents it say the same number.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
SAMPLES = PACKAGE / "samples" / "reports.jsonl"

LANGUAGE = "en"  # the one language the model and the frames know

# A news report is some thousand characters; five million is a shelf of books. A text longer than this is not one report, and coding
# it as one would hold all its tokens in memory at once: the pipeline takes it in pieces and says so.
LONG_TEXT = 5_000_000

# Years a report can be published in. Outside them a date is a typing mistake, and date arithmetic near year 1 or 9999 overflows.
FIRST_YEAR, LAST_YEAR = 1500, 2199


def version() -> str:
    """The installed version, or "0+source" when the package runs from a checkout that was never installed."""
    from importlib import metadata  # 20 ms that only --version and the coder's name need

    try:
        return metadata.version("whimbrel")
    except metadata.PackageNotFoundError:
        return "0+source"
