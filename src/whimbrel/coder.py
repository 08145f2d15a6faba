"""The door for Python: `Coder().code(report)`, `Coder().code_many(reports)`."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from whimbrel import pipeline as steps
from whimbrel.annotate.session import Model
from whimbrel.claims.assemble import moved
from whimbrel.claims.explain import Audit, Explanation, NotCoded, explained, not_coded
from whimbrel.document import Document
from whimbrel.events.triggers import EventStep
from whimbrel.ingest.language import refusal
from whimbrel.records import Claim, Coded, Problem, Report, Span

# A report longer than this is coded in pieces: the scores of one piece are in memory together.
PIECE = 100_000
# No news report is longer; what lies beyond is not coded, and a Problem says so (20 MB of text would take half an hour).
LONGEST = 1_000_000
R = TypeVar("R")
QUEUE = 64  # reports handed to each worker process ahead of time


class Coder:
    """Codes reports to claims. Building it loads nothing; the first report loads model and tables (about a second).

    `ontology` is a folder of YAML and `actors` a CSV file that add to or override the package's own; DataError when they are bad.
    `model` is a folder of other weights than the package's (as training/export.py writes them); ModelError when they are damaged.
    """

    def __init__(self, ontology: Path | None = None, actors: Path | None = None, model: Path | None = None) -> None:
        self.ontology = ontology
        self.actors = actors
        self.model = model

    @cached_property
    def _model(self) -> Model:
        return Model.shipped() if self.model is None else Model(self.model)

    @cached_property
    def pipeline(self) -> steps.Pipeline:
        return steps.coder(self._model, self.ontology, self.actors)

    @cached_property
    def _annotator(self) -> steps.Pipeline:
        return steps.annotator(self._model)

    def code(self, report: Report) -> Coded:
        """The claims of one report, and what could not be done. Never raises for what a report holds."""
        return self._code(report, None)

    def audit(self, report: Report) -> Audit:
        """`code`, with the sentences in which nothing was coded and the refused candidates, each with its reason."""
        left: list[NotCoded] = []
        coded = self._code(report, left)
        return Audit(coded, tuple(left))

    def _code(self, report: Report, left: list[NotCoded] | None) -> Coded:
        """The claims; what was not coded is added to `left`."""
        refused = refusal(report)
        if refused is not None:
            return Coded(report, (), (refused,))
        pipeline = self.pipeline  # outside the guard below: a bad table or a missing model is the user's to mend, not the report's
        problems = _too_long(report)
        claims: dict[str, Claim] = {}
        for offset, part in pieces(replace(report, text=report.text[:LONGEST])):
            try:
                (document,) = pipeline.run([part])
                if left is not None:
                    left += not_coded(document, self._voter, offset)
            except Exception as error:  # one bad report never stops the run; the Problem says what to report to us
                problems.append(Problem(report.id, None, "pipeline", "failed", f"{type(error).__name__}: {error}"))
                continue
            for found in document.layer("claims", tuple):
                claim = moved(found, offset) if offset else found  # its id too: two pieces may say the same at the same offset
                claims.setdefault(claim.id, claim)
        if report.published is None and claims:
            problems.append(
                Problem(report.id, None, "circumstances", "undated", "no publication date: relative dates stay unresolved")
            )
        return Coded(report, tuple(claims.values()), tuple(problems))

    def code_many(self, reports: Iterable[Report], workers: int = 1) -> Iterator[Coded]:
        """Code a stream of reports; results come in the order of the reports, the same whatever `workers` (processes) is."""
        return self._many(Coder.code, reports, workers)

    def audit_many(self, reports: Iterable[Report], workers: int = 1) -> Iterator[Audit]:
        """`audit` of a stream of reports, likewise."""
        return self._many(Coder.audit, reports, workers)

    def _many(self, do: Callable[[Coder, Report], R], reports: Iterable[Report], workers: int) -> Iterator[R]:
        if workers <= 1:
            yield from (do(self, report) for report in reports)
            return
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, context, _prepare, (self.ontology, self.actors, self.model)) as pool:
            stream = iter(reports)
            while batch := list(islice(stream, QUEUE * workers)):
                yield from pool.map(partial(_work, do), batch, chunksize=4)

    @cached_property
    def _voter(self) -> EventStep:
        return next(step for step in self.pipeline.steps if isinstance(step, EventStep))

    def explain(self, report: Report) -> Explanation:
        """How one report was coded, sentence by sentence; a report that is not coded has a Problem and no sentences.

        A text longer than PIECE characters is explained to the end of its first piece, and a Problem says so. An error of a step is
        raised, not noted: this is for looking."""
        refused = refusal(report)
        if refused is not None:
            return Explanation(report, (), (refused,))
        _, part = next(pieces(report))
        problems: tuple[Problem, ...] = ()
        if len(part.text) < len(report.text):
            rest = Span(len(part.text), len(report.text))
            said = f"only the first {len(part.text):,} characters of {len(report.text):,} are explained"
            problems = (Problem(report.id, rest, "pipeline", "long", said),)
        return Explanation(report, explained(self.document(part), self._voter), problems)

    def annotate_many(self, reports: Iterable[Report]) -> Iterator[Document]:
        """Documents with the layers `tokens`, `encoding` and `syntax`, in order. A very long report comes as several documents
        with the ids "ID", "ID-part-2" …, each with offsets of its own part."""
        for report in reports:
            for number, (_, part) in enumerate(pieces(report), start=1):
                name = report.id if number == 1 else f"{report.id}-part-{number}"
                yield from self._annotator.run([replace(part, id=name)])

    def document(self, report: Report) -> Document:
        """One report with every layer, for looking at how it was coded."""
        return self.pipeline.run([report])[0]


def _too_long(report: Report) -> list[Problem]:
    if len(report.text) <= LONGEST:
        return []
    rest = Span(LONGEST, len(report.text))
    said = f"only the first {LONGEST:,} characters of {len(report.text):,} are coded"
    return [Problem(report.id, rest, "pipeline", "long", said)]


def pieces(report: Report) -> Iterator[tuple[int, Report]]:
    """(offset, piece) of a report: one piece for all but very long texts, which are cut at a paragraph, line or space."""
    text, start = report.text, 0
    while len(text) - start > PIECE:
        window = text[start : start + PIECE]
        cut = max(window.rfind("\n\n"), 0) or max(window.rfind("\n"), 0) or max(window.rfind(" "), 0) or PIECE
        yield start, replace(report, text=text[start : start + cut])
        start += cut
    yield start, report if start == 0 else replace(report, text=text[start:])


# A worker process keeps its coder between reports; set once by `_prepare`, in that process only.
_worker: list[Coder] = []


def _prepare(ontology: Path | None, actors: Path | None, model: Path | None) -> None:
    _worker[:] = [Coder(ontology, actors, model)]


def _work(do: Callable[[Coder, Report], R], report: Report) -> R:
    return do(_worker[0], report)
