"""`whimbrel demo`: codes the bundled reports, to see what comes out."""

from __future__ import annotations

import argparse

from whimbrel.cli.code import load_coder, load_scale, make_form, noted, write_all
from whimbrel.cli.inputs import Intake
from whimbrel.cli.output import open_output
from whimbrel.cli.progress import Progress
from whimbrel.config import SAMPLES
from whimbrel.ingest.readers import Defaults


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    what = "Codes four short bundled reports and prints the table."
    parser = commands.add_parser("demo", help="code the bundled reports", description=what)
    parser.add_argument("--explain", action="store_true", help="say for each claim what decided")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Always 0."""
    intake = Intake([str(SAMPLES)], Defaults())
    with open_output(None) as sink:
        form = make_form("table", sink, load_scale(), explain=options.explain)
        coded = load_coder().code_many(intake.reports())
        write_all(noted(coded, intake, Progress(None, shown=False)), form, sink)
    intake.account(None)
    return 0
