"""`whimbrel annotate`: sentences, words, tags, trees and names, as CoNLL-U or JSON Lines."""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from whimbrel.cli.code import load_coder
from whimbrel.cli.inputs import Intake, add_report_options, add_result_options, defaults
from whimbrel.cli.output import open_output

if TYPE_CHECKING:
    from whimbrel.document import Document, Syntax, Tokens

FORMATS = ("conllu", "jsonl")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    what = "Prints what the annotator finds, without coding claims."
    parser = commands.add_parser("annotate", help="print sentences, words, trees and names", description=what)
    add_report_options(parser)
    parser.add_argument("--format", choices=FORMATS, default="conllu", help="how the annotation is written (conllu)")
    add_result_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Annotates what the options name; 1 when --strict is given and a report had a problem, else 0."""
    intake = Intake(options.paths, defaults(options), (options.output, options.problems))
    write: Callable[[Document], str] = conllu if options.format == "conllu" else json_line
    with open_output(options.output) as sink:
        for document in load_coder().annotate_many(intake.reports()):
            sink.write(write(document))
            sink.flush()
    intake.account(options.problems)
    return int(options.strict and bool(intake.problems))


def conllu(document: Document) -> str:
    """The document in CoNLL-U, an empty line after each sentence; empty when it has no words.

    `# text` is the words with single spaces where the report has space of any kind, so it agrees with the FORM column; the exact
    place in the report is in MISC (start_char, end_char: characters, end exclusive). Forms are NFC, as the format asks.
    """
    tokens, syntax = _layers(document)
    name = document.report.id
    lines: list[str] = []
    for number in range(len(syntax.bounds) - 1):
        lines += [f"# newdoc id = {name}"] if number == 0 else []
        lines += [f"# sent_id = {_sentence_id(name)}-{number + 1}", f"# text = {_sentence_text(tokens, syntax, number)}"]
        lines += ["\t".join(_word(tokens, syntax, number, index)) for index in _indices(syntax, number)]
        lines.append("")
    return "".join(f"{line}\n" for line in lines)


def json_line(document: Document) -> str:
    """The document as one JSON object: `id` and `sentences`, each with `start`, `end` and its `tokens`. `head` is the number of the
    governing token in its sentence, from 1, and 0 for the root, as in CoNLL-U."""
    tokens, syntax = _layers(document)
    sentences = []
    for number in range(len(syntax.bounds) - 1):
        indices = _indices(syntax, number)
        words = [_word_json(tokens, syntax, number, index) for index in indices]
        sentences.append({"start": int(tokens.start[indices[0]]), "end": int(tokens.end[indices[-1]]), "tokens": words})
    return json.dumps({"id": document.report.id, "sentences": sentences}, ensure_ascii=False) + "\n"


def _layers(document: Document) -> tuple[Tokens, Syntax]:
    from whimbrel.document import Syntax, Tokens

    return document.layer("tokens", Tokens), document.layer("syntax", Syntax)


def _indices(syntax: Syntax, number: int) -> range:
    return range(int(syntax.bounds[number]), int(syntax.bounds[number + 1]))


def _sentence_id(name: str) -> str:
    """The report's id without the two things that CoNLL-U forbids in a sentence's id: spaces and slashes."""
    return name.replace("%", "%25").replace("/", "%2F").replace(" ", "%20")


def _form(word: str) -> str:
    """The FORM column: NFC, and no space or control character, which would break the columns."""
    form = unicodedata.normalize("NFC", word)
    return "".join("_" if not character.isprintable() or character.isspace() else character for character in form) or "_"


def _spaced(tokens: Tokens, index: int) -> bool:
    """True when something stands between this token and the next; the last token of a report counts as spaced."""
    return index + 1 == len(tokens) or bool(tokens.gap[index + 1])


def _sentence_text(tokens: Tokens, syntax: Syntax, number: int) -> str:
    words = (_form(tokens.words[index]) + " " * _spaced(tokens, index) for index in _indices(syntax, number))
    return "".join(words).rstrip()


def _head(syntax: Syntax, number: int, index: int) -> int:
    """Number of the governing token within the sentence, from 1; 0 for the root."""
    head = int(syntax.head[index])
    return head - int(syntax.bounds[number]) + 1 if head >= 0 else 0


def _word(tokens: Tokens, syntax: Syntax, number: int, index: int) -> Iterator[str]:
    """The ten columns of one token."""
    yield str(index - int(syntax.bounds[number]) + 1)
    yield _form(tokens.words[index])
    yield _form(syntax.lemma[index])
    yield syntax.upos[index]
    yield syntax.xpos[index] or "_"
    yield syntax.feats[index] or "_"
    yield str(_head(syntax, number, index))
    yield syntax.deprel[index]
    yield "_"
    yield "|".join(_misc(tokens, syntax, index))


def _misc(tokens: Tokens, syntax: Syntax, index: int) -> Iterator[str]:
    yield f"start_char={int(tokens.start[index])}"
    yield f"end_char={int(tokens.end[index])}"
    if syntax.entity[index] != "O":
        yield f"NER={syntax.entity[index]}"
    if not _spaced(tokens, index):
        yield "SpaceAfter=No"


def _word_json(tokens: Tokens, syntax: Syntax, number: int, index: int) -> dict[str, str | int]:
    return {
        "text": tokens.words[index],
        "start": int(tokens.start[index]),
        "end": int(tokens.end[index]),
        "lemma": syntax.lemma[index],
        "upos": syntax.upos[index],
        "xpos": syntax.xpos[index],
        "feats": syntax.feats[index],
        "head": _head(syntax, number, index),
        "deprel": syntax.deprel[index],
        "entity": syntax.entity[index],
    }
