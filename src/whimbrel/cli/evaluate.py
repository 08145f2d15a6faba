"""`whimbrel evaluate`: how far the coder, or a file of predictions, agrees with gold claims."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from whimbrel.cli.code import load_coder
from whimbrel.cli.inputs import add_coder_options, say_problems
from whimbrel.cli.output import open_output
from whimbrel.errors import UsageError

if TYPE_CHECKING:
    from whimbrel.evaluate.reliability import Reliability
    from whimbrel.evaluate.score import Error, Scores

_SHOWN = ("record", "dyad", "event", "detect", "context")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    what = "Codes the reports of a gold file and compares the claims with the gold ones."
    parser = commands.add_parser("evaluate", help="compare claims with gold claims", description=what)
    parser.add_argument("gold", metavar="GOLD.jsonl", help="one report a line, with `id`, `text`, `published` and `claims`")
    parser.add_argument("--predicted", metavar="FILE", help="compare these claims instead of coding the reports")
    parser.add_argument("--errors", type=_number, default=0, metavar="N", help="show the first N missed and extra claims")
    parser.add_argument("--reliability", action="store_true", help="also show how often claims of each confidence are right")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_coder_options(parser)
    parser.set_defaults(run=run, workers=None)  # None: not given, which --predicted must be able to tell


def run(options: argparse.Namespace) -> int:
    """Always 0: what the figures mean is for tests/floors.json to say. UsageError for --predicted with an option of the coder."""
    coders = [name for name in ("actors", "model", "ontology", "workers") if getattr(options, name) is not None]
    if options.predicted is not None and coders:
        raise UsageError(f"--predicted compares claims that are coded already; leave out --{coders[0]}")
    from whimbrel.evaluate.gold import load_claims, load_reports, predict
    from whimbrel.evaluate.reliability import reliability
    from whimbrel.evaluate.score import score

    gold = load_claims(options.gold)
    if options.predicted is not None:
        predicted = load_claims(options.predicted)
    else:
        reports = load_reports(options.gold)
        predictions = predict(reports, load_coder(options), options.workers or 1)
        say_problems(predictions.problems, len(reports))
        predicted = predictions.claims
    scores = score(gold, predicted)
    told = reliability(gold, predicted) if options.reliability else None
    with open_output(None) as sink:
        if options.json:
            lines = [json.dumps(scores.as_json() | ({"reliability": asdict(told)} if told is not None else {}))]
        else:
            lines = [*score_lines(scores, options.errors), *(reliability_lines(told) if told is not None else ())]
        sink.write("".join(f"{line}\n" for line in lines))
    return 0


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of claims (0, 1, 2, …)")
    return int(text)


def score_lines(scores: Scores, errors: int = 0) -> Iterator[str]:
    """The figures for a reader, and the first `errors` claims without a partner."""
    from whimbrel.evaluate.score import Figure

    for name in _SHOWN:
        figure = scores.figures.get(name, Figure(0, 0, 0))
        counts = f"({figure.hit} of {figure.gold} gold, {figure.predicted} predicted)"
        yield f"{name:8} P {figure.p:.3f}  R {figure.r:.3f}  F1 {figure.f1:.3f}   {counts}"
    attributes = (f"{name} {share.right:.2f} of {share.of}" for name, share in scores.attributes.items())
    yield "over matched claims: " + "  ".join(attributes)
    types = (f"{name} {figure.f1:.2f}/{figure.gold}" for name, figure in scores.types.items())
    yield f"macro F1 over types {scores.macro_f1:.3f}: " + "  ".join(types)
    yield from (_error_line(error) for error in scores.errors[:errors])


def reliability_lines(told: Reliability) -> Iterator[str]:
    """A line a bin of confidence that has claims, and the expected calibration error."""
    yield "confidence   claims   mean   right"
    for b in told.bins:
        if b.claims:
            yield f"{b.low:.1f} to {b.high:.1f}   {b.claims:6}   {b.confidence:.2f}   {b.right:.2f}"
    yield f"expected calibration error {told.error:.3f}"


def _error_line(error: Error) -> str:
    from whimbrel.evaluate.score import entity_codes

    claim = error.claim
    actors, recipients = ("+".join(sorted(entity_codes(claim.get(side)))) for side in ("actor", "recipient"))
    who = f"{actors} -> {recipients}"
    trigger = (claim.get("trigger") or {}).get("text")
    return f"  {error.kind:6} {error.report}: {claim['event']} {who} {claim.get('auxiliary') or ''} on {trigger!r}"
