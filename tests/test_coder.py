"""The whole way with the shipped model: nothing a report holds may stop a run, and the same text gives the same claims."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import whimbrel
from whimbrel.claims.render import encode
from whimbrel.coder import LONGEST, PIECE, Coder, pieces
from whimbrel.config import SAMPLES
from whimbrel.records import Coded, Report, Span


@pytest.fixture(scope="module")
def coder() -> Coder:
    """One coder for all tests here."""
    return Coder()


def samples() -> list[Report]:
    """The bundled reports."""
    rows = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    return [Report(r["id"], r["text"], r.get("title"), published=date.fromisoformat(r["published"])) for r in rows]


def as_bytes(coded: Coded) -> list[bytes]:
    """The claims as they are written."""
    return [encode(claim, coded.report) for claim in coded.claims]


def check_offsets(coded: Coded) -> None:
    """Every span lies in the text, and every entity's text is what stands there."""
    text = coded.report.text
    for claim in coded.claims:
        assert 0 <= claim.evidence.start <= claim.trigger.start < claim.trigger.end <= claim.evidence.end <= len(text)
        for entity in (*claim.actors, *claim.recipients, *(s.entity for s in claim.speakers)):
            assert entity.span.of(text) == entity.text
        for span in (claim.when.span, claim.place.span if claim.place else None, *(q.span for q in claim.quantities)):
            assert span is None or 0 <= span.start < span.end <= len(text)


def test_a_visit_with_its_speaker(coder: Coder) -> None:
    """Who, what, to whom, when and who says so, of a plain sentence."""
    report = Report("r", "Kenyan President William Ruto visited Uganda on Tuesday, state media said.", published=date(2025, 3, 6))
    (claim,) = coder.code(report).claims
    assert (claim.event, claim.modes) == ("CONSULT", ("visit",))
    assert [e.code for e in claim.actors] == ["KEN"] and [e.code for e in claim.recipients] == ["UGA"]
    assert claim.when.start == date(2025, 3, 4)
    assert [s.entity.text for s in claim.speakers] == ["state media"]


def written_as_the_page_says(folder: Path) -> Path:
    """The two files of docs/how-to/add-a-category.md in a folder."""
    page = (Path(__file__).parents[1] / "docs" / "how-to" / "add-a-category.md").read_text(encoding="utf-8")
    for name in ("types/PORTCALL.yaml", "frames/PORTCALL.yaml"):
        block = page.partition(f"`DIR/{name}`")[2].partition("```yaml\n")[2].partition("```")[0]
        (folder / name).parent.mkdir()
        (folder / name).write_text(block, encoding="utf-8")
    return folder


def test_a_category_in_ten_lines(tmp_path: Path) -> None:
    """The page's example codes the page's table: actor and recipient in active, passive and nominal wording."""
    mine = Coder(ontology=written_as_the_page_says(tmp_path))
    page = (Path(__file__).parents[1] / "docs" / "how-to" / "add-a-category.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| *")]
    assert len(rows) > 4
    for sentence, *sides in rows:
        found = [c for c in mine.code(Report("r", sentence.strip("*"), language="en")).claims if c.event == "PORTCALL"]
        shown = [[", ".join(f"{e.text} ({e.code})" for e in s) for s in (c.actors, c.recipients)] for c in found]
        assert shown == ([] if sides[0].startswith("no claim") else [sides]), sentence


def test_a_missing_recipient_is_said(tmp_path: Path) -> None:
    """What is refused for it is data."""
    mine, report = Coder(ontology=written_as_the_page_says(tmp_path)), Report("r", "The Russian frigate docked on Tuesday.")
    document = mine.document(report)
    (refused,) = document.layer("refused", tuple)
    assert refused.reason == "no recipient, and PORTCALL needs one"
    (sentence,) = mine.explain(report).sentences
    assert not sentence.triggers and ("PORTCALL", refused.reason) in [(r.event, r.reason) for r in sentence.rejected]
    whole, *others = mine.audit(report).rejected
    assert whole.reason == "no candidate was coded" and others == list(sentence.rejected)


def test_same_claims_whatever_the_order_and_company(coder: Coder) -> None:
    """A report's claims do not depend on what else is coded."""
    reports = samples()
    alone = {r.id: as_bytes(Coder().code(r)) for r in reports[:1]}
    shuffled = list(reports)
    random.Random(1).shuffle(shuffled)
    together = {c.report.id: as_bytes(c) for c in coder.code_many(shuffled)}
    again = {c.report.id: as_bytes(c) for c in coder.code_many(reports)}
    assert together == again and all(together[k] == v for k, v in alone.items())


def test_same_claims_in_two_processes(coder: Coder) -> None:
    """Worker processes give the same, in the order of the reports."""
    reports = samples()
    found = list(coder.code_many(reports, workers=2))
    assert [c.report.id for c in found] == [r.id for r in reports]
    assert [as_bytes(c) for c in found] == [as_bytes(coder.code(r)) for r in reports]


def test_offsets_of_the_samples(coder: Coder) -> None:
    """Offsets hold on real-looking reports, and there are claims at all."""
    coded = list(coder.code_many(samples()))
    assert sum(len(c.claims) for c in coded) > 20
    for c in coded:
        check_offsets(c)


AWKWARD = [
    "",
    " \n\t",
    ".",
    "\x00\x01 The army attacked Goma. \x7f",
    "\u202eThe army attacked\u202c Goma on Monday.\u200f",
    "🇺🇦 Troops 🚀 attacked 🏥 Kharkiv, officials said. 👍🏽",
    "THE ARMY ATTACKED GOMA " * 50,
    "“" * 300,
    "a" * 30_000,
    "The president met the prime minister, " * 400,
    "é" * 500 + " attacked Goma.",
    "The\r\narmy\r\nattacked\r\nGoma.\r\n\r\nIt denied it.",
]


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_texts(coder: Coder, text: str) -> None:
    """No text raises; offsets hold."""
    check_offsets(coder.code(Report("r", text, language="en")))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_text(coder: Coder, text: str) -> None:
    """No string fails, and offsets hold."""
    coded = coder.code(Report("r", text, language="en"))
    assert not [p for p in coded.problems if p.code == "failed"]
    check_offsets(coded)


def test_a_failing_step_is_a_problem_not_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """One bad report costs itself only."""
    coder = Coder()
    run = coder.pipeline.run

    class Fragile:
        def run(self, reports: list[Report]) -> object:
            if reports[0].id == "bad":
                raise RuntimeError("boom")
            return run(reports)

    coder.__dict__["pipeline"] = Fragile()
    found = list(coder.code_many([Report("bad", "The army attacked Goma."), Report("good", "The army attacked Goma.")]))
    assert [p.code for p in found[0].problems] == ["failed"] and "boom" in found[0].problems[0].message
    assert found[1].claims


def test_long_texts_are_coded_in_pieces() -> None:
    """Pieces cover the text, none is too long, and cuts fall between words."""
    text = "The army attacked Goma on Monday. " * 10_000
    found = list(pieces(Report("r", text)))
    assert "".join(part.text for _, part in found) == text
    assert all(len(part.text) <= PIECE for _, part in found) and len(found) > 3
    assert all(text[offset : offset + len(part.text)] == part.text for offset, part in found)


def test_pieces_that_say_the_same_keep_their_claims(coder: Coder) -> None:
    """Equal words at equal offsets of two pieces are two claims, each pointing to its own place in the text."""
    line = "Kenyan police arrested 26 protesters in Nairobi."
    half = line + " " * (PIECE - len(line) - 1) + "\n"
    coded = coder.code(Report("r", half + line, language="en"))
    assert sorted(c.trigger.start for c in coded.claims) == [line.index("arrested"), PIECE + line.index("arrested")]
    check_offsets(coded)


def test_what_is_too_long_is_said(coder: Coder) -> None:
    """Beyond a million characters nothing is coded, and a Problem names the rest."""
    text = "x" * (LONGEST + 5)
    (problem,) = coder.code(Report("r", text, language="en")).problems
    assert (problem.code, problem.span) == ("long", Span(LONGEST, LONGEST + 5))


def test_another_language_is_refused(coder: Coder) -> None:
    """Nothing is coded, and the reason is data."""
    text = "Le président de la République a rencontré hier le premier ministre à Paris pour parler de la guerre."
    coded = coder.code(Report("r", text))
    assert coded.claims == () and [p.code for p in coded.problems] == ["language"]


def test_code_takes_a_date_as_text() -> None:
    """The short door."""
    assert whimbrel.code("Rebels attacked the town on Monday.", published="2025-03-06")
    assert whimbrel.code("Rebels attacked the town on Monday.", published="Thu, 06 Mar 2025 10:00:00 GMT")
    with pytest.raises(ValueError, match="'soon' is not a date; write it as 2024-03-05"):
        whimbrel.code("x", published="soon")


def test_import_is_light() -> None:
    """`import whimbrel` loads neither numpy nor the model's runtime."""
    code = "import sys, whimbrel; print([m for m in ('numpy', 'onnxruntime', 'yaml', 'msgspec') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.filterwarnings("error")
def test_a_long_statement_keeps_its_speaker(coder: Coder) -> None:
    """Whoever opened a statement pages ago is seen although the encoder's window is elsewhere by now."""
    filler = "The weather was mild and the harvest was good in most of the valleys. " * 120
    text = f"A visit ended.\n\nThe Kenyan foreign minister said:\n\n{filler}\n\nOn Friday rebels attacked a convoy near Lamu.\n"
    last = coder.code(Report("r", text, published=date(2025, 3, 6))).claims[-1]
    assert (last.event, [s.entity.code for s in last.speakers]) == ("ASSAULT", ["KEN"])
