"""Long quotations: where they begin and end, and who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.factory import syntax
from whimbrel.actors.quotes import quotations
from whimbrel.segment.tokens import tokenize

SAID = "The minister said :"
LONG = "our troops took the town on Friday and lost nobody"


def spoken(lines: Sequence[str]) -> list[tuple[str, str]]:
    """(quoted words, speaker) of a report with these lines; "minister" and "envoy" are the subjects of the nearest "said"."""
    tokens = tokenize("\n".join(lines))
    words = tokens.words
    said = [t for t, w in enumerate(words) if w == "said"]
    heads, deprel = [-1] * len(words), ["dep"] * len(words)
    for t, word in enumerate(words):
        if word in ("minister", "envoy"):
            heads[t], deprel[t] = min(said, key=lambda v, t=t: abs(v - t)), "nsubj"
    layer = syntax(tokens, heads=heads, deprel=" ".join(deprel))
    found = quotations(tokens, replace(layer, lemma=tuple("say" if w == "said" else w.lower() for w in words)))
    return [(" ".join(words[q.first : q.last]), words[q.speaker.last - 1]) for q in found]


def test_a_statement_goes_on_to_the_end_of_the_report() -> None:
    """Without marks, on lines of its own, up to what editors add."""
    lines = ["A visit ended .", SAID, f"{LONG} .", "We are glad .", "Notes to editors", "He was born in 1960 ."]
    assert spoken(lines) == [(f"{LONG} . We are glad .", "minister")]


@pytest.mark.parametrize(("opening", "closing"), [("“", "”"), ('"', '"')])
def test_a_quotation_goes_on_over_paragraphs(opening: str, closing: str) -> None:
    """Each paragraph is opened, only the last one closed; what comes after is nobody's."""
    lines = [f"{SAID} {opening} {LONG} .", f"{opening} We are glad . {closing}", "Rain fell ."]
    assert spoken(lines) == [(f"{opening} {LONG} . {opening} We are glad .", "minister")]


def test_a_quotation_may_be_attributed_after_it() -> None:
    """ "…, said the envoy"; and what follows in the same paragraph is his too."""
    lines = [f"“ {LONG} , ” said the envoy . “ {LONG} . ”", f"“ {LONG} . ”"]
    assert spoken(lines) == [(f"“ {LONG} ,", "envoy"), (f"“ {LONG} .", "envoy")]


def test_words_that_somebody_used_are_no_quotation() -> None:
    """A few words between marks are not what an act is said in."""
    assert spoken(["The minister said , “ bad men ” took the town ."]) == []


def test_a_short_quotation_on_a_line_of_its_own_ends_with_its_mark() -> None:
    """Where there are marks they say where it ends: the rest of the report is nobody's."""
    assert spoken([SAID, "“ We are glad . ”", f"In Peru rebels spoke : {LONG} ."]) == []


def test_a_title_in_a_statement_does_not_end_it() -> None:
    """Marks inside a statement that nobody is named beside change nothing."""
    lines = [SAID, f"{LONG} .", "We thank the “ African Commission on Human and Peoples Rights ” today ."]
    ((words, speaker),) = spoken(lines)
    assert speaker == "minister" and words.endswith("today .")


def test_an_unclosed_quotation_is_not_the_next_paragraphs_speakers() -> None:
    """It ended with its paragraph; who speaks in the next line said that one only."""
    assert spoken([f"“ {LONG} .", f"{SAID} “ {LONG} . ”"]) == [(f"“ {LONG} .", "minister")]
