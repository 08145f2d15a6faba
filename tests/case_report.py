"""Where the case table stands: `python -m tests.case_report`, from the repository root.

Prints the share of passing cases by file and the differences of the failing ones; with --write-known-failures it rewrites
tests/cases/known_failures.txt so that it lists exactly the cases that fail now.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence

from tests.test_cases import KNOWN, cases, judge, known_failures

HEADER = "# Cases of the table that fail today, one id a line. Written by: python -m tests.case_report --write-known-failures\n"


def listing(failing: Iterable[str]) -> str:
    """The text of known_failures.txt."""
    return HEADER + "".join(f"{name}\n" for name in sorted(failing))


def summary(verdicts: Mapping[str, Sequence[str]]) -> list[str]:
    """Passing of all, by file, then the whole."""
    files = sorted({case.file for case in cases()})
    lines = []
    for file in files:
        own = [case.id for case in cases() if case.file == file]
        lines.append(f"{file:28} {sum(not verdicts[name] for name in own):4} of {len(own)}")
    passing = sum(not wrong for wrong in verdicts.values())
    return [*lines, f"{'all':28} {passing:4} of {len(verdicts)}  ({passing / len(verdicts):.3f})"]


def details(verdicts: Mapping[str, Sequence[str]]) -> list[str]:
    """Each failing case with its text and what differs; `*` marks one that the list does not know."""
    listed = set(known_failures())
    lines = []
    for case in cases():
        if verdicts[case.id]:
            lines += [f"{'' if case.id in listed else '* '}{case.id}: {case.text}", *(f"    {line}" for line in verdicts[case.id])]
    return lines


def main() -> None:
    from whimbrel.coder import Coder

    parser = argparse.ArgumentParser(prog="python -m tests.case_report", description="Where the case table stands.")
    parser.add_argument("--write-known-failures", action="store_true", help="rewrite tests/cases/known_failures.txt")
    parser.add_argument("--details", action="store_true", help="show what differs in each failing case")
    chosen = parser.parse_args()
    verdicts = judge(Coder())
    sys.stdout.write("\n".join([*(details(verdicts) if chosen.details else ()), *summary(verdicts)]) + "\n")
    if chosen.write_known_failures:
        KNOWN.write_text(listing(name for name, wrong in verdicts.items() if wrong), encoding="utf-8")


if __name__ == "__main__":
    main()
