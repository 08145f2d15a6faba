"""Annotation without its text: offsets, what is meant, and the hash of the text that the offsets are of.

usage: standoff.py take GOLD.jsonl --to STANDOFF.jsonl.gz    reports whose ids begin with --prefix, without a word of their text
       standoff.py join STANDOFF.jsonl.gz TEXTS.jsonl[.gz] --to GOLD.jsonl

`voa.jsonl.gz` here is our coding of blocks of Voice of America news (public domain), CC BY 4.0. TEXTS has one block a line, with
`text`, or with `sentences` that are joined by line breaks; blocks are known by the SHA-256 of their text, whatever their ids.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
PEOPLE = ("actor", "recipient", "speaker")


def taken(report: Row) -> Row:
    """A report of the gold format without its text. What a claim quotes becomes [start, end]; what is quoted twice the occurrence
    nearest to the trigger, in the claim's sentence if it stands there. A name that is the quoted words themselves is left out, as
    are publisher, title and day."""
    text: str = report["text"]
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"id": report["id"], "sha256": digest, "claims": [_taken_claim(c, text) for c in report["claims"]]}


def joined(row: Row, text: str) -> Row:
    """The report again, with its text. ValueError when the text is not the one that was coded."""
    if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
        raise ValueError(f"{row['id']}: the text is not the one that was coded")
    claims = [_joined_claim(c, text) for c in row["claims"]]
    return {"id": row["id"], "published": None, "source": "", "title": "", "text": text, "claims": claims}


def _taken_claim(claim: Row, text: str) -> Row:
    out = {k: v for k, v in claim.items() if k in ("event", "mode", "context", "auxiliary", "date", "enddate", "date_precision")}
    for name in ("trigger", "evidence"):
        out[name] = [claim[name]["start"], claim[name]["end"]]
    for role in PEOPLE:
        out[role] = [_taken_entity(e) for e in claim[role]]
    when, place = claim.get("date_text"), claim.get("place")
    out["date_text"] = [when["start"], when["end"]] if when else None
    out["place"] = {**_without_text(place), "at": _found(place.get("text"), claim, text)} if place else None
    out["quantities"] = [{**_without_text(q), "at": _found(q.get("text"), claim, text)} for q in claim.get("quantities") or []]
    return out


def _joined_claim(claim: Row, text: str) -> Row:
    out = dict(claim)
    for name in ("trigger", "evidence"):
        start, end = claim[name]
        out[name] = {"start": start, "end": end} | ({"text": text[start:end]} if name == "trigger" else {})
    for role in PEOPLE:
        out[role] = [_joined_entity(e, text) for e in claim[role]]
    when = claim["date_text"]
    out["date_text"] = {"text": text[when[0] : when[1]], "start": when[0], "end": when[1]} if when else None
    out["place"] = _with_text(claim["place"], text) if claim["place"] else None
    if out["place"] and out["place"].get("name") is None:
        out["place"]["name"] = out["place"].get("text")
    out["quantities"] = [_with_text(q, text) for q in claim["quantities"]]
    return out


def _taken_entity(e: Row) -> Row:
    return {
        "at": [e["start"], e["end"]],
        "name": None if e["name"] == e["text"] else e["name"],
        "code": e["code"],
        "sector": e["sector"],
    }


def _joined_entity(e: Row, text: str) -> Row:
    start, end = e["at"]
    said = text[start:end]
    return {"text": said, "start": start, "end": end, "name": said if e["name"] is None else e["name"]} | {
        k: e[k] for k in ("code", "sector")
    }


def _without_text(part: Row) -> Row:
    """The part without its words; a name that is those words is left out too."""
    return {k: None if k == "name" and v == part.get("text") else v for k, v in part.items() if k != "text"}


def _with_text(part: Row, text: str) -> Row:
    at = part["at"]
    return ({"text": text[at[0] : at[1]]} if at else {}) | {k: v for k, v in part.items() if k != "at"}


def _found(words: str | None, claim: Row, text: str) -> list[int] | None:
    """Where words stand: in the claim's sentence, else anywhere, nearest to the trigger; None when they stand nowhere."""
    if not words:
        return None
    start, end = claim["evidence"]["start"], claim["evidence"]["end"]
    spots = [m.start() for m in re.finditer(re.escape(words), text)]
    inside = [s for s in spots if start <= s < end]
    near = min(inside or spots, key=lambda s: abs(s - claim["trigger"]["start"]), default=None)
    return None if near is None else [near, near + len(words)]


def lines(path: Path) -> Iterator[Row]:
    """The rows of a JSONL file, packed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8") as rows:
        yield from (json.loads(row) for row in rows if row.strip())


def write(rows: Iterable[Row], path: Path) -> int:
    """Write rows as JSONL, packed where the name ends in .gz (always to the same bytes); how many."""
    text = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows]
    data = "".join(text).encode()
    part = path.with_name(path.name + ".part")
    part.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    part.replace(path)
    return len(text)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("take", "join"))
    parser.add_argument("source", type=Path)
    parser.add_argument("texts", type=Path, nargs="?")
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--prefix", default="voa-")
    args = parser.parse_args()
    if args.what == "take":
        rows = [taken(r) for r in lines(args.source) if r["id"].startswith(args.prefix)]
    elif args.texts is None:
        print("name the texts: standoff.py join STANDOFF TEXTS --to GOLD", file=sys.stderr)
        return 2
    else:
        texts = (r["text"] if "text" in r else "\n".join(r["sentences"]) for r in lines(args.texts))
        by_hash = {hashlib.sha256(t.encode()).hexdigest(): t for t in texts}
        coded = list(lines(args.source))
        rows = [joined(r, by_hash[r["sha256"]]) for r in coded if r["sha256"] in by_hash]
        if len(rows) < len(coded):
            print(f"{len(coded) - len(rows)} of {len(coded)} blocks have no text here", file=sys.stderr)
    print(f"{write(rows, args.to)} reports written to {args.to}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
