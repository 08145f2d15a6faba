"""Text to tokens, by rules that follow the English Universal Dependencies treebanks.

Hyphens, slashes and currency signs are tokens of their own, clitics ("n't", "'s") are cut off, abbreviations and initials keep
their period, and numbers keep inner separators. Every character that is no white space belongs to exactly one token.
"""

from __future__ import annotations

import re

import numpy as np

from whimbrel.document import GAP_LINE, GAP_NONE, GAP_PARAGRAPH, GAP_SPACE, Document, Tokens

# Abbreviations that keep their period inside a sentence. Titles, months, corporate forms, common Latin.
# One alternation, written as it is used in TOKEN.
ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Sgt|Cpl|Pvt|Brig|Sen|Rep|Gov|Rev|Hon|Pres|St|Ste|Mt|Ft|Jr|Sr|Messrs|Amb|Supt|Fr"
    "|Msgr|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Inc|Corp|Co|Ltd|Bros|Dept|Univ|Assn"
    "|vs|etc|approx|est|al|cf|Vol|Fig|Nos|Art|Sec|Ave|Blvd|Rd|Calif|Fla|Mass|Mich|Minn|Pa|Tenn|Tex|Va|Wash|Wis|Ariz|Ark|Colo|Conn"
    "|Ill|Kan|Ky|La|Md|Mo|Neb|Nev|Okla|Ore"
)
CLITIC = r"['’](?:s|m|re|ve|ll|d|S|M|RE|VE|LL|D)\b(?!['’]\w)"
TOKEN = re.compile(
    r"""
    (?:https?://|www\.)[^\s<>"]*[^\s<>".,;:!?')\]]        # addresses
  | [\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+                           # mail addresses
  | (?:[^\W\d_]\.){2,}(?:[^\W\d_](?![\w]))?                # U.S., a.m., U.S.A
  | \b[A-Z]\.(?=\s+[A-Z])                                  # initials
  | \b(?:ABBREVIATIONS)\.(?=\s*[^\s]|\s*$)             # abbreviations
  | \d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|bn|mn|m|k|km|kg|am|pm)?\b     # numbers, ordinals, decades
  | \d+(?:[.,:]\d+)*
  | [^\W\d_]\w{0,30}?(?=n['’][tT]\b)                            # do|n't
  | n['’][tT]\b
  | CLITIC
  | (?:[cC]an|CAN)(?=not\b)                                # can|not
  | [^\W_](?:(?!_)\w)*(?:['’](?!(?:s|m|re|ve|ll|d|t|S|M|RE|VE|LL|D|T)\b)[^\W_](?:(?!_)\w)*)*
  | \.{2,} | -{2,} | [–—]+ | [!?]+ | \*{2,} | ={2,} | _{2,} | \#{2,} | ~{2,}
  | [:;]-?[)(DP](?!\w)                                     # emoticons, one token in the treebank
  | \S
    """.replace("ABBREVIATIONS", ABBREVIATIONS).replace("CLITIC", CLITIC),
    re.VERBOSE,
)
BREAK = re.compile(r"\n[ \t\r\f\v]*\n")
LINE = re.compile(r"[\n\r\u2028\u2029]")
# A token longer than this is cut: a megabyte without a space must not become one word.
LONGEST = 200


class TokenStep:
    """Step `segment`: gives the layer `tokens`."""

    needs: tuple[str, ...] = ()
    gives = "tokens"

    def run(self, documents: list[Document]) -> list[Tokens]:
        """Tokens of each document, in order."""
        return [tokenize(document.report.text) for document in documents]


def tokenize(text: str) -> Tokens:
    """Tokens of `text` with character offsets; an empty or blank text gives none."""
    starts: list[int] = []
    ends: list[int] = []
    for match in TOKEN.finditer(text):
        start, end = match.span()
        while end - start > LONGEST:
            starts.append(start)
            start += LONGEST
            ends.append(start)
        starts.append(start)
        ends.append(end)
    gaps = [_gap(text, before, start) for before, start in zip([0, *ends[:-1]], starts, strict=True)] if starts else []
    return Tokens(
        np.array(starts, np.int32),
        np.array(ends, np.int32),
        np.array(gaps, np.int32),
        tuple(text[s:e] for s, e in zip(starts, ends, strict=True)),
    )


def _gap(text: str, end: int, start: int) -> int:
    if end == start:
        return GAP_NONE if start else GAP_PARAGRAPH
    if start - end == 1 and text[end] == " ":
        return GAP_SPACE
    between = text[end:start]
    if BREAK.search(between) or end == 0:
        return GAP_PARAGRAPH
    return GAP_LINE if LINE.search(between) else GAP_SPACE
