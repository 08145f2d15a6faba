"""A coder that needs no model: it finds the word "met" and says who did, so that the commands around it can be tested."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from whimbrel.coder import Coder
from whimbrel.document import GAP_NONE, GAP_SPACE, Document, Syntax, Tokens
from whimbrel.ingest.language import refusal
from whimbrel.records import Claim, Coded, Entity, Problem, Report, Span, Speaker, When


def claim_of(report: Report, start: int) -> Claim:
    end = report.text.find(".", start) + 1 or len(report.text)
    begin = report.text.rfind(".", 0, start) + 1
    trigger = Span(start, start + 3)
    actor = Entity(
        Span(begin, start - 1),
        report.text[begin : start - 1].strip(),
        "Kenya",
        "country:KEN",
        "KEN",
        "GOV",
        ("GOV",),
        why="a country",
    )
    when = When(report.published, None, "report") if report.published else When(None, None, None)
    said = Speaker(Entity(Span(0, 0), "", "the ministry", code="KEN", sector="GOV"))
    return Claim(
        f"{report.id}@{start}",
        report.id,
        "CONSULT",
        ("visit",),
        ("diplomatic",),
        ("future",),
        (actor,),
        (),
        when,
        None,
        (),
        (said,),
        Span(begin, end),
        trigger,
        0.75,
        ("the verb met",),
        "fake 1",
    )


class FakeCoder:
    """Stands in for whimbrel.coder.Coder; results in input order, text other than English refused."""

    def __init__(self, ontology: Path | None = None, actors: Path | None = None, model: Path | None = None) -> None:
        pass

    def code_many(self, reports: Iterable[Report], workers: int = 1) -> Iterator[Coded]:
        for report in reports:
            if problem := refusal(report):
                yield Coded(report, (), (problem,))
                continue
            starts = [i for i in range(len(report.text)) if report.text.startswith("met ", i)]
            undated = Problem(report.id, None, "circumstances", "undated", "no publication date")
            yield Coded(report, tuple(claim_of(report, start) for start in starts), () if report.published else (undated,))

    def annotate_many(self, reports: Iterable[Report]) -> Iterator[Document]:
        return (annotated(report) for report in reports)


def annotated(report: Report) -> Document:
    """The report "They met. So it's on." and no other, annotated by hand."""
    words = ("They", "met", ".", "So", "it", "'s", "on", ".")
    starts: list[int] = []
    for word in words:
        starts.append(report.text.index(word, starts[-1] + 1 if starts else 0))
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    gaps = [GAP_NONE, *(GAP_SPACE if start > end else GAP_NONE for end, start in zip(ends, starts[1:], strict=False))]
    tokens = Tokens(np.array(starts, np.int32), np.array(ends, np.int32), np.array(gaps, np.int32), words)
    syntax = Syntax(
        sentence=np.array([0, 0, 0, 1, 1, 1, 1, 1], np.int32),
        bounds=np.array([0, 3, 8], np.int32),
        upos=("PRON", "VERB", "PUNCT", "ADV", "PRON", "AUX", "ADV", "PUNCT"),
        xpos=("PRP", "VBD", ".", "RB", "PRP", "VBZ", "RB", "."),
        feats=("Case=Nom|Number=Plur", "Tense=Past", "", "", "Number=Sing", "", "", ""),
        lemma=("they", "meet", ".", "so", "it", "be", "on", "."),
        head=np.array([1, -1, 1, 6, 6, 6, -1, 6], np.int32),
        deprel=("nsubj", "root", "punct", "advmod", "nsubj", "cop", "root", "punct"),
        entity=("B-PER", "O", "O", "O", "O", "O", "O", "O"),
    )
    return Document(report, {"tokens": tokens, "syntax": syntax})


@pytest.fixture(autouse=True)
def fake_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("whimbrel.coder")
    module.Coder = FakeCoder  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "whimbrel.coder", module)


@pytest.fixture(scope="package")
def coder() -> Coder:
    """One coder with the shipped model, for the tests that look at what it says."""
    return Coder()


@pytest.fixture
def annotate() -> Callable[[Report], Document]:
    """Annotates a report with the words of "They met. So it's on."."""
    return annotated
