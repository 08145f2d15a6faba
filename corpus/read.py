"""Reads the annotated reports of this folder and writes them as gold (JSONL), or checks them.

    python corpus/read.py corpus/reports --output corpus.jsonl
    python corpus/read.py corpus/reports --check

The markup is described in README.md. Mistakes are collected, each with file and line, and end the run with exit code 2.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODES: dict[str, frozenset[str]] = {
    event: words(modes)
    for event, modes in {
        "AGREE": "",
        "CONSULT": "visit third-party multilateral phone",
        "SUPPORT": "",
        "CONCEDE": "",
        "COOPERATE": "",
        "AID": "",
        "RETREAT": "withdraw release disarm ceasefire access resign",
        "REQUEST": "assist change yield meet",
        "ACCUSE": "disapprove investigate allege",
        "REJECT": "assist change yield meet",
        "THREATEN": "restrict arrest relations expel territory violence",
        "SANCTION": "convict expel withdraw discontinue",
        "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
        "MOBILIZE": "troops weapons police militia",
        "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
        "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone "
        "heavy-weapons crowd-control unconventional",
    }.items()
}
AUXILIARIES = words("historical future hypothetical negation")
CONTEXTS = words(
    "military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic legal "
    "reparations human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity inequality diplomatic "
    "territory peacekeeping health asylum migration disasters natural_resource environment technology terrorism cbrn cyber "
    "misinformation crime corruption illegal_drugs trafficking"
)
SECTORS = words("COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC")
CODES = words(
    "AFG AGO ALB AND ARE ARG ARM ATA ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB BRN BTN BWA CAF CAN "
    "CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESP EST ETH FIN FJI FRA FSM GAB "
    "GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY HKG HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM "
    "KIR KNA KOR KOS KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ MRT "
    "MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRK PRT PRY PSE QAT ROU RUS RWA SAU SDN SEN "
    "SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCD TGO THA TJK TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR "
    "URY USA UZB VAT VCT VEN VNM VUT WSM YEM ZAF ZMB ZWE UNO EUR IGO NGO ISM IMG MNC"
)
KINDS = words("dead injured arrested abducted displaced released troops participants weapons money other")
PRECISIONS = words("day week month season year decade report")
STYLES = words("wire newspaper statement analysis chronology live-blog headline")

QUOTED = r'"((?:[^"\\]|\\.)*)"(?:#(\d+))?'
FIELD = re.compile(rf'\s*([a-z])=(?:{QUOTED})?(?:=?((?:[^\s"~]|~(?!"))+))?(?:~"((?:[^"\\]|\\.)*)")?(?=\s|$)')
EVENT = re.compile(r"> ([A-Z]+)(?:\.([a-z+-]+))?(?=\s)")
NUMBER = re.compile(r"(>=|<=|~)?(\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))?")
DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DUPLICATE = 0.6  # share of common word triples from which two sentences count as near-duplicates


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """What is wrong in the markup, with the line (from 1) that a person has to mend."""

    path: str
    line: int
    message: str


@dataclass(slots=True)
class Sentence:
    """One sentence with its place in the report's text (characters, end exclusive) and its claim lines."""

    text: str
    line: int
    start: int
    claims: list[tuple[int, str]] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class Written:
    """One report as it stands in a file: heading fields, text, sentences."""

    path: str
    line: int
    heading: dict[str, str]
    text: str = ""
    sentences: list[Sentence] = field(default_factory=list)

    def add(self, words: str, line: int, new_line: bool) -> None:
        """Append a sentence: after a space, or on a new line."""
        if self.text:
            self.text += "\n" if new_line else " "
        self.sentences.append(Sentence(words, line, len(self.text)))
        self.text += words


class MarkupError(ValueError):
    """One mistake in a claim line; the reader adds file and line."""


def split_reports(path: Path, mistakes: list[Mistake]) -> Iterator[Written]:
    """The reports of one file in order; lines that fit nowhere become mistakes."""
    report: Written | None = None
    broke = False  # the last sentence was a line of its own that ends without a full stop, as headlines do
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("# "):
            if report:
                yield report
            report, broke = (Written(path.name, number, heading(path.name, number, line, mistakes)) if line else None), False
        elif report is None:
            mistakes.append(Mistake(path.name, number, "this line belongs to no report: a report begins with '# id: …'"))
        elif line.startswith(">"):
            if report.sentences:
                report.sentences[-1].claims.append((number, line))
            else:
                mistakes.append(Mistake(path.name, number, "a claim must stand below its sentence"))
        else:
            text = line.removeprefix("| ")
            report.add(text, number, broke or text != line)
            broke = text != line and line[-1] not in '.!?”"’)'
    if report:
        yield report


def heading(path: str, number: int, line: str, mistakes: list[Mistake]) -> dict[str, str]:
    """The fields of a '# id: … | published: … | style: … | publisher: …' line; `title` is optional."""
    pairs = [part.partition(":") for part in line[2:].split(" | ")]
    found = {name.strip(): value.strip() for name, _, value in pairs}
    wrong = sorted(set(found) - {"id", "published", "style", "publisher", "title"})
    wrong += [f"no {name}" for name in ("id", "published", "style", "publisher") if not found.get(name)]
    if found.get("style") not in STYLES:
        wrong.append(f"style {found.get('style')!r}, use one of {', '.join(sorted(STYLES))}")
    try:
        date.fromisoformat(found.get("published", ""))
    except ValueError:
        wrong.append("published must be a day such as 2025-03-04")
    mistakes.extend(Mistake(path, number, f"heading: {what}") for what in wrong)
    return found


def locate(words: str, nth: str | None, sentence: Sentence) -> tuple[int, int]:
    """Start and end in the report of the nth whole-word occurrence of `words` in the sentence."""
    pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
    hits = [m.start() for m in re.finditer(pattern, sentence.text)]
    index = int(nth or 1) - 1
    if not 0 <= index < len(hits):
        raise MarkupError(f"{words!r} stands {len(hits)} times in the sentence, number {index + 1} is asked for")
    return sentence.start + hits[index], sentence.start + hits[index] + len(words)


def locate_before(words: str, nth: str | None, sentence: Sentence, report: Written) -> tuple[int, int]:
    """As `locate`, but looks in the sentences before (nearest first) when this one lacks the words."""
    here = report.sentences.index(sentence)
    for candidate in [sentence, *reversed(report.sentences[:here])]:
        try:
            return locate(words, nth if candidate is sentence else None, candidate)
        except MarkupError:
            continue
    raise MarkupError(f"{words!r} stands neither in the sentence nor in one before it")


def plain(words: str | None) -> str:
    return (words or "").replace('\\"', '"')


@dataclass(frozen=True, slots=True)
class Part:
    """One `key="words"#n=value~"name"` of a claim line."""

    key: str
    words: str | None
    nth: str | None
    value: str
    name: str | None


def parts(line: str, start: int) -> list[Part]:
    """The fields of a claim line, in order; MarkupError where the line cannot be read on."""
    found = []
    while line[start:].strip():
        m = FIELD.match(line, start)
        if not m or m.end() == start:
            raise MarkupError(f"cannot read {line[start:].strip()[:40]!r}")
        key, words, nth, value, name = m.groups()
        found.append(Part(key, None if words is None else plain(words), nth, value or "", None if name is None else plain(name)))
        start = m.end()
    return found


def participant(part: Part, sentence: Sentence, report: Written, speaker: bool) -> Json:
    """An actor, recipient or speaker; without words it is one that the sentence does not mention (offsets: sentence start)."""
    code, colon, sector = part.value.partition(":")
    if not colon or code not in CODES | {"-"} or sector not in SECTORS | {"-"}:
        raise MarkupError(f"{part.key}: {part.value!r} must be CODE:SECTOR with '-' for none")
    if part.words is None or (not part.words and not part.name):
        raise MarkupError(f'{part.key}: give the words, or ""=CODE:SECTOR~"name" for one the sentence does not mention')
    start, end = sentence.start, sentence.start
    if part.words:
        find = locate_before(part.words, part.nth, sentence, report) if speaker else locate(part.words, part.nth, sentence)
        start, end = find
    return {
        "text": part.words, "start": start, "end": end, "name": part.name or part.words,
        "code": None if code == "-" else code, "sector": None if sector == "-" else sector,
    }  # fmt: skip


def day(text: str) -> tuple[str, str]:
    """First day and precision of '2025', '2025-03' or '2025-03-04'."""
    m = DAY.fullmatch(text)
    if not m:
        raise MarkupError(f"w: {text!r} is no date")
    year, month, of_month = m.groups()
    first = date(int(year), int(month or 1), int(of_month or 1)).isoformat()
    return first, "day" if of_month else "month" if month else "year"


def when(part: Part | None, auxiliary: list[str], sentence: Sentence, published: str) -> Json:
    """The four date fields. Without `w=`: the report's date for its news, nothing for history and hypotheses."""
    out: Json = {"date": None, "enddate": None, "date_precision": None, "date_text": None}
    if part is None:
        if not {"historical", "hypothetical"} & set(auxiliary):
            out.update(date=published, date_precision="report")
        return out
    if part.words:
        start, end = locate(part.words, part.nth, sentence)
        out["date_text"] = {"text": part.words, "start": start, "end": end}
    if part.value == "report":
        out.update(date=published, date_precision="report")
    elif part.value != "-":
        values = part.value.split("/")
        precision = values.pop() if values[-1] in PRECISIONS else None
        if not 1 <= len(values) <= 2:
            raise MarkupError(f"w: {part.value!r} must be start[/end][/precision]")
        days = [published if v == "now" else day(v)[0] for v in values]
        if len(days) == 2 and days[1] < days[0]:
            raise MarkupError(f"w: {part.value!r} ends before it starts")
        if part.words and (precision or "day") == "day":
            check_weekday(part.words, date.fromisoformat(days[0]))
        out.update(date=days[0], enddate=days[1] if len(days) == 2 else None, date_precision=precision or day(values[0])[1])
    return out


def check_weekday(text: str, found: date) -> None:
    """A weekday in the date words must be the weekday of the date."""
    named = [number for number, name in enumerate(WEEKDAYS) if name in text.lower()]
    if named and found.weekday() not in named:
        raise MarkupError(f"w: {found} is a {WEEKDAYS[found.weekday()].title()}, the words are {text!r}")


def place(part: Part | None, sentence: Sentence, report: Written) -> Json | None:
    if part is None:
        return None
    if part.value not in CODES | {"-"}:
        raise MarkupError(f"p: {part.value!r} is no country code")
    text = part.words or ""
    start, end = locate_before(text, part.nth, sentence, report)
    country = None if part.value == "-" else part.value
    return {"text": text, "start": start, "end": end, "name": part.name or text, "country": country}


def quantity(part: Part, sentence: Sentence) -> Json:
    """'dead:12', 'dead:>=12', 'dead:<=12', 'dead:10..12', 'dead:~12' (approximate), of the words they stand in."""
    kind, _, value = part.value.partition(":")
    m = NUMBER.fullmatch(value)
    if kind not in KINDS or not m:
        raise MarkupError(f"q: {part.value!r} must be kind:number, kinds are {', '.join(sorted(KINDS))}")
    start, end = locate(part.words or "", part.nth, sentence)
    sign, number, upper = m.group(1), as_number(m.group(2)), m.group(3)
    out: Json = {"kind": kind, "text": part.words, "start": start, "end": end, "approximate": sign == "~"}
    if upper:
        return {**out, "low": number, "high": as_number(upper)}
    return {**out, {">=": "low", "<=": "high"}.get(sign, "best"): number}


def as_number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def known(values: list[str], allowed: frozenset[str], what: str) -> list[str]:
    for value in values:
        if value not in allowed:
            raise MarkupError(f"{value!r} is no {what}")
    return values


def claim(line: str, sentence: Sentence, report: Written) -> Json:
    """One claim line as a gold claim; MarkupError says what is wrong with it."""
    m = EVENT.match(line)
    if not m or m.group(1) not in MODES:
        raise MarkupError(f"a claim line begins with '> EVENT ' or '> EVENT.mode ', not {line[:30]!r}")
    event = m.group(1)
    modes = known(m.group(2).split("+") if m.group(2) else [], MODES[event], f"mode of {event}")
    given: dict[str, list[Part]] = defaultdict(list)
    for part in parts(line, m.end()):
        given[part.key].append(part)
    check_keys(given)
    trigger = given["t"][0]
    start, end = locate(trigger.words or "", trigger.nth, sentence)
    auxiliary = known(given["x"][0].value.split(",") if given["x"] else [], AUXILIARIES, "auxiliary")
    check_folding(event, auxiliary)
    sides = {key: [participant(p, sentence, report, key == "s") for p in given[key]] for key in "ars"}
    if not sides["a"]:
        raise MarkupError("a claim needs an actor")
    if event in ("SANCTION", "COOPERATE", "AID") and len(sides["a"] + sides["r"]) < 2:
        raise MarkupError(f"{event} needs a recipient, or a second actor")
    return {
        "event": event,
        "mode": modes,
        "context": known(given["c"][0].value.split(",") if given["c"] else [], CONTEXTS, "context"),
        "auxiliary": auxiliary,
        "trigger": {"text": trigger.words, "start": start, "end": end},
        "evidence": {"start": sentence.start, "end": sentence.end},
        "actor": sides["a"],
        "recipient": sides["r"],
        **when(given["w"][0] if given["w"] else None, auxiliary, sentence, report.heading.get("published", "")),
        "place": place(given["p"][0] if given["p"] else None, sentence, report),
        "quantities": [quantity(p, sentence) for p in given["q"]],
        "speaker": sides["s"],
        "note": given["n"][0].words if given["n"] else "",
    }


def check_folding(event: str, auxiliary: list[str]) -> None:
    """The ontology's rule that what is promised is coded as a promise."""
    folded = "CONCEDE" if event == "RETREAT" else "AGREE" if event in ("CONSULT", "SUPPORT", "COOPERATE", "AID") else None
    if folded and "future" in auxiliary:
        raise MarkupError(f"a future {event} is coded {folded} with x=future")


def check_keys(given: dict[str, list[Part]]) -> None:
    wrong = sorted(set(given) - set("tarsxwpqcn"))
    if wrong:
        raise MarkupError(f"unknown field {wrong[0]!r}=")
    if len(given["t"]) != 1 or not given["t"][0].words:
        raise MarkupError('a claim needs one trigger t="…"')
    twice = [key for key in "xwpcn" if len(given[key]) > 1]
    if twice:
        raise MarkupError(f"field {twice[0]}= is given twice")


def gold(report: Written, mistakes: list[Mistake]) -> Json:
    """The report in the gold file format."""
    claims = []
    for sentence in report.sentences:
        for number, line in sentence.claims:
            try:
                claims.append(claim(line, sentence, report))
            except ValueError as problem:  # MarkupError, or a day that does not exist
                mistakes.append(Mistake(report.path, number, str(problem)))
    head = report.heading
    return {
        "id": head.get("id"), "published": head.get("published"), "source": head.get("publisher"),
        "title": head.get("title"), "style": head.get("style"), "text": report.text,
        "sentences": [[s.start, s.end] for s in report.sentences], "claims": claims,
    }  # fmt: skip


def read_folder(folder: Path) -> tuple[list[Json], list[Mistake]]:
    """All reports under `folder` (or of one file), files in the order of their names, with every mistake found."""
    mistakes: list[Mistake] = []
    files = sorted(folder.glob("*.txt")) if folder.is_dir() else [folder]
    written = [report for path in files for report in split_reports(path, mistakes)]
    seen: dict[str, Written] = {}
    for report in written:
        first = seen.setdefault(report.heading.get("id", ""), report)
        if first is not report:
            mistakes.append(Mistake(report.path, report.line, f"id of {first.path} line {first.line} used again"))
    rows = [gold(report, mistakes) for report in written]
    mistakes.extend(near_duplicates(written))
    return rows, sorted(mistakes)


def near_duplicates(reports: Iterable[Written]) -> Iterator[Mistake]:
    """Sentences of six words or more that share most of their word triples with an earlier one."""
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    kept: list[tuple[str, int, int]] = []
    for report in reports:
        for sentence in report.sentences:
            tokens = re.findall(r"\w+", sentence.text.lower())
            triples = set(zip(tokens, tokens[1:], tokens[2:], strict=False))
            if len(tokens) < 6:
                continue
            common = Counter(index for triple in sorted(triples) for index in holders[triple])
            for index, shared in sorted(common.items()):
                path, line, size = kept[index]
                if shared / (len(triples) + size - shared) >= DUPLICATE:
                    yield Mistake(report.path, sentence.line, f"nearly the same sentence as {path} line {line}")
                    break
            for triple in triples:
                holders[triple].append(len(kept))
            kept.append((report.path, sentence.line, len(triples)))


def on_both_sides(rows: list[Json]) -> Iterator[str]:
    """What breaks the rule that who meets, agrees or works together is an actor and no recipient as well.

    A fault of coding, not of markup: a coding that has it can still be read and compared with another.
    """
    for row in rows:
        for found in (claim for claim in row["claims"] if claim["event"] in ("AGREE", "CONSULT", "COOPERATE")):
            actors, others = ({(who["code"], who["sector"], who["name"]) for who in found[side]} for side in ("actor", "recipient"))
            if actors & others:
                what = f"{row['id']}: {found['trigger']['text']!r} has a participant on both sides"
                yield f"{what}; in a mutual {found['event']} all are actors, without r="


def coverage(rows: list[Json]) -> str:
    """A table of what the corpus holds: styles, claims per type, mode and auxiliary, shares."""
    claims = [c for row in rows for c in row["claims"]]
    sentences = [(row["id"], start) for row in rows for start, _ in row["sentences"]]
    with_claim = {(row["id"], c["evidence"]["start"]) for row in rows for c in row["claims"]}
    share = 1 - len(with_claim) / max(1, len(sentences))
    lines = [f"reports {len(rows)}, sentences {len(sentences)}, claims {len(claims)}, sentences without event {share:.0%}"]
    lines.append("styles: " + table(Counter(row["style"] for row in rows)))
    lines.append("years: " + table(Counter(row["published"][:4] for row in rows)))
    auxiliary = Counter(x for c in claims for x in c["auxiliary"] or ["(none)"])
    lines.append("auxiliary: " + table(auxiliary))
    events, modes = Counter(c["event"] for c in claims), Counter((c["event"], m) for c in claims for m in c["mode"])
    for event, allowed in MODES.items():
        lines.append(f"{event} {events[event]}: " + ", ".join(f"{m} {modes[event, m]}" for m in sorted(allowed)))
    bare = Counter(c["event"] for c in claims if MODES[c["event"]] and not c["mode"])
    lines.append("without a mode: " + (table(bare) or "none"))
    lines.append("not used: contexts " + (", ".join(sorted(CONTEXTS - {x for c in claims for x in c["context"]})) or "none"))
    codes = Counter(e["code"] for c in claims for e in c["actor"] + c["recipient"] if e["code"])
    lines.append(f"codes {len(codes)}: " + table(codes, 40))
    sectors = Counter(e["sector"] for c in claims for e in c["actor"] + c["recipient"] if e["sector"])
    lines.append("sectors: " + table(sectors))
    unmentioned = sum(any(not e["text"] for e in c["actor"] + c["recipient"]) for c in claims)
    lines.append(f"with speaker {sum(bool(c['speaker']) for c in claims)}, with a participant not in the sentence {unmentioned}, "
                 f"with quantity {sum(bool(c['quantities']) for c in claims)}, with place {sum(bool(c['place']) for c in claims)}, "
                 f"with date words {sum(bool(c['date_text']) for c in claims)}")  # fmt: skip
    return "\n".join(lines)


def table(counts: Counter[str], most: int | None = None) -> str:
    return ", ".join(f"{name} {n}" for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most])


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0, or 2 when the markup has mistakes, or `--check` finds faults of coding (all of them are listed)."""
    parser = argparse.ArgumentParser(description="Read the annotated reports: write gold JSONL, or check them.")
    parser.add_argument("folder", type=Path, help="folder with *.txt files, or one file")
    parser.add_argument("--output", type=Path, help="file to write, one report a line")
    parser.add_argument("--check", action="store_true", help="print what the corpus covers")
    options = parser.parse_args(arguments)
    if not options.folder.exists():
        parser.error(f"{options.folder} does not exist; give the folder with the reports")
    rows, mistakes = read_folder(options.folder)
    for mistake in mistakes:
        print(f"{mistake.path}:{mistake.line}: {mistake.message}", file=sys.stderr)
    faults = list(on_both_sides(rows)) if options.check else []
    if options.check:
        print("\n".join([*faults, coverage(rows)]))
    if mistakes or faults:
        return 2
    if options.output:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        options.output.write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
