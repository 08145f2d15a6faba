"""How far two codings of the same reports agree, and blank reports for a second coding.

    python corpus/agree.py corpus/second/first corpus/second           # agreement of the two folders, in the reports that both have
    python corpus/agree.py corpus/second/first corpus/second --list    # and every disagreement, to be decided
    python corpus/agree.py corpus/reports --blank 300 --seed 20       # whole reports of about 300 sentences, without their claims

Agreement is measured with the product's own scorer (`whimbrel.evaluate.score`). F1 is the same whichever coding is taken for
the truth; shares of attributes are asked in both directions and pooled. Kappa is Cohen's: agreement beyond chance.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from read import read_folder

from whimbrel.evaluate.score import Scores, align, score

Json = dict[str, Any]
Codings = dict[str, tuple[Json, Json]]
"""Both codings of each report, by its id."""


class CodingError(ValueError):
    """The two codings cannot be compared; the message says what to mend."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """All figures: F1 and how many claims each coding has, shares with how many were asked, and kappas."""

    reports: int
    sentences: int
    claims: tuple[int, int]
    f1: dict[str, float]
    shares: dict[str, tuple[float, int]]
    kappa: dict[str, tuple[float, int]]
    types: dict[str, tuple[float, int]]

    def lines(self) -> Iterator[str]:
        yield f"reports {self.reports}, sentences {self.sentences}, claims {self.claims[0]} and {self.claims[1]}"
        yield from (f"{name + ' F1':27}{value:.3f}" for name, value in self.f1.items())
        yield from (f"{name + ' kappa':27}{value:.3f}  of {n}" for name, (value, n) in self.kappa.items())
        yield "in claims that agree in sentence and type, the share of each attribute that agrees:"
        yield from (f"  {name:25}{value:.3f}  of {n}" for name, (value, n) in self.shares.items())
        yield "by type (F1, claims in both codings together): " + ", ".join(
            f"{name} {value:.2f} ({n})" for name, (value, n) in self.types.items()
        )


def pair_up(first: Path, second: Path) -> Codings:
    """The reports of `second` with their coding in `first`; CodingError where markup, reports or texts do not fit."""
    rows = []
    for folder in (first, second):
        found, mistakes = read_folder(folder)
        if mistakes:
            where = mistakes[0]
            raise CodingError(f"{folder}/{where.path}:{where.line}: {where.message} (see all with corpus/read.py {folder} --check)")
        rows.append({row["id"]: row for row in found})
    missing = sorted(set(rows[1]) - set(rows[0]))
    if missing:
        raise CodingError(f"{first} has no report {missing[0]}; leave it out of {second}")
    for name, row in rows[1].items():
        if row["text"] != rows[0][name]["text"]:
            raise CodingError(f"the text of {name} is not the same in {first} and {second}; copy the sentences from {first}")
    return {name: (rows[0][name], row) for name, row in rows[1].items()}


def agreement(codings: Codings) -> Agreement:
    """The figures for both codings of the same reports."""
    first, second = ({name: pair[side]["claims"] for name, pair in codings.items()} for side in (0, 1))
    there, back = score(first, second), score(second, first)
    figure = there.figures["event"]
    return Agreement(
        reports=len(codings),
        sentences=sum(len(pair[1]["sentences"]) for pair in codings.values()),
        claims=(figure.gold, figure.predicted),
        f1={name: found.f1 for name, found in sorted(there.figures.items())},
        shares=pooled(there, back),
        kappa={"sentence has a claim": kappa(has_claims(codings)), "type": kappa(type_pairs(codings))},
        types={name: (found.f1, found.gold + found.predicted) for name, found in there.types.items()},
    )


def pooled(there: Scores, back: Scores) -> dict[str, tuple[float, int]]:
    """Shares of attributes asked with either coding as the truth, as one share."""
    out = {}
    for name in sorted(there.attributes.keys() | back.attributes.keys()):
        asked = [scores.attributes[name] for scores in (there, back) if name in scores.attributes]
        of = sum(share.of for share in asked)
        out[name] = (sum(share.right * share.of for share in asked) / of, of)
    return out


def has_claims(codings: Codings) -> list[tuple[str, str]]:
    """For each sentence, whether the first and the second coding have a claim there."""
    out = []
    for pair in codings.values():
        coded = [{claim["evidence"]["start"] for claim in row["claims"]} for row in pair]
        out += [(str(start in coded[0]), str(start in coded[1])) for start, _ in pair[1]["sentences"]]
    return out


def type_pairs(codings: Codings) -> list[tuple[str, str]]:
    """The types of claims that stand in the same sentence, best partner first."""
    out = []
    for first, second in codings.values():
        pairs = align(first["claims"], second["claims"], typed=False)
        out += [(first["claims"][i]["event"], second["claims"][j]["event"]) for i, j in pairs]
    return out


def kappa(pairs: Sequence[tuple[str, str]]) -> tuple[float, int]:
    """Cohen's kappa of two codings of the same things, and how many things; 1 where both always give one and the same value."""
    n = max(1, len(pairs))
    same = sum(a == b for a, b in pairs) / n
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(left[name] * right[name] for name in left) / n**2
    return (1.0 if chance == 1 else (same - chance) / (1 - chance)), len(pairs)


def disagreements(codings: Codings) -> Iterator[str]:
    """One line for each claim without a partner of its type, and for each partner that differs in an attribute."""
    for name, (first, second) in codings.items():
        pairs = align(first["claims"], second["claims"], typed=True)
        lone = [{*range(len(row["claims"]))} - {pair[side] for pair in pairs} for side, row in enumerate((first, second))]
        found = [(first["claims"][i]["evidence"]["start"], f"only first:  {brief(first['claims'][i])}") for i in lone[0]]
        found += [(second["claims"][j]["evidence"]["start"], f"only second: {brief(second['claims'][j])}") for j in lone[1]]
        for i, j in pairs:
            a, b = first["claims"][i], second["claims"][j]
            found += [(a["evidence"]["start"], f"{a['trigger']['text']!r} {what}") for what in differing(a, b)]
        sentences = {start: first["text"][start:end] for start, end in first["sentences"]}
        at = None
        for start, line in sorted(found):
            if start != at:
                yield f"{name}: {sentences[start]}"
            at = start
            yield f"    {line}"


def differing(first: Json, second: Json) -> Iterator[str]:
    """Each field in which two claims of one type differ, with both values."""
    for field in ("mode", "auxiliary", "actor", "recipient", "speaker", "date", "place", "quantities", "context"):
        a, b = told(first, field), told(second, field)
        if a != b:
            yield f"{field}: {a or 'none'} / {b or 'none'}"


def told(claim: Json, field: str) -> str:
    value = claim[field]
    if field == "date":
        return " ".join(claim[part] for part in ("date", "enddate", "date_precision") if claim[part])
    if field == "place":
        return value["name"] if value else ""
    if field == "quantities":
        return ", ".join(sorted(f"{q['kind']} {q.get('best', q.get('low', q.get('high')))}" for q in value))
    if field in ("mode", "auxiliary", "context"):
        return ", ".join(sorted(value))
    return ", ".join(sorted(f"{who['code'] or '-'}:{who['sector'] or '-'}" for who in value))


def brief(claim: Json) -> str:
    """A claim on one line, for a person who decides between two codings."""
    label = ".".join([claim["event"], *(["+".join(claim["mode"])] if claim["mode"] else [])])
    told_fields = (f"{field} {told(claim, field)}" for field in ("auxiliary", "actor", "recipient", "speaker") if claim[field])
    return f"{label} {claim['trigger']['text']!r} " + "; ".join(told_fields)


def blank(folder: Path, sentences: int, seed: int, groups: str) -> str:
    """Whole reports of about `sentences` sentences in their markup without claims.

    They are drawn at random, from each group of files (first letter of the name, one of `groups`) in proportion to its sentences.
    """
    drawn = random.Random(seed)
    blocks: dict[str, list[list[str]]] = defaultdict(list)
    for path in sorted(folder.glob(f"[{groups}]-*.txt")):
        blocks[path.name[0]] += uncoded(path.read_text(encoding="utf-8").splitlines())
    total = sum(len(block) - 1 for group in blocks.values() for block in group)
    chosen = []
    for _, group in sorted(blocks.items()):
        wanted = sentences * sum(len(block) - 1 for block in group) / max(1, total)
        chosen += draw(group, wanted, drawn)
    return "\n".join("\n".join(block) + "\n" for block in chosen)


def draw(reports: list[list[str]], wanted: float, drawn: random.Random) -> list[list[str]]:
    """Reports in random order until they have `wanted` sentences (the first line of a report is its heading)."""
    out: list[list[str]] = []
    for block in drawn.sample(reports, len(reports)):
        if sum(len(done) - 1 for done in out) >= wanted:
            break
        out.append(block)
    return out


def uncoded(lines: Iterable[str]) -> list[list[str]]:
    """The reports of one file, each its heading and sentence lines."""
    out: list[list[str]] = []
    for line in lines:
        if line.startswith("# "):
            out.append([])
        if out and line.strip() and not line.startswith(">"):
            out[-1].append(line)
    return out


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0, or 2 when the codings cannot be compared."""
    parser = argparse.ArgumentParser(description="Agreement of two codings of the same reports.")
    parser.add_argument("first", type=Path, help="folder with the first coding")
    parser.add_argument("second", type=Path, nargs="?", help="folder with the second coding; its reports count")
    parser.add_argument("--list", action="store_true", help="print every disagreement too")
    parser.add_argument("--blank", type=int, metavar="N", help="print about N sentences of `first` without claims instead")
    parser.add_argument("--seed", type=int, default=20, help="what --blank draws (the same seed draws the same reports)")
    parser.add_argument("--groups", default="abcde", help="first letters of the files that --blank draws from")
    options = parser.parse_args(arguments)
    if options.blank:
        print(blank(options.first, options.blank, options.seed, options.groups), end="")
        return 0
    if not options.second:
        parser.error("give the folder of the second coding, or --blank N")
    try:
        codings = pair_up(options.first, options.second)
    except CodingError as problem:
        print(problem, file=sys.stderr)
        return 2
    print("\n".join(agreement(codings).lines()))
    if options.list:
        print("\n".join(disagreements(codings)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
