"""What the report's own words mean before any act is looked at: names from the registry, and people named in full once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from whimbrel.actors.registry import Meaning, Registry
from whimbrel.actors.tables import normalise
from whimbrel.actors.titles import TITLES, UNSEATED
from whimbrel.document import GAP_LINE, Syntax, Tokens

PREPOSITIONS = frozenset(["in", "at", "from", "to", "of", "on", "near", "through", "across", "over", "into", "with", "by"])
OFFICES = frozenset({"minister", "ministry", "secretary", "department", "ministers", "commissioner"})
TITLED = OFFICES | {"president", "premier", "chief", "chairman", "chancellor", "spokesman", "spokeswoman", "governor", "general",
                    "commander", "leader", "director", "ambassador", "envoy"}  # fmt: skip
GATHERINGS = frozenset(["talks", "summit", "meeting", "conference", "agreement", "agreements", "accord", "accords", "treaty",
                        "protocol", "declaration", "round", "negotiations", "forum", "convention", "process"])  # fmt: skip
DASHES = frozenset({"-", "--", "–", "—", "(", "―"})
DATELINE = 8  # words in which a dateline ends
REACH = 5  # words before a name in which its nationality is looked for …
CHAIN = 10  # … and where titles are joined ("Deputy Prime Minister and Justice Minister")
ENDS = frozenset({"VERB", "AUX", "PUNCT", "ADP", "CCONJ", "SCONJ"})  # no word of a noun phrase before its noun
LEAST = 3  # letters of a family name that may stand alone


@dataclass(frozen=True, slots=True)
class Named:
    """A known name at tokens first..last (exclusive)."""

    first: int
    last: int
    meaning: Meaning


def names(tokens: Tokens, syntax: Syntax, registry: Registry, on: date | None) -> tuple[Named, ...]:
    """All known names of a report in reading order.

    The registry's names come first; then persons that the entity tagger sees: by a family name carried from the full name, by a
    family name that the registry knows on that day, or, unknown, by the nationality that stands before the name ("Mongolian
    President Khurelsukh Ukhnaa"). A family name that came with an unknown full name is that person's, no namesake's.
    """
    hits = (hit for hit in registry.scan(tokens.words, on) if not _portfolio(*hit, tokens) and not _venue(*hit, tokens, syntax))
    found = {hit[0]: Named(*hit) for hit in hits}
    taken = {t for n in found.values() for t in range(n.first, n.last)}
    carried: dict[str, Meaning] = {}
    strangers: set[str] = set()
    for first, last in persons(syntax):
        family = tokens.words[last - 1]
        hit = next((found[t] for t in range(first, last) if t in found and found[t].meaning.kind == "person"), None)
        lone = last - first == 1 and family in strangers
        namesake = hit is not None and _namesake(hit, first, tokens)
        if hit is not None and (namesake or (lone and hit.last - hit.first == 1)):
            del found[hit.first]
            taken.discard(hit.first)
        elif hit is not None:
            carried[family] = hit.meaning
            continue
        if any(t in taken for t in range(first, last)):
            continue
        meaning = None if namesake else carried.get(family)
        if meaning is None and not lone:
            meaning = _known(tokens.words[first:last], registry, on)
        meaning = meaning or _titled(first, last, tokens, syntax, found) or _described(first, last, tokens, syntax, found)
        if meaning is None and last - first > 1:
            strangers.add(family)
        if meaning is not None:
            found[first] = Named(first, last, meaning)
            carried.setdefault(family, meaning)
    return tuple(found[k] for k in sorted(found))


def _namesake(hit: Named, first: int, tokens: Tokens) -> bool:
    """True for a known family name of one word after given names, from token `first`, that the known person does not have."""
    given = [w.lower() for w in tokens.words[first : hit.first]]
    own = normalise(hit.meaning.name).split()
    return (
        hit.last - hit.first == 1
        and bool(given)
        and not any(w in TITLES or w in UNSEATED or len(w.strip(".")) < LEAST or normalise(w) in own for w in given)
    )


def _portfolio(first: int, last: int, meaning: Meaning, tokens: Tokens) -> bool:
    """True for a name that is a minister's or ministry's business here: the party is not meant in "Labour Minister"."""
    after = tokens.words[last].lower() if last < len(tokens) else ""
    return last - first == 1 and meaning.kind in ("party", "group", "movement", "company", "media") and after in OFFICES


def _venue(first: int, last: int, meaning: Meaning, tokens: Tokens, syntax: Syntax) -> bool:
    """True for a capital that is only where something took place: in a dateline ("BRATISLAVA, 14 May —"), or before what it gave
    its name ("the Bratislava talks")."""
    if meaning.kind != "capital" or last >= len(tokens):
        return False
    begins = first == 0 or tokens.gap[first] >= GAP_LINE
    word = tokens.words[first]
    line = next((t for t in range(last, min(last + DATELINE, len(tokens))) if tokens.gap[t] >= GAP_LINE), last + DATELINE)
    dash = tokens.words[last] in DASHES | {","} and any(w in DASHES for w in tokens.words[last:line])
    if begins and word.isupper() and len(word) > 1 and dash:
        return True
    return tokens.words[last].lower() in GATHERINGS and syntax.upos[last] in ("NOUN", "PROPN") and syntax.head[last - 1] == last


def _modifies(named: Named, tokens: Tokens) -> bool:
    """True for a name that can stand before a person as a modifier: a nationality, an organisation, a state with 's or in a title
    ("U.S. Secretary"), not a place that ends the phrase before ("in Turkey Minister Ellwood met …")."""
    if named.meaning.kind not in ("state", "capital", "metonym", "region"):
        return True
    before = tokens.words[named.first - 1].lower() if named.first else ""
    return tokens.words[named.last : named.last + 1] in (("'s",), ("’s",)) or before not in PREPOSITIONS


def persons(syntax: Syntax) -> list[tuple[int, int]]:
    """Token stretches tagged as persons."""
    out: list[tuple[int, int]] = []
    for i, tag in enumerate(syntax.entity):
        if tag == "B-PER":
            out.append((i, i + 1))
        elif tag == "I-PER" and out and out[-1][1] == i:
            out[-1] = (out[-1][0], i + 1)
    return out


def _known(words: tuple[str, ...], registry: Registry, on: date | None) -> Meaning | None:
    """A person by full name in another spelling, or by a family name alone."""
    if len(words[-1]) < LEAST:
        return None
    exact = [m for m in registry.find(" ".join(words), on) if m.kind == "person"]
    return exact[0] if exact else None


def _titled(first: int, last: int, tokens: Tokens, syntax: Syntax, found: dict[int, Named]) -> Meaning | None:
    """An unknown person with a nationality or organisation a few words before the name, in one noun phrase; "and"
    and a comma between two titles go on ("Thai Deputy Prime Minister and Justice Minister X")."""
    least = first - REACH
    for at in range(first - 1, max(first - CHAIN - 1, -1), -1):
        if _joins(at, first, tokens):
            least = first - CHAIN
            continue
        if at < least:
            return None
        if syntax.sentence[at] != syntax.sentence[first] or syntax.upos[at] in ENDS:
            return None
        if at in found and found[at].meaning.kind != "person" and _modifies(found[at], tokens):
            return _somebody(first, last, tokens, found[at], f"{tokens.words[at]!r} before the name")
    return None


def _somebody(first: int, last: int, tokens: Tokens, tie: Named, why: str) -> Meaning:
    """An unknown person at tokens first..last with the code of a name that he is tied to."""
    name = " ".join(tokens.words[first:last])
    return replace(tie.meaning, entity="", name=name, kind="person", sector=None, sectors=(), role=None, score=0.5, why=why)


def _described(first: int, last: int, tokens: Tokens, syntax: Syntax, found: dict[int, Named]) -> Meaning | None:
    """An unknown person with a description in apposition, before the name or after it, that has a nationality or an organisation
    ("an American colleague, Roy Hill"; "Roy Hill, an American engineer")."""
    outer = next((t for t in range(first, last) if not first <= syntax.head[t] < last), first)
    above = int(syntax.head[outer])
    heads = [above] if syntax.deprel[outer] == "appos" else []
    heads += [t for t in range(last, min(last + REACH, len(tokens))) if syntax.deprel[t] == "appos" and syntax.head[t] == outer]
    for head in heads:
        if syntax.upos[head] != "NOUN":
            continue
        for at in range(head - 1, max(head - REACH, -1), -1):
            if syntax.sentence[at] != syntax.sentence[head] or syntax.upos[at] in ENDS:
                break
            if at in found and found[at].meaning.kind != "person" and _modifies(found[at], tokens):
                return _somebody(first, last, tokens, found[at], f"{tokens.words[at]!r} in apposition")
    return None


def _joins(at: int, name: int, tokens: Tokens) -> bool:
    """True for an "and" or a comma at `at` between two titles of the one who is named at `name`."""
    if tokens.words[at].lower() not in ("and", "&", ",") or at == 0 or tokens.words[at - 1].lower() not in TITLED:
        return False
    return any(word.lower() in TITLED for word in tokens.words[at + 1 : name])
