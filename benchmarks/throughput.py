"""Words a second, end to end and of the bare encoder, in one run on one core; peak memory; start-up time.

usage: python benchmarks/throughput.py [--texts FILE.jsonl.gz] [--words N]

FILE has one JSON object a line with "sentences" (news blocks) or "text". Without it the bundled samples are coded again and again.
The two are measured in turn, block by block, so that a machine that slows down slows both.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from whimbrel.coder import Coder
from whimbrel.config import SAMPLES
from whimbrel.records import Report


def texts(path: Path | None) -> Iterator[str]:
    """The texts of a file, or the bundled samples without end."""
    if path is None:
        with open(SAMPLES, encoding="utf-8") as lines:
            yield from cycle([json.loads(line)["text"] for line in lines])
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["text"] if "text" in row else " ".join(row["sentences"])


def measure(path: Path | None, words: int) -> dict[str, float]:
    """Code about `words` words both ways; figures by name."""
    coder = Coder()
    encode = [step for step in coder.pipeline.steps if step.gives in ("tokens", "encoding")]
    coder.code(Report("warm", "The president met the prime minister on Monday."))
    seen, whole, bare = 0, 0.0, 0.0
    for number, text in enumerate(texts(path)):
        if seen >= words:
            break
        report = Report(f"r{number}", text)
        began = time.perf_counter()
        coder.code(report)
        whole += time.perf_counter() - began
        bare += _bare(encode, report)
        seen += len(text.split())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "words": seen,
        "end to end, words/s": round(seen / whole),
        "bare encoder, words/s": round(seen / bare),
        "share": round(bare / whole, 3),
        "peak memory, MB": round(peak),
    }


def _bare(steps: list, report: Report) -> float:  # type: ignore[type-arg]
    from whimbrel.document import Document

    tokens, encode = steps
    document = Document(report).with_layer("tokens", tokens.run([Document(report)])[0])
    began = time.perf_counter()
    encode.run([document])
    return time.perf_counter() - began


def start_up() -> dict[str, float]:
    """Seconds of a fresh process: bare import, and one short report on the command line."""
    report = "Kenya's president flew to Doha on Tuesday for talks with the emir, state media said."
    commands = {
        "import whimbrel, s": [sys.executable, "-c", "import whimbrel"],
        "code one short report, s": [sys.executable, "-m", "whimbrel", "code", "-", "--published", "2025-03-06"],
    }
    out = {}
    for name, command in commands.items():
        began = time.perf_counter()
        subprocess.run(command, input=report, text=True, check=True, capture_output=True)
        out[name] = round(time.perf_counter() - began, 2)
    return out


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--words", type=int, default=20_000)
    args = parser.parse_args()
    print(json.dumps({**measure(args.texts, args.words), **start_up()}, indent=1))


if __name__ == "__main__":
    main()
