"""`whimbrel explain`: how a text was coded, sentence by sentence.

1  0–74  “Kenyan President William Ruto visited Uganda on Tuesday, state media said.”
     5  visited    visit      VERB    12  ccomp
   trigger “visited” CONSULT visit 0.99 · happened · diplomatic
     vote     model: CONSULT with 0.99
     role     recipient “Uganda” 0.98
     mention  recipient “Uganda” = Uganda [UGA GOV]: 'uganda' is a name of Uganda; listed as GOV
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from whimbrel.cli.code import load_coder
from whimbrel.cli.inputs import Intake, add_result_options, add_table_options, defaults
from whimbrel.cli.output import open_output
from whimbrel.cli.table import columns, plain, status_words
from whimbrel.records import Report

if TYPE_CHECKING:
    from whimbrel.claims.explain import Explanation, Mention, NotCoded, Sentence, Trigger, Word

FORMATS = ("table", "json")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    what = "Prints how a text was coded: words, trees, triggers, participants, and what was refused with the reason."
    parser = commands.add_parser("explain", help="print how a text was coded, and why", description=what)
    parser.add_argument("input", metavar="TEXT", help="the text itself, or a file or folder, or - for standard input")
    parser.add_argument("--published", metavar="DATE", help="date of publication where none is stated, e.g. 2024-03-05")
    parser.add_argument("--format", choices=FORMATS, default="table", help="how it is written (table); json is one object a line")
    add_table_options(parser)
    add_result_options(parser)
    parser.set_defaults(run=run, title=None, url=None, publisher=None)


def run(options: argparse.Namespace) -> int:
    """Explains what the options name; 1 when --strict is given and a report had a problem, else 0."""
    assumed = defaults(options)
    literal = is_text(options.input)
    intake = Intake([] if literal else [options.input], assumed, (options.output, options.problems))
    reports: Iterable[Report] = [Report("text", options.input, published=assumed.published)] if literal else intake.reports()
    coder = load_coder(options)
    with open_output(options.output) as sink:
        for report in reports:
            explanation = coder.explain(report)
            intake.note(explanation.problems)
            sink.write(json_line(explanation) if options.format == "json" else table(explanation))
            sink.flush()
    intake.account(options.problems)
    return int(options.strict and bool(intake.problems))


def is_text(given: str) -> bool:
    """True for words to explain: what holds a space and is no file. One word is a path, so that a mistyped one is said."""
    if given == "-" or not any(character.isspace() for character in given):
        return False
    try:
        return not Path(given).exists()
    except (OSError, ValueError):  # longer than a path may be, or with a null character
        return True


def json_line(explanation: Explanation) -> str:
    """The explanation as one line of JSON."""
    from whimbrel.claims.explain import to_json

    return to_json(explanation) + "\n"


def table(explanation: Explanation) -> str:
    """The explanation for a reader."""
    report = explanation.report
    day = report.published.isoformat() if report.published else "no publication date"
    lines = [f"{plain(report.title or report.id)} · {day}"]
    for number, sentence in enumerate(explanation.sentences, start=1):
        lines += ["", f"{number:>3}  {sentence.span.start}–{sentence.span.end}  “{plain(sentence.text)}”"]
        lines += [f"     {line}".rstrip() for line in _sentence(sentence)]
    return "\n".join(lines) + "\n"


def _sentence(sentence: Sentence) -> Iterator[str]:
    yield from _words(sentence.words)
    for trigger in sentence.triggers:
        yield from _trigger(trigger)
    for refused in sentence.rejected:
        yield f"not coded “{plain(refused.text)}” {refused.event} {refused.confidence:.2f}: {refused.reason}"
        yield from _votes(refused.votes)
    if sentence.nothing is not None:
        yield from _nothing(sentence.nothing)


def _words(words: tuple[Word, ...]) -> Iterator[str]:
    """A token table: number, word, lemma, tag, number of the head, relation, entity tag."""
    cells = [(plain(w.text), plain(w.lemma), w.upos, w.relation) for w in words]
    widths = [max(columns(row[i]) for row in cells) for i in range(4)]
    for word, row in zip(words, cells, strict=True):
        text, lemma, upos, relation = (cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True))
        entity = "" if word.entity == "O" else word.entity
        yield f"{word.number:>3}  {text}  {lemma}  {upos}  {word.head:>3}  {relation}  {entity}"


def _trigger(trigger: Trigger) -> Iterator[str]:
    what = " ".join([trigger.event, *trigger.modes])
    context = f" · {', '.join(trigger.contexts)}" if trigger.contexts else ""
    yield f"trigger “{plain(trigger.text)}” {what} {trigger.confidence:.2f} · {status_words(trigger.auxiliary)}{context}"
    yield from _votes(trigger.votes)
    for role in trigger.roles:
        yield f"  role     {role.role} “{plain(role.text)}” {role.probability:.2f}"
    for side, share in trigger.unmentioned.items():
        yield f"  role     {side} not mentioned in the sentence {share:.2f}"
    for mention in trigger.mentions:
        yield f"  mention  {_mention(mention)}"
    yield f"  claim    {trigger.claim}"


def _votes(votes: tuple[str, ...]) -> Iterator[str]:
    yield from (f"  vote     {plain(vote)}" for vote in votes)


def _mention(mention: Mention) -> str:
    code = " ".join(part for part in (mention.code, mention.sector) if part)
    written = f"“{plain(mention.text)}” = " if mention.text else ""
    return f"{mention.role} {written}{plain(mention.name)} [{code or 'no code'}]: {plain(mention.why)}"


def _nothing(nothing: NotCoded) -> Iterator[str]:
    yield f"nothing coded: {nothing.reason} ({nothing.confidence:.2f})"
    yield from _votes(nothing.votes)
