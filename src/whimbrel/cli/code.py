"""`whimbrel code`: reports in, claims out."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from whimbrel.cli.inputs import Intake, add_coder_options, add_report_options, add_result_options, defaults
from whimbrel.cli.output import Sink, Writer, csv_header, csv_rows, json_array, json_lines, open_output
from whimbrel.cli.progress import Progress
from whimbrel.cli.table import Look, Table
from whimbrel.errors import UsageError
from whimbrel.records import Coded

if TYPE_CHECKING:
    from whimbrel.claims.explain import Audit
    from whimbrel.claims.render import Scale
    from whimbrel.coder import Coder

FORMATS = ("table", "jsonl", "json", "csv")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    what = "Codes reports and prints their claims."
    parser = commands.add_parser("code", help="code reports and print their claims", description=what)
    add_report_options(parser)
    parser.add_argument("--format", choices=FORMATS, default="table", help="how claims are written (table)")
    parser.add_argument("--explain", action="store_true", help="with the table: say for each claim what decided")
    parser.add_argument("--rejected", metavar="FILE", help="write what was not coded, and why, to FILE, one JSON object a line")
    add_result_options(parser)
    add_coder_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Codes what the options name; 1 when --strict is given and a report had a problem, else 0."""
    intake = Intake(options.paths, defaults(options), (options.output, options.problems, options.rejected))
    _apart(options)
    with open_output(options.output) as sink, _open_rejected(options.rejected) as rejected:
        form = make_form(options.format, sink, load_scale(options.ontology), explain=options.explain)
        with Progress(intake.total if sys.stderr.isatty() else None, shown=not sink.terminal) as progress:
            coder = load_coder(options)
            if rejected is None:
                coded = coder.code_many(intake.reports(), workers=options.workers)
            else:
                coded = audited(coder.audit_many(intake.reports(), workers=options.workers), rejected)
            write_all(noted(coded, intake, progress), form, sink)
    intake.account(options.problems)
    return int(options.strict and bool(intake.problems))


def _apart(options: argparse.Namespace) -> None:
    """UsageError when --rejected names a file that other results go to: the last one written would replace the first."""
    others = [Path(name).resolve() for name in (options.output or "-", options.problems or "-")]
    if options.rejected is not None and (options.rejected == "-" or Path(options.rejected).resolve() in others):
        raise UsageError(f"--rejected {options.rejected}: other results go there; name another file")


def _open_rejected(path: str | None) -> contextlib.AbstractContextManager[Sink | None]:
    return contextlib.nullcontext() if path is None else open_output(path)


def audited(many: Iterable[Audit], rejected: Sink) -> Iterator[Coded]:
    """The coded reports of audits; what was not coded goes to `rejected`."""
    from whimbrel.claims.explain import rejected_line

    for audit in many:
        rejected.write("".join(map(rejected_line, audit.rejected)))
        yield audit.coded


def noted(many: Iterable[Coded], intake: Intake, progress: Progress) -> Iterator[Coded]:
    """The same results, with their problems noted and the progress line moved on."""
    for coded in many:
        intake.note(coded.problems)
        progress.step(len(coded.claims))
        yield coded


@dataclass(frozen=True, slots=True)
class Form:
    """A format of output: what stands first, what each report gives, and what stands last."""

    head: str
    write: Writer
    tail: Callable[[], str]


def make_form(name: str, sink: Sink, scale: Scale | None, *, explain: bool = False) -> Form:
    """The format `name` (one of FORMATS) for this output."""
    if name == "table":
        table = Table(Look.of_terminal(sink.terminal), scale, explain=explain)
        return Form("", table.write, table.footer)
    if name == "json":
        write, close = json_array(scale)
        return Form("", write, close)
    if name == "csv":
        return Form(csv_header(), csv_rows(scale), str)
    return Form("", json_lines(scale), str)


def write_all(many: Iterable[Coded], form: Form, sink: Sink) -> None:
    """Writes each result as soon as it is there, so that a reader further down the pipe need not wait."""
    sink.write(form.head)
    for coded in many:
        sink.write(form.write(coded))
        sink.flush()
    sink.write(form.tail())


def load_coder(options: argparse.Namespace | None = None) -> Coder:
    """The coder; imported here so that `whimbrel --version` and mistakes in arguments do not wait for the model."""
    from whimbrel.coder import Coder

    return Coder() if options is None else Coder(options.ontology, options.actors, options.model)


def load_scale(ontology: Path | None = None) -> Scale:
    """Quad classes and scores of the ontology in use."""
    from whimbrel.ontology.schema import Ontology

    return Ontology.load(ontology)
