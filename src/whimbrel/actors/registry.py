"""Who is meant by a name on a day: states, people with dated roles, organisations and groups.

The tables are CSV files in `data/` (see `data/README.md`) that a user can read, and add to with a file of their own. What a name
means depends on the day: roles are terms, and the sector of a person is the one held then (PLOVER 2.0, "Actors"; former holders
are ELI). Nothing is guessed: a phrase that is in no table has no meaning here.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from whimbrel.errors import DataError, InputError

OPEN = 99991231
YEAR = 10000  # in days written as the number yyyymmdd
USUAL = 4 * YEAR  # a term open when it was checked is trusted so long after that day, one with an unknown start so long before it
INTERNATIONAL = frozenset("UNO EUR IGO NGO ISM IMG MNC".split())
SECTORS = frozenset(
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split()
)
# Names that are also English words: they mean the actor only as the tables write them ("Turkey", "US", "WHO").
WORDS = frozenset(
    "us who it is un so no do go act aid all am an and are arm as at base be big bus but by can car care cat dot fast for ford gap "
    "gas grad hope how ice if in ira irs led less mad map men mercy most move new not now off on or our out pact pen people plan "
    "poll pole poles polish rally rat save seal ship sit star step swap the to was we wing work you china turkey japan chad guinea "
    "jersey brazil nice eta isis cis sap cord cares spa pin nap fan".split()
)
# The office that a title before a name, or before "of X", stands for; "" for a form of address that names none.
TITLES: dict[str, str] = {
    title: office
    for office, titles in {
        "head of state": "president|king|queen|emir|emperor|sultan|pope|monarch|head of state",
        "head of government": "prime minister|premier|chancellor|taoiseach|pm|head of government",
        "foreign minister": "foreign minister|foreign secretary|secretary of state|external affairs minister|foreign affairs minister|"
        "minister of foreign affairs|minister for foreign affairs",
        "defence minister": "defence minister|defense minister|defence secretary|defense secretary|secretary of defense|"
        "minister of defence|minister of defense|secretary of defence",
        "secretary-general": "secretary general|secretary general of",
        "vice president": "vice president",
        "national security adviser": "national security adviser|national security advisor",
        "leader": "supreme leader|leader|general secretary|opposition leader|chairman|party leader|rebel leader",
        "": "mr|mrs|ms|miss|dr|sir|lord|lady|dame|general|gen|colonel|col|lieutenant|lt|major|maj|captain|capt|admiral|adm|marshal|"
        "senator|sen|representative|rep|congressman|congresswoman|governor|gov|mayor|sheikh|sheik|shaikh|ayatollah|mullah|imam|reverend|"
        "rev|cardinal|archbishop|judge|justice|professor|prof|minister|secretary|ambassador|envoy|spokesman|spokeswoman|spokesperson|"
        "comrade|prince|princess|crown prince|commander|dictator|strongman|lawmaker|activist|politician|chief|field marshal",
    }.items()
    for title in titles.split("|")
}
# Words that take a title away from the one who holds it today: "former president" alone names nobody here.
UNSEATED = frozenset("former ex late deputy vice acting interim outgoing then incoming assistant under".split())
# An office that is not filled in the tables is looked for under the next: an American president is head of government too.
INSTEAD = {"head of government": ("head of state", "leader"), "head of state": ("leader",), "leader": ("head of state",)}
WEIGHT = {"head of state": 0.1, "head of government": 0.1, "leader": 0.09, "secretary-general": 0.09, "foreign minister": 0.07,
          "defence minister": 0.06, "vice president": 0.06}  # fmt: skip
# Reports name the leaders of these by the bare family name most often.
GREAT = {"USA": 0.06, "RUS": 0.05, "CHN": 0.05, "GBR": 0.05, "UNO": 0.05, "FRA": 0.04, "DEU": 0.04, "ISR": 0.03, "IRN": 0.03, "IND": 0.03}
FAMILY_FIRST = frozenset("CHN PRK KOR TWN VNM HKG SGP KHM".split())
PARTICLES = frozenset("al el bin ben ibn von van der den de da di dos du la le ul ur abu st mc".split())
INITIALS = re.compile(r"(?<!\w)(?:\w\.){2,}")
DASHES = str.maketrans(dict.fromkeys("‐‑–—-", " ") | dict.fromkeys("’‘ʻʼ`", "'"))
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "e"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a phrase may mean on a day.

    `kind`: state, people (a demonym), capital, metonym, region (which has no code), person, or what the groups table says
    (organisation, group, party, media, agency …). `code` and `sector` are PLOVER's, None where there is none; `sectors` all that
    hold that day; `role` the title held, "former …" after it; `score` in 0..1 orders the meanings of one phrase and is no
    probability; `why` says in words what decided.
    """

    entity: str
    name: str
    kind: str
    code: str | None
    sector: str | None
    sectors: tuple[str, ...]
    role: str | None
    score: float
    why: str


class _Sense(NamedTuple):
    entity: str
    name: str
    kind: str
    code: str
    sector: str
    start: int
    end: int


class _Term(NamedTuple):
    entity: str
    office: str
    title: str
    code: str
    sector: str
    start: int  # yyyymmdd
    end: int
    span: str  # the term in words

    def holds(self, on: int) -> bool:
        return self.start <= on <= self.end


def normalise(phrase: str) -> str:
    """The form in which names are compared: lower case, no diacritics, periods or apostrophes, hyphens as blanks, no leading "the",
    no possessive. "The U.S.'s" gives "us", "Côte d’Ivoire" gives "cote divoire"."""
    text = phrase.translate(DASHES).strip().lower()
    if text.endswith("'s"):
        text = text[:-2]
    if not text.isascii():
        folded = unicodedata.normalize("NFKD", text.translate(LETTERS))
        text = "".join(c for c in folded if not unicodedata.combining(c))
    if "." in text:
        text = INITIALS.sub(lambda found: found.group().replace(".", ""), text).replace(".", " ")
    words = text.replace("'", "").replace(",", " ").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def day(cell: str, last: bool = False) -> int:
    """A date cell (YYYY, YYYY-MM or YYYY-MM-DD) as the number yyyymmdd, its first or `last` day; empty gives 0, or OPEN for `last`.
    ValueError when it is none of these."""
    if not cell:
        return OPEN if last else 0
    parts = cell.split("-")
    if len(parts) > 3 or len(parts[0]) != 4 or any(len(p) != 2 for p in parts[1:]) or not all(p.isdigit() for p in parts):
        raise ValueError(f"{cell!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    month = int(parts[1]) if len(parts) > 1 else (12 if last else 1)
    the_day = int(parts[2]) if len(parts) > 2 else (31 if last else 1)
    if not (1 <= month <= 12 and 1 <= the_day <= 31):
        raise ValueError(f"{cell!r} is not in the calendar: write YYYY, YYYY-MM or YYYY-MM-DD")
    return int(parts[0]) * YEAR + month * 100 + the_day


def _number(on: date | None) -> int | None:
    return None if on is None else on.year * YEAR + on.month * 100 + on.day


def _token(word: str) -> str:
    if word.isascii() and word.isalpha():
        return word.lower()
    return normalise(word).replace(" ", "")


def _cells(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part] if cell else []


def _shown(number: int) -> str:
    return "today" if number == OPEN else f"{number // YEAR}-{number // 100 % 100:02}-{number % 100:02}" if number else "an unknown day"


class Registry:
    """Names and what they mean on a day. Build it with `Registry.load`; it is read-only afterwards and safe to share."""

    __slots__ = ("_acronyms", "_family", "_first", "_index", "_offices", "_people", "_terms")

    def __init__(self) -> None:
        self._index: dict[str, list[_Sense]] = {}
        self._first: dict[str, int] = {}  # first word of a name → most words a name with it has
        self._acronyms: dict[str, bool] = {}  # one-word names: False when some name is written in small letters
        self._people: dict[str, _Sense] = {}
        self._terms: dict[str, list[_Term]] = {}
        self._offices: dict[tuple[str, str], list[_Term]] = {}
        self._family: dict[str, list[_Sense]] | None = None

    @classmethod
    def load(cls, extra: Path | None = None) -> Registry:
        """The registry of the tables in the package; `extra` is a user's CSV with the columns name, aliases, code, sector, from, to
        (the last five may be empty), whose names replace what the package says of them.

        InputError when `extra` cannot be read; DataError "FILE line N: what is wrong" when a row of it cannot be used.
        """
        registry = cls()
        for row in _rows("states.csv"):
            registry._add_state(row)
        for row in _rows("groups.csv"):
            sense = _Sense(
                row["entity"], row["name"], row.get("kind") or row["entity"].partition(":")[0], row["code"], row["sector"],
                day(row.get("from", "")), day(row.get("to", ""), last=True),
            )  # fmt: skip
            registry._add(sense, [row["name"], *_cells(row["aliases"])])
        for row in _rows("people.csv"):
            person = _Sense(row["entity"], row["name"], "person", row["code"], "", 0, OPEN)
            registry._people[person.entity] = person
            registry._add(person, [row["name"], *_cells(row["aliases"])])
        for row in _rows("roles.csv"):
            registry._add_term(row)
        if extra is not None:
            registry._override(_extra_senses(extra))
        return registry

    def find(self, phrase: str, on: date | None) -> tuple[Meaning, ...]:
        """What `phrase` may mean on the day `on` (None: unknown), best first; nothing when no table has it.

        Tried in turn: the whole phrase as a name; a title, alone or with a state ("Russian president", "president of Russia"), or
        before a name; a bare family name, those in office on the day first.
        """
        key, number = normalise(phrase), _number(on)
        exact: list[Meaning] = []
        if key in self._index and not (key in WORDS and phrase.strip()[:1].islower()) and not (
            self._acronyms.get(key) and key in WORDS and not _capitals(phrase)
        ):
            exact = self._meanings(key, number)
        if exact and (" " in key or exact[0].kind != "person"):
            return tuple(exact)
        found = exact + [m for m in self._by_family(key, number) if all(m.entity != e.entity for e in exact)]
        return tuple(sorted(found, key=_order)) or self._titled(key.split(), number)

    def scan(self, words: Sequence[str], on: date | None) -> list[tuple[int, int, Meaning]]:
        """All names in a row of tokens, the longest first from the left: (first token, token after the last, best meaning).

        A name must be written with a capital, an acronym of up to three letters in capitals. Bare family names are not looked for.
        Hyphens may be tokens of their own. About a million words a second.
        """
        number = _number(on)
        norms, spots = _norms(words)
        first, index = self._first, self._index
        memo: dict[str, Meaning | None] = {}
        found: list[tuple[int, int, Meaning]] = []
        i, total = 0, len(norms)
        while i < total:
            longest = min(first.get(norms[i], 0), total - i)
            step = 1
            for n in range(longest, 0, -1):
                key = norms[i] if n == 1 else " ".join(norms[i : i + n])
                if key in index and self._written(key, words, spots[i], spots[i + n - 1] + 1):
                    if key not in memo:
                        memo[key] = next(iter(self._meanings(key, number)), None)
                    meaning = memo[key]
                    if meaning is not None:
                        found.append((spots[i], spots[i + n - 1] + 1, meaning))
                        step = n
                        break
            i += step
        return found

    def holder(self, code: str, office: str, on: date | None) -> Meaning | None:
        """Who holds an office (roles.csv: "head of state", "foreign minister" …) of a state or body on the day; None when unknown.

        Without a day, the last known. A president who is head of government too is found under both.
        """
        number = _number(on)
        for name in (office, *INSTEAD.get(office, ())):
            held = [t for t in self._offices.get((code, name), ()) if number is None or t.holds(number)]
            if held:
                term = max(held, key=lambda t: (t.start, t.entity))
                sectors = (term.sector,) if term.sector else ()
                return replace(_holding(self._people[term.entity], term, sectors, 0.9), why=f"{name} of {code}: {term.title} {term.span}")
        return None

    def names(self) -> Iterator[str]:
        """All names in normalised form, in table order (for near matches)."""
        return iter(self._index)

    # ---------------------------------------------------------------- building

    def _add(self, sense: _Sense, names: Iterable[str]) -> None:
        index, first = self._index, self._first
        for name in names:
            key = normalise(name)
            if not key:
                continue
            known = index.get(key)
            if known is None:
                index[key] = [sense]
            elif sense not in known:
                known.append(sense)
            head, blank, _ = key.partition(" ")
            count = key.count(" ") + 1 if blank else 1
            if first.get(head, 0) < count:
                first[head] = count
            if count == 1:
                self._acronyms[key] = self._acronyms.get(key, True) and name.isupper()

    def _add_state(self, row: dict[str, str]) -> None:
        start, end = day(row["from"]), day(row["to"], last=True)
        kind = "region" if row["entity"].startswith("region:") else "state"
        sector = row["sector"] or ("GOV" if row["code"] else "")
        base = _Sense(row["entity"], row["name"], kind, row["code"], sector, start, end)
        self._add(base, [row["name"], *_cells(row["aliases"])])
        # A people is no government: the sector is left to the words around the demonym.
        self._add(base._replace(kind="people" if row["code"] else "region", sector=row["sector"]), _cells(row["demonyms"]))
        self._add(base._replace(kind="capital"), _cells(row["capitals"]))
        for metonym in _cells(row["metonyms"]):
            name, _, its_sector = metonym.partition(":")
            self._add(base._replace(kind="metonym", sector=its_sector or sector), [name])

    def _add_term(self, row: dict[str, str]) -> None:
        start, end, checked = day(row["from"]), day(row["to"], last=True), day(row["checked"])
        span = f"{row['from'] or 'an unknown day'} to {row['to'] or 'open when checked ' + row['checked']}"
        title = row["title"] or row["office"]
        start, end = start or checked - USUAL, checked + USUAL if end == OPEN else end
        term = _Term(row["entity"], row["office"], title, row["code"], row["sector"], start, end, span)
        self._terms.setdefault(term.entity, []).append(term)
        self._offices.setdefault((term.code, term.office), []).append(term)

    def _override(self, senses: list[tuple[_Sense, list[str]]]) -> None:
        """The user's names replace ours; two rows with one name (two periods) both stay."""
        for key in {normalise(name) for _, names in senses for name in names}:
            self._index.pop(key, None)
        for sense, names in senses:
            self._add(sense, names)

    # ---------------------------------------------------------------- meaning

    def _written(self, key: str, words: Sequence[str], start: int, end: int) -> bool:
        if end - start > 1:
            return any(words[i][:1].isupper() for i in range(start, end))
        word = words[start]
        if self._acronyms.get(key) and (len(key) < 4 or key in WORDS):
            return _capitals(word)
        return word[:1].isupper()

    def _meanings(self, key: str, on: int | None) -> list[Meaning]:
        senses = self._index.get(key, [])
        if len(senses) == 1:
            found = [self._meaning(senses[0], key, on)]
        else:
            found = _shared([self._meaning(s, key, on) for s in senses])
        return sorted((m for m in found if m is not None), key=_order)

    def _meaning(self, sense: _Sense, key: str, on: int | None) -> Meaning | None:
        if sense.kind == "person":
            return self._person(sense, 1.0 if " " in key else 0.9, on)
        valid = on is None or sense.start <= on <= sense.end
        if sense.kind == "capital" and (not valid or (on is None and sense.end != OPEN)):
            return None  # Bonn and Saigon stand for a government only while they are its seat
        score = 1.0 if sense.entity.startswith("state:") or sense.kind not in ("capital", "people", "state") else 0.9
        why = f"{key!r} is {'a name of' if sense.kind not in ('people', 'capital', 'metonym') else sense.kind + ' of'} {sense.name}"
        if not valid:
            score, why = score - 0.3, f"{why}, outside {_shown(sense.start)} to {_shown(sense.end)}"
        sectors = (sense.sector,) if sense.sector else ()
        return Meaning(sense.entity, sense.name, sense.kind, sense.code or None, sense.sector or None, sectors, None, score, why)

    def _person(self, sense: _Sense, score: float, on: int | None) -> Meaning:
        """The person on the day: the weightiest term held then, else what came before it. Without a day, the last term counts."""
        terms = self._terms.get(sense.entity, [])
        if not terms:
            return Meaning(sense.entity, sense.name, "person", sense.code or None, None, (), None, score - 0.15, "no dated role known")
        held = [max(terms, key=_lately)] if on is None else sorted((t for t in terms if t.holds(on)), key=_weight, reverse=True)
        if held:
            term, sectors = held[0], tuple(dict.fromkeys(t.sector for t in held if t.sector))
            return _holding(sense, term, sectors, score)
        assert on is not None
        past = [t for t in terms if t.end < on]
        if not past:
            return _before(sense, min(terms, key=lambda t: (t.start, t.title)), score, on)
        term = max(past, key=lambda t: (t.end, _weight(t)))
        role, why = f"former {term.title}", f"was {term.title} {term.span}"
        return Meaning(sense.entity, sense.name, "person", sense.code or None, "ELI", ("ELI",), role, score - 0.05, why)

    # ---------------------------------------------------------------- family names and titles

    def _by_family(self, key: str, on: int | None) -> list[Meaning]:
        """Persons with this family name, less sure than by full name: in office first, the high offices and great powers first."""
        if self._family is None:
            self._family = self._families()
        found = []
        for sense in self._family.get(key, ()):
            meaning = self._person(sense, 0.55, on)
            terms = self._terms.get(sense.entity, [])
            held = [t for t in terms if on is None or t.holds(on)]
            bonus = max((WEIGHT.get(t.office, 0.0) for t in held), default=-0.1) + GREAT.get(meaning.code or "", 0.0)
            if on is None and terms:  # the most recent first: two hundredths a decade
                bonus += (max(t.start for t in terms) // YEAR - 2000) * 0.002
            found.append(replace(meaning, score=round(meaning.score + bonus, 4), why=f"family name; {meaning.why}"))
        return sorted(found, key=_order)

    def _families(self) -> dict[str, list[_Sense]]:
        families: dict[str, list[_Sense]] = {}
        for sense in self._people.values():
            words = normalise(sense.name).split()
            if len(words) < 2 or words[-1] in PARTICLES:
                continue
            for name in _family_names(words, sense.code):
                families.setdefault(name, []).append(sense)
        return families

    def _titled(self, words: list[str], on: int | None) -> tuple[Meaning, ...]:
        """Titles and states before a name, or alone with a state; nothing when the phrase has no title or state before it."""
        i, code, offices, unseated = 0, "", [], False
        while i < len(words):
            taken, office, its_code = self._prefix(words, i, on, bool(code))
            if not taken:
                break
            unseated = unseated or (taken == 1 and words[i] in UNSEATED)
            code, offices, i = its_code or code, offices + ([office] if office else []), i + taken
        rest = words[i:]
        if i and rest and rest[0] in ("of", "for") and offices and not code:
            code, rest = self._code_of(" ".join(rest[1:]), on), []
        if i and not rest:
            holder = self.holder(code, offices[-1], _date(on)) if code and offices and not unseated else None
            return (holder,) if holder else ()
        return self._named(" ".join(rest), code, offices, on) if i else ()

    def _prefix(self, words: list[str], i: int, on: int | None, have_code: bool) -> tuple[int, str, str]:
        """Words from `i` that are a title or a state: (how many, office or "", code or "")."""
        for n in (4, 3, 2, 1):
            part = " ".join(words[i : i + n])
            if part in TITLES and len(words) >= i + n:
                return n, TITLES[part], ""
            if not have_code and (code := self._code_of(part, on)):
                return n, "", code
        return (1, "", "") if words[i] in UNSEATED else (0, "", "")

    def _code_of(self, key: str, on: int | None) -> str:
        meanings = [m for m in self._meanings(key.removeprefix("the "), on) if m.kind != "person" and m.code]
        return meanings[0].code or "" if meanings else ""

    def _named(self, key: str, code: str, offices: list[str], on: int | None) -> tuple[Meaning, ...]:
        people = [m for m in self._meanings(key, on) if m.kind == "person"] if key in self._index else []
        people += [m for m in self._by_family(key, on) if all(m.entity != p.entity for p in people)]
        fitting = []
        for meaning in people:
            home = self._people[meaning.entity].code
            its = {t.office for t in self._terms.get(meaning.entity, ())}
            if code and code not in (home, meaning.code):
                continue
            score = meaning.score + (0.1 if code else 0.0) + (0.1 if its.intersection(offices) else -0.1 if offices else 0.0)
            fitting.append(replace(meaning, score=round(min(1.0, score), 4)))
        return tuple(sorted(fitting, key=_order))


def _order(meaning: Meaning) -> tuple[float, str]:
    return (-meaning.score, meaning.entity)


def _weight(term: _Term) -> tuple[float, int, str]:
    return (WEIGHT.get(term.office, 0.0), term.start, term.title)


def _lately(term: _Term) -> tuple[int, float, str]:
    return (term.end, WEIGHT.get(term.office, 0.0), term.title)


def _date(number: int | None) -> date | None:
    return None if number is None else date(number // YEAR, number // 100 % 100, number % 100)


def _capitals(word: str) -> bool:
    return any(c.isalpha() for c in word) and word.removesuffix("'s").removesuffix("’s").isupper()


def _holding(sense: _Sense, term: _Term, sectors: tuple[str, ...], score: float) -> Meaning:
    why = f"{term.title} {term.span}"
    return Meaning(sense.entity, sense.name, "person", term.code or None, term.sector or None, sectors, term.title, score, why)


def _before(sense: _Sense, first: _Term, score: float, on: int) -> Meaning:
    """A person before the first known term: a candidate of a party in the two years before a high office, else of no known sector."""
    sector = "PTY" if WEIGHT.get(first.office, 0.0) >= 0.1 and first.sector == "GOV" and first.start - on <= 2 * YEAR else None
    sectors = (sector,) if sector else ()
    why = f"before {first.title} {first.span}"
    return Meaning(sense.entity, sense.name, "person", sense.code or None, sector, sectors, None, score - 0.1, why)


def _shared(found: Sequence[Meaning | None]) -> list[Meaning]:
    """Meanings of one phrase that point to different places: a state goes before a territory; equals share the score."""
    meanings = [m for m in found if m is not None]
    places = [m for m in meanings if m.kind in ("state", "people", "capital")]
    if len({m.code for m in places}) < 2:
        return meanings
    states = [m for m in places if m.entity.startswith("state:")]
    share = 0.9 if len(states) == 1 else 0.9 / max(len(states or places), 1)
    kept = []
    for meaning in meanings:
        if meaning in places:
            score = share if meaning in states or not states else 0.3
            meaning = replace(meaning, score=min(meaning.score, round(score, 4)), why=f"{meaning.why}; it may also be another place")
        kept.append(meaning)
    return kept


def _family_names(words: list[str], code: str) -> list[str]:
    """Forms in which a full name (normalised words) is shortened to the family name."""
    if code in FAMILY_FIRST and words[0] not in TITLES:
        return [words[0]]
    names = [words[-1]]
    if words[-2] in PARTICLES:  # "al Assad", "von der Leyen"
        start = len(words) - 2
        while start > 1 and words[start - 1] in PARTICLES:
            start -= 1
        names.append(" ".join(words[start:]))
    elif len(words) > 2 and len(words[-2]) > 1:  # "López Obrador", and "Kirchner" is not the last word
        names += [" ".join(words[-2:])]
    return names


def _norms(words: Sequence[str]) -> tuple[list[str], list[int]]:
    """Normalised tokens without hyphens, and where each stands in `words`."""
    memo: dict[str, str] = {}
    norms: list[str] = []
    spots: list[int] = []
    for i, word in enumerate(words):
        norm = memo.get(word)
        if norm is None:
            norm = memo[word] = _token(word)
        if norm or word not in ("-", "‐", "‑", "–"):
            norms.append(norm)
            spots.append(i)
    return norms, spots


def _rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a table in the package; none when the table is not there."""
    table = files("whimbrel.actors").joinpath("data", name)
    if not table.is_file():
        return
    with table.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _extra_senses(path: Path) -> list[tuple[_Sense, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, restval="")
            columns = reader.fieldnames or []
            if missing := [c for c in ("name", "code") if c not in columns]:
                raise DataError(f"{path} line 1: no column {' or '.join(missing)}; write the header name,aliases,code,sector,from,to")
            return [_extra_sense(path, reader.line_num, row) for row in reader if any(row.values())]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as a UTF-8 CSV file: {error}") from error


def _extra_sense(path: Path, line: int, row: dict[str, str]) -> tuple[_Sense, list[str]]:
    where = f"{path} line {line}"
    if None in row:
        raise DataError(f"{where}: more cells than columns; put a cell with a comma between double quotes")
    cell = {column: (text or "").strip() for column, text in row.items()}
    name, code, sector = cell["name"], cell["code"], cell.get("sector", "")
    if not normalise(name):
        raise DataError(f"{where}: the name is empty; write the actor's name in the column name")
    if code and not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise DataError(f"{where}: code {code!r} is none; write an ISO 3166 alpha-3 code or one of {' '.join(sorted(INTERNATIONAL))}")
    if sector and sector not in SECTORS:
        raise DataError(f"{where}: sector {sector!r} is none of PLOVER's; write one of {' '.join(sorted(SECTORS))}")
    try:
        start, end = day(cell.get("from", "")), day(cell.get("to", ""), last=True)
    except ValueError as error:
        raise DataError(f"{where}: {error}") from error
    if start > end:
        raise DataError(f"{where}: from {cell['from']} is after to {cell['to']}; swap them")
    sense = _Sense("user:" + normalise(name).replace(" ", "-"), name, "organisation", code, sector, start, end)
    return sense, [name, *(a.strip() for a in _cells(cell.get("aliases", "")))]
