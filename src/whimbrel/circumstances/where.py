"""Places named in a report, as far as they may be where something happened.

A mention reaches over what belongs to it: "the northern city of Mosul", "Helmand province", "Santiago, Chile", "Sudan's
western Darfur region". Its place is the innermost one named; the places around it decide between places of one name, and so do
the countries of those who take part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from whimbrel.circumstances.gazetteer import PLACE_NOUNS, Found, Gazetteer, GazetteerRow
from whimbrel.circumstances.words import word_set
from whimbrel.document import Syntax, Tokens
from whimbrel.records import Place, Span

DIRECTIONS = word_set(
    """
    northern southern eastern western central north south east west northeast northwest southeast southwest northeastern
    northwestern southeastern southwestern north-eastern far-western downtown mainland upper lower central-northern
    """
)
# Words that may stand between the parts of one mention: "the troubled western Darfur region", "the tiny, oil-rich state of X".
REGIONS = word_set(
    "province provinces state region district governorate county territory area prefecture oblast republic department peninsula"
)
GROUND = word_set("territory soil side border coast waters airspace capital land frontier")
STANDING = frozenset({"obl", "nmod", "conj", "obj", "appos"})  # of a name that stands for itself and is no modifier
QUARTERS = word_set("district neighborhood neighbourhood suburb quarter")  # what a city has
POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
# A short name of a country before a noun says whose, not where: "U.S. troops".
SHORT_NAMES = word_set("us u.s. uk u.k. uae u.s.a. usa")
TITLES = word_set(
    """
    mr mr. mrs mrs. ms ms. dr dr. president minister general gen. gen colonel col. senator sen. king queen prince princess pope
    sheikh judge justice secretary ambassador governor chairman spokesman spokeswoman sir lady lord captain capt. lt. lieutenant
    sgt. sergeant major professor ayatollah mullah imam chancellor premier st
    """
)
NOT_NAMES = word_set(
    """
    the a an in on at of for from by to with and but or as if when while after before since during near also meanwhile separately
    elsewhere officials police monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december late early last this that some both two three former earlier
    """
)
LONGEST_LEAD = 9
NEIGHBOURS = 3  # so many countries named last decide between places of one name


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place as mentioned: tokens first..last (exclusive) with all that belongs to it."""

    first: int
    last: int
    place: Place


@dataclass(frozen=True, slots=True)
class _Named:
    """A name and the words around it that belong to it; `row` None for a name that the gazetteer does not know."""

    first: int
    last: int
    name_first: int
    name_last: int
    row: GazetteerRow | None
    name: str


def find(tokens: Tokens, syntax: Syntax | None, gazetteer: Gazetteer, prefer: Sequence[str] = ()) -> tuple[PlaceMention, ...]:
    """All places mentioned, in reading order. `prefer` are the codes of the report's participants, the most frequent first;
    `syntax` keeps names of persons apart and gives places that the gazetteer does not know."""
    words = tokens.words
    lower = [w.lower() for w in words]
    named = [_named(f, words) for f in gazetteer.scan(tokens) if _is_place(f, words, lower, syntax)]
    named += _of_people(named, words, lower, gazetteer)
    named += _unknown(named, words, syntax, gazetteer)
    named.sort(key=lambda n: (n.first, n.last))
    taken = frozenset(i for n in named for i in range(n.first, n.last))
    widened = [_widened(n, words, lower, tokens, taken) for n in named]
    return tuple(_mention(n, tokens) for n in _nested(widened, words, lower, syntax, gazetteer, prefer))


def _named(found: Found, words: Sequence[str]) -> _Named:
    return _Named(found.first, found.last, found.first, found.last, found.row, _written(words[found.first : found.last]))


def _written(parts: Sequence[str]) -> str:
    """The name as written, hyphens closed up."""
    return " ".join(parts).replace(" - ", "-").replace(" – ", "–")


def _is_place(found: Found, words: Sequence[str], lower: Sequence[str], syntax: Syntax | None) -> bool:
    """False for parts of other names: persons, organisations, "U.S. troops"."""
    first, last = found.first, found.last
    before = lower[first - 1] if first else ""
    after = words[last] if last < len(words) else ""
    if before in TITLES:
        return False
    whole = syntax is not None and _whole(found, syntax)
    if whole and found.row.kind == "country" and lower[first] not in SHORT_NAMES:
        return True
    if lower[first] in SHORT_NAMES and last - first == 1:
        if syntax is not None and syntax.deprel[first] in STANDING and syntax.head[first] < first:
            return True  # "claiming asylum in the UK expected next month"
        return bool(after) and not (after[0].isalpha() and after.lower() not in NOT_NAMES | GROUND | PLACE_NOUNS)
    if syntax is None:
        return not _inside_name(found, words, lower)
    kinds = [e.partition("-")[2] for e in syntax.entity[first:last]]
    if any(k.startswith("PER") for k in kinds):
        return False
    if all(k in {"ORG", "NORP"} for k in kinds):
        return whole and kinds[0] == "ORG" and found.row.kind != "city"
    return kinds[0] not in {"", "O"} or not (found.row.kind == "city" and _inside_name(found, words, lower))


def _whole(found: Found, syntax: Syntax) -> bool:
    """Whether no longer name holds it, of a person or of an organisation."""
    starts = not syntax.entity[found.first].startswith("I-")
    return starts and not (found.last < len(syntax.entity) and syntax.entity[found.last].startswith("I-"))


def _inside_name(found: Found, words: Sequence[str], lower: Sequence[str]) -> bool:
    """A capitalised neighbour that is no place word makes it a part of a longer name."""
    first, last = found.first, found.last
    before = words[first - 1] if first else ""
    after = words[last] if last < len(words) else ""
    alone = {*NOT_NAMES, *DIRECTIONS, *PLACE_NOUNS}
    return bool(before[:1].isupper() and before.isalpha() and lower[first - 1] not in alone and first > 1) or bool(
        after[:1].isupper() and after.isalpha() and lower[last] not in alone
    )


def _unknown(named: Sequence[_Named], words: Sequence[str], syntax: Syntax | None, gazetteer: Gazetteer) -> list[_Named]:
    """Names that the model takes for places and the gazetteer does not know as places; a demonym is its country."""
    if syntax is None:
        return []
    taken = {i for n in named for i in range(n.first, n.last)}
    out, at = [], 0
    while at < len(words):
        if syntax.entity[at].partition("-")[2] not in {"LOC", "GPE", "FAC"} or not words[at][:1].isupper():
            at += 1
            continue
        last = at + 1
        while last < len(words) and syntax.entity[last].startswith("I-"):
            last += 1
        end, last = last, min([last, *(t for t in taken if at <= t < last)])  # "Karrada" of "the Karrada district of Baghdad"
        while last > at and not words[last - 1][:1].isupper():
            last -= 1
        name = _written(words[at:last])
        if last > at and len(name) > 2 and name.lower() not in DIRECTIONS | NOT_NAMES | SHORT_NAMES:
            row = gazetteer.demonym(name)
            out.append(_Named(at, last, at, last, row, row.name if row else name))
        at = end
    return out


def _of_people(named: Sequence[_Named], words: Sequence[str], lower: Sequence[str], gazetteer: Gazetteer) -> list[_Named]:
    """ "the Iraqi capital", "Lebanese territory": the ground of a people, and a capital that is not named after it."""
    taken = {i for n in named for i in range(n.first, n.last)}
    out = []
    for i in range(len(words) - 1):
        ground = lower[i + 1]
        if ground not in GROUND or i in taken or not words[i][:1].isupper():
            continue
        country = gazetteer.demonym(words[i])
        if country is None:
            continue
        follows = {i + 2, i + 3} & taken
        if ground == "capital" and not follows and (row := gazetteer.capital(country)) is not None:
            out.append(_Named(i, i + 2, i, i + 2, row, row.name))
        elif ground != "capital":
            out.append(_Named(i, i + 2, i, i + 2, country, country.name))
    return out


def _widened(named: _Named, words: Sequence[str], lower: Sequence[str], tokens: Tokens, taken: frozenset[int]) -> _Named:
    """With the words before and after that say what kind of place it is and where it lies."""
    last = named.last
    while (
        last < len(words)
        and last < named.last + 3
        and last not in taken
        and (lower[last] in PLACE_NOUNS or _qualifies(last, words, lower))
    ):
        last += 1
    first = named.first
    while first > 0 and lower[first - 1] in DIRECTIONS:
        first -= 1
    if first > 1 and lower[first - 1] == "of" and lower[first - 2] in PLACE_NOUNS and first - 3 not in taken:
        first -= 2
        while (
            first > 0 and named.first - first < LONGEST_LEAD and (lower[first - 1] in DIRECTIONS or lower[first - 1] in PLACE_NOUNS)
        ):
            first -= 1
    if first > 0 and lower[first - 1] == "the":
        first -= 1
    return replace(named, first=first, last=last)


def _qualifies(at: int, words: Sequence[str], lower: Sequence[str]) -> bool:
    """A small word between a name and "region": "Bajaur tribal region"."""
    return (
        lower[at + 1 : at + 2] != []
        and lower[at + 1] in REGIONS
        and words[at].isalpha()
        and words[at].islower()
        and lower[at] not in NOT_NAMES
    )


def _nested(
    named: Sequence[_Named],
    words: Sequence[str],
    lower: Sequence[str],
    syntax: Syntax | None,
    gazetteer: Gazetteer,
    prefer: Sequence[str],
) -> list[_Named]:
    """Joins a place with the larger place beside it ("Mosul, northern Iraq"; "Sudan's Darfur region"; "the Iraqi city of
    Mosul") and settles which place of its name is meant."""
    out: list[_Named] = []
    around: list[str] = []
    at = 0
    while at < len(named):
        n, at = named[at], at + 1
        after = named[at] if at < len(named) else None
        inside = _people_before(n, words, lower, gazetteer)
        if after is not None and _owns(n, after, lower, syntax) and _contains(n.row, after, gazetteer):
            inside, n, at = n.row, replace(after, first=n.first), at + 1
            after = named[at] if at < len(named) else None
        quarter = lower[n.last - 1] in QUARTERS and lower[n.last : n.last + 1] == ["of"]  # a city contains it
        if after is not None and _follows(n, after, lower) and (quarter or _contains(after.row, n, gazetteer)):
            inside = after.row
            if lower[n.last] in {",", "of"}:
                n, at = replace(n, last=after.last), at + 1
        settled = _settled(n, lower, gazetteer, inside, around, prefer)
        if settled.row is not None and settled.row.country and settled.row.kind != "unknown":
            around = [settled.row.country, *(c for c in around if c != settled.row.country)][:NEIGHBOURS]
        out.append(settled)
    return out


def _owns(n: _Named, after: _Named, lower: Sequence[str], syntax: Syntax | None) -> bool:
    """ "Sudan's western Darfur region", "the West Bank town of Jenin"."""
    between = range(n.name_last, after.name_first)
    if n.row is None or n.row.kind == "city" or not 1 <= len(between) <= 7:
        return False
    if lower[n.name_last] in POSSESSIVE:
        return all(_describes(i, lower, syntax) for i in between[1:])
    ends = [lower[i] for i in between]
    return 2 <= len(ends) <= 3 and ends[-1] == "of" and ends[-2] in PLACE_NOUNS


def _describes(at: int, lower: Sequence[str], syntax: Syntax | None) -> bool:
    """Whether a word between a possessive and a name may describe the place named."""
    word = lower[at]
    if word in DIRECTIONS | PLACE_NOUNS or word in {"-", ",", "of"}:
        return True
    return word.isalpha() and (syntax is None or syntax.xpos[at][:2] in {"JJ", "RB"} or syntax.xpos[at] in {"VBN", "VBG"})


def _follows(n: _Named, after: _Named, lower: Sequence[str]) -> bool:
    between = lower[n.last : after.first]
    return between in ([","], [",", "in"], ["in"], [",", "a"]) or (between == ["of"] and lower[n.last - 1] in PLACE_NOUNS)


def _contains(outer: GazetteerRow | None, inner: _Named, gazetteer: Gazetteer) -> bool:
    """Whether a country or region has a place of the inner name."""
    if outer is None or outer.kind == "city":
        return False
    if inner.row is None:
        return True
    if inner.row.kind in {"country", "demonym"}:
        return False
    return any(r.country == outer.country and r is not outer and r.kind != "country" for r in gazetteer.candidates(inner.name))


def _people_before(n: _Named, words: Sequence[str], lower: Sequence[str], gazetteer: Gazetteer) -> GazetteerRow | None:
    """The country of a demonym before it: "the southern Iraqi city of Basra"."""
    for at in range(n.name_first - 1, max(-1, n.name_first - 5), -1):
        if lower[at] not in PLACE_NOUNS | DIRECTIONS | {"of"} and not (words[at][:1].isupper() and words[at].isalpha()):
            return None
        if words[at][:1].isupper():
            return gazetteer.demonym(words[at])
    return None


def _settled(
    n: _Named,
    lower: Sequence[str],
    gazetteer: Gazetteer,
    inside: GazetteerRow | None,
    around: Sequence[str],
    prefer: Sequence[str],
) -> _Named:
    """The place that is meant: the one in the larger place named beside it, else by the participants, else the likeliest."""
    if n.row is None:
        # The country of a place that no table has: of those named last the one whose people take part most.
        known = inside.country if inside is not None else next((c for c in prefer if c in around), around[0] if around else "")
        return replace(n, row=GazetteerRow("unknown", n.name, known, "", 0.0, 0.0, None, 0))
    if n.row.kind in {"country", "demonym"} or (n.name_last - n.name_first > 1 and lower[n.name_last - 1] in GROUND):
        return n
    codes = [inside.country] if inside is not None and inside.country else []
    region = bool({*lower[n.name_last : n.last], *lower[n.first : n.name_first]} & REGIONS)
    order = [*codes, *prefer, *around]
    row = next((r for r in gazetteer.candidates(n.name) if codes and r.country == codes[0] and r.kind != "country"), None)
    row = (gazetteer.region(n.name, order) if region else None) or row or gazetteer.find(n.name, order)
    return replace(n, row=row or n.row)


def _mention(n: _Named, tokens: Tokens) -> PlaceMention:
    span = Span(int(tokens.start[n.first]), int(tokens.end[n.last - 1]))
    row = n.row
    if row is None:
        return PlaceMention(n.first, n.last, Place(span, n.name, precision="named"))
    if row.kind == "unknown":  # the country is that of the place around it, and nothing more is known
        return PlaceMention(n.first, n.last, Place(span, n.name, country=row.country or None, precision="named"))
    name = row.name if row.kind in {"country", "demonym"} else n.name
    precision = "country" if row.kind in {"country", "demonym"} else row.kind
    place = Place(span, name, row.geonameid, row.lat, row.lon, row.country or None, row.admin1 or None, precision)
    return PlaceMention(n.first, n.last, place)
