"""Who is meant by a name on a day: states, people with dated roles, organisations and groups.

The tables are CSV files in `data/` (see `data/README.md`) that a user can read, and add to with a file of their own. What a name
means depends on the day: roles are terms, and the sector of a person is the one held then (PLOVER 2.0, "Actors"; former holders
are ELI). Nothing is guessed: a phrase that is in no table has no meaning here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from whimbrel.actors.tables import INTERNATIONAL, OPEN, YEAR, Sense, cells, day, extra_senses, normalise, rows
from whimbrel.actors.terms import Term, is_term, lately, nationality, shown, term_of_row, term_of_sense, weight
from whimbrel.actors.titles import EVERYWHERE, GREAT, INSTEAD, PARTICLES, TITLES, UNSEATED, WEIGHT, WORDS, family_names

LIKE = 88  # per cent of letters: "mohammed el baradei" is 92 like "mohamed elbaradei", "ian smith" 84 like "john smith"

PLACES = ("state", "people", "capital")
HYPHENS = frozenset({"-", "‐", "‑", "–"})
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
OWNED = re.compile(r"['’]s?(?= )")


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


def _number(on: date | None) -> int | None:
    return None if on is None else on.year * YEAR + on.month * 100 + on.day


def _token(word: str) -> str:
    return normalise(word).replace(" ", "")


class Registry:
    """Names and what they mean on a day. Build it with `Registry.load`; it is read-only afterwards and safe to share."""

    __slots__ = ("_acronyms", "_cells", "_family", "_first", "_index", "_offices", "_people", "_terms")

    def __init__(self) -> None:
        self._index: dict[str, list[Sense]] = {}
        self._first: dict[str, int] = {}  # first word of a name → most words a name with it has
        self._acronyms: dict[str, bool] = {}  # one-word names: False when some name is written in small letters
        self._people: dict[str, Sense] = {}
        self._cells: dict[str, list[tuple[str, ...]]] = {}  # rows of roles.csv by person
        self._terms: dict[str, list[Term]] = {}
        self._offices: dict[tuple[str, str], list[str]] = {}  # (code, office) → persons who ever held it
        self._family: dict[str, list[Sense]] | None = None

    @classmethod
    def load(cls, extra: Path | None = None) -> Registry:
        """The registry of the tables in the package; `extra` is a user's CSV (`tables.extra_senses`), whose names replace what
        the package says of them.

        InputError when `extra` cannot be read; DataError "FILE line N: what is wrong" when a row of it cannot be used.
        """
        registry = cls()
        added = [] if extra is None else extra_senses(extra)
        for row in rows("states.csv", "entity name aliases demonyms capitals metonyms code sector from to"):
            registry._add_state(row)
        for entity, kind, name, aliases, code, sector, *term in rows("groups.csv", "entity kind name aliases code sector from to"):
            registry._add(Sense(entity, name, kind, code, sector, day(term[0]), day(term[1], last=True)), [name, *cells(aliases)])
        for entity, name, aliases, code in rows("people.csv", "entity name aliases code"):
            person = registry._people[entity] = Sense(entity, name, "person", code, "", 0, OPEN)
            registry._add(person, [name, *cells(aliases)] if aliases else [name])
        for row in rows("roles.csv", "entity office title code sector from to checked"):
            registry._cells.setdefault(row[0], []).append(row)
            registry._offices.setdefault((row[3], row[1]), []).append(row[0])
        registry._override(added)
        return registry

    def find(self, phrase: str, on: date | None) -> tuple[Meaning, ...]:
        """What `phrase` may mean on the day `on` (None: unknown), best first; nothing when no table has it.

        Tried in turn: the whole phrase as a name; a bare family name, those in office on the day first; a title with a state
        ("Russian president", "president of Russia") or before a name; a full name that is written a little otherwise.
        """
        key, number = normalise(phrase), _number(on)
        exact: list[Meaning] = []
        if (
            key in self._index
            and not (key in WORDS and phrase.strip()[:1].islower())
            and not (self._acronyms.get(key) and key in WORDS and not _capitals(phrase))
        ):
            exact = self._meanings(key, number)
        # "The council" and "the shah" are nobody's family name.
        common = phrase[:4].lower() == "the " or phrase.islower()
        found = exact if common and " " not in key else self._namesakes(key, number, exact)
        return tuple(found) or self._titled(key.split(), number) or self._alike(key, number)

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
                        memo[key] = next(iter(self._namesakes(key, number, self._meanings(key, number))), None)
                    meaning = memo[key]
                    if meaning is not None:
                        found.append((spots[i], spots[i + n - 1] + 1, meaning))
                        step = n
                        break
            i += step
        return [hit for n, hit in enumerate(found) if not (n and _others(found[n - 1], hit, words))]

    def holder(self, code: str, office: str, on: date | None) -> Meaning | None:
        """Who holds an office (roles.csv: "head of state", "foreign minister" …) of a state or body on the day; None when unknown.

        Without a day, the last known. A president who is head of government too is found under both.
        """
        number = _number(on)
        for name in (office, *INSTEAD.get(office, ())):
            entities = dict.fromkeys(self._offices.get((code, name), ()))
            held = [t for e in entities for t in self._terms_of(e) if (t.code, t.office) == (code, name)]
            held = [t for t in held if number is None or t.holds(number)]
            if held:
                term = max(held, key=lambda t: (t.start, t.entity))
                sectors = (term.sector,) if term.sector else ()
                meaning = _holding(self._people[term.entity], term, sectors, 0.9)
                return replace(meaning, why=f"{name} of {code}: {meaning.why}")
        return None

    # ---------------------------------------------------------------- building

    def _add(self, sense: Sense, names: Iterable[str]) -> None:
        index, first = self._index, self._first
        # In running text "'s" is a token of its own and is skipped, so "Lord's Resistance Army" is also kept without it.
        spelt = [spelling for name in names for spelling in {name: 0, OWNED.sub("", name): 0}]
        for name in spelt:
            key = normalise(name)
            known = index.get(key)
            if known is None:
                index[key] = [sense]
            elif sense not in known:
                known.append(sense)
            blank = key.find(" ")
            if blank < 0:
                self._acronyms[key] = self._acronyms.get(key, True) and name.isupper()
                first.setdefault(key, 1)
            elif first.get(key[:blank], 0) < (count := key.count(" ") + 1):
                first[key[:blank]] = count

    def _add_state(self, row: tuple[str, ...]) -> None:
        entity, name, aliases, demonyms, capitals, metonyms, code, own_sector, start, end = row
        sector = own_sector or ("GOV" if code else "")
        base = Sense(entity, name, "state" if code else "region", code, sector, day(start), day(end, last=True))
        self._add(base, [name, *cells(aliases)])
        # A people is no government: the sector is left to the words around the demonym.
        self._add(base._replace(kind="people" if code else "region", sector=own_sector), cells(demonyms))
        self._add(base._replace(kind="capital"), cells(capitals))
        for metonym in cells(metonyms):
            metonym, _, its_sector = metonym.partition(":")
            self._add(base._replace(kind="metonym", sector=its_sector or sector), [metonym])

    def _terms_of(self, entity: str) -> list[Term]:
        terms = self._terms.get(entity)
        if terms is None:  # a report names few of the thousands of people: rows become terms when they are asked for
            terms = self._terms[entity] = [term_of_row(row) for row in self._cells.get(entity, ())]
        return terms

    def _override(self, added: list[tuple[Sense, list[str]]]) -> None:
        """The user's names replace ours; two rows with one name (two periods) both stay."""
        people = self._add_people([sense for sense, _ in added if sense.kind == "person"])
        named = {normalise(name): people.get(sense.entity) for sense, names in added for name in names}
        self._replace({name: person for name, person in named.items() if person is not None})
        for key in named:
            self._index.pop(key, None)
        for sense, names in added:
            self._add(people[sense.entity] if sense.kind == "person" else sense, names)

    def _add_people(self, senses: list[Sense]) -> dict[str, Sense]:
        """The people of a user's table, with a term for each row but those that say the nationality alone."""
        rows_of: dict[str, list[Sense]] = {}
        for sense in senses:
            rows_of.setdefault(sense.entity, []).append(sense)
        for entity, its in rows_of.items():
            self._people[entity] = Sense(entity, its[0].name, "person", nationality(its), "", 0, OPEN)
            self._terms[entity] = [term_of_sense(sense, self._office(sense)) for sense in its if is_term(sense)]
            for term in self._terms[entity]:
                self._offices.setdefault((term.code, term.office), []).append(entity)
        return {entity: self._people[entity] for entity in rows_of}

    def _replace(self, people: dict[str, Sense]) -> None:
        """Puts the user's people in the place of ours of the same full name, under all of their names."""
        gone = {e: people[key] for e, s in self._people.items() if people and (key := normalise(s.name)) in people}
        gone = {entity: person for entity, person in gone.items() if entity != person.entity}
        if not gone:
            return
        for entity in gone:
            del self._people[entity]
        for key, senses in self._index.items():
            if any(sense.entity in gone for sense in senses):
                self._index[key] = list(dict.fromkeys(gone.get(sense.entity, sense) for sense in senses))
        self._offices = {key: [entity for entity in held if entity not in gone] for key, held in self._offices.items()}

    def _office(self, sense: Sense) -> str:
        """The office of roles.csv that a title of a government or body names, alone or with its state ("President of Kenya")."""
        words = normalise(sense.title).split() if sense.sector in ("", "GOV") else []
        for n in range(len(words), 0, -1):
            office = TITLES.get(" ".join(words[:n]))
            if office and (n == len(words) or (words[n] in ("of", "for") and self._is_of(sense.code, words[n + 1 :]))):
                return office
        return "official"

    def _is_of(self, code: str, words: list[str]) -> bool:
        """True for the name of the state, or of an international body, of the code: "president of the Senate" heads no state."""
        meanings = self._meanings(" ".join(words).removeprefix("the "), None)
        return any(m.code == code and (m.kind == "state" or code in INTERNATIONAL) for m in meanings)

    # ---------------------------------------------------------------- meaning

    def _written(self, key: str, words: Sequence[str], start: int, end: int) -> bool:
        if end - start > 1:
            return any(words[i][:1].isupper() for i in range(start, end))
        word = words[start]
        if self._acronyms.get(key) and (len(key) < 4 or key in WORDS):
            return _capitals(word)
        return word[:1].isupper()

    def _meanings(self, key: str, on: int | None) -> list[Meaning]:
        senses = _of_the_day(self._index.get(key, []), on)
        found = [m for sense in senses if (m := self._meaning(sense, key, on)) is not None]
        return sorted(_shared(found), key=_order) if len(found) > 1 else found

    def _meaning(self, sense: Sense, key: str, on: int | None) -> Meaning | None:
        if sense.kind == "person":
            sure = 1.0 if " " in key else 0.9
            person = self._person(sense, sure, on)
            # Out of office, which is less sure, somebody known by one word gives way to a namesake who is in.
            in_office = person.score == sure and person.sector != "ELI"
            return person if in_office or " " in key else replace(person, score=0.6)
        valid = on is None or sense.start <= on <= sense.end
        if sense.kind == "capital" and (not valid or (on is None and sense.end != OPEN)):
            return None  # Bonn and Saigon stand for a government only while they are its seat
        if on is not None and on < sense.start and self._acronyms.get(key):
            return None  # letters that stand for something else before there was such a body
        score = 1.0 if sense.entity.startswith("state:") or sense.kind not in ("capital", "people", "state") else 0.9
        why = f"{key!r} is {'a name of' if sense.kind not in ('people', 'capital', 'metonym') else sense.kind + ' of'} {sense.name}"
        if not valid:
            score, why = score - 0.3, f"{why}, outside {shown(sense.start)} to {shown(sense.end)}"
        sectors = (sense.sector,) if sense.sector else ()
        return Meaning(sense.entity, sense.name, sense.kind, sense.code or None, sense.sector or None, sectors, None, score, why)

    def _person(self, sense: Sense, score: float, on: int | None) -> Meaning:
        """The person on the day: the weightiest term held then, else what came before it. Without a day, the last term counts."""
        terms = self._terms_of(sense.entity)
        if not terms:
            why = "no dated role known"
            return Meaning(sense.entity, sense.name, "person", sense.code or None, None, (), None, score - 0.15, why)
        held = [max(terms, key=lately)] if on is None else sorted((t for t in terms if t.holds(on)), key=weight, reverse=True)
        if held:
            term, sectors = held[0], tuple(dict.fromkeys(t.sector for t in held if t.sector))
            return _holding(sense, term, sectors, score)
        assert on is not None
        past = [t for t in terms if t.end < on]
        if not past:
            return _before(sense, min(terms, key=lambda t: (t.start, t.title)), score, on)
        term = max(past, key=lambda t: (t.end, weight(t)))
        role, why = f"former {term.title}" if term.title else None, f"was {term.said()}"
        return Meaning(sense.entity, sense.name, "person", sense.code or None, "ELI", ("ELI",), role, score - 0.05, why)

    # ---------------------------------------------------------------- family names and titles

    def _by_family(self, key: str, on: int | None) -> list[Meaning]:
        """Persons with this family name, less sure than by full name: in office first, the high offices and great powers first."""
        if self._family is None:
            self._family = self._families()
        if len(key) < 4 and key in WORDS:
            return []
        found = []
        for sense in self._family.get(key, ()):
            meaning = self._person(sense, 0.55, on)
            terms = self._terms_of(sense.entity)
            held = [t for t in terms if on is None or t.holds(on)]
            bonus = max((WEIGHT.get(t.office, 0.0) for t in held), default=-0.1) + GREAT.get(meaning.code or "", 0.0)
            if on is None and terms:  # the most recent first: two hundredths a decade
                bonus += (max(1900, *(t.start // YEAR for t in terms)) - 2000) * 0.002
            found.append(replace(meaning, score=round(meaning.score + bonus, 4), why=f"family name; {meaning.why}"))
        return sorted(found, key=_order)

    def _alike(self, key: str, on: int | None) -> tuple[Meaning, ...]:
        """Persons whose full name is written a little otherwise: the family name must be the same ("Barack H. Obama")."""
        from rapidfuzz import fuzz  # a third of the time of importing Whimbrel, and few reports need it

        words = key.split()
        found = []
        for meaning in self._by_family(words[-1], on) if len(words) > 1 else ():
            theirs = normalise(meaning.name).split()
            likeness = fuzz.ratio(key, " ".join(theirs))
            if likeness >= LIKE or (len(theirs) > 1 and words[0] == theirs[0]):
                found.append(replace(meaning, score=0.8, why=f"{key!r} is like {meaning.name}; {meaning.why}"))
        return tuple(found)

    def _namesakes(self, key: str, on: int | None, exact: list[Meaning]) -> list[Meaning]:
        """With a person known by one word ("Assad"), or with nothing: all of that family name too, who is in office first."""
        if exact and (" " in key or exact[0].kind != "person"):
            return exact
        others = [m for m in self._by_family(key, on) if all(m.entity != e.entity for e in exact)]
        return sorted(exact + others, key=_order)

    def _families(self) -> dict[str, list[Sense]]:
        families: dict[str, list[Sense]] = {}
        for sense in self._people.values():
            words = normalise(sense.name).split()
            if len(words) < 2 or words[-1] in PARTICLES:
                continue
            for name in family_names(words, sense.code):
                families.setdefault(name, []).append(sense)
        return families

    def _titled(self, words: list[str], on: int | None) -> tuple[Meaning, ...]:
        """Titles and states before a name, or alone with a state; nothing when the phrase has no title or state before it."""
        i, code, unseated, last_is_title = 0, "", False, False
        offices: list[str] = []
        while i < len(words):
            taken, office, its_code = self._prefix(words, i, on, bool(code))
            if not taken:
                break
            unseated = unseated or (taken == 1 and words[i] in UNSEATED)
            code, offices, i, last_is_title = its_code or code, offices + [office] * bool(office), i + taken, bool(office)
        rest = words[i:]
        if i and rest and rest[0] in ("of", "for") and offices and not code:
            code, rest, last_is_title = self._code_of(" ".join(rest[1:]), on), [], True
        if i and not rest:
            if not (code and last_is_title) or unseated:
                return ()
            # IGO and EUR are many bodies under one code: there the title itself must be in the tables.
            holder = self._titled_alike(words, on) if code in ("EUR", "IGO") else self.holder(code, offices[-1], _date(on))
            return (holder,) if holder else ()
        found = self._named(" ".join(rest), code, offices, on) if i else ()
        return tuple(sorted(found, key=lambda m: (m.sector != "ELI", *_order(m)))) if unseated and words[0] != "acting" else found

    def _titled_alike(self, words: list[str], on: int | None) -> Meaning | None:
        """The holder of a title of the same words ("European Commission president", "Secretary General of NATO")."""
        wanted = {w for w in words if w not in ("of", "the")}
        entities = dict.fromkeys(e for (code, _), held in self._offices.items() if code in ("EUR", "IGO") for e in held)
        terms = [t for e in entities for t in self._terms_of(e) if wanted == set(normalise(t.title).split()) - {"of", "the"}]
        held = [t for t in terms if on is None or t.holds(on)]
        if not held:
            return None
        term = max(held, key=lambda t: (t.start, t.entity))
        return _holding(self._people[term.entity], term, (term.sector,) if term.sector else (), 0.9)

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
            its = {t.office for t in self._terms_of(meaning.entity)}
            meaning = self._as_said(meaning, code, offices) if on is None else meaning
            if code and code not in (home, meaning.code):
                continue
            score = meaning.score + (0.1 if code else 0.0) + (0.1 if its.intersection(offices) else -0.1 if offices else 0.0)
            fitting.append(replace(meaning, score=round(min(1.0, score), 4)))
        return tuple(sorted(fitting, key=_order))

    def _as_said(self, meaning: Meaning, code: str, offices: list[str]) -> Meaning:
        """Without a day, a person in the office that the title says, at home first ("French foreign minister Michel Barnier")."""
        said = [t for t in self._terms_of(meaning.entity) if t.office in offices and code in ("", t.code)]
        if not said:
            return meaning
        person = self._people[meaning.entity]
        term = max(said, key=lambda t: (t.code == person.code, t.end, t.title))
        return _holding(person, term, (term.sector,) if term.sector else (), meaning.score)


def _order(meaning: Meaning) -> tuple[float, str]:
    return (-meaning.score, meaning.entity)


def _date(number: int | None) -> date | None:
    return None if number is None else date(number // YEAR, number // 100 % 100, number % 100)


def _capitals(word: str) -> bool:
    return any(c.isalpha() for c in word) and word.removesuffix("'s").removesuffix("’s").isupper()


def _holding(sense: Sense, term: Term, sectors: tuple[str, ...], score: float) -> Meaning:
    role = term.title or None
    return Meaning(sense.entity, sense.name, "person", term.code or None, term.sector or None, sectors, role, score, term.said())


def _before(sense: Sense, first: Term, score: float, on: int) -> Meaning:
    """A person before the first known term: a party's candidate in the two years before a high office, else of no known sector."""
    sector = "PTY" if WEIGHT.get(first.office, 0.0) >= 0.1 and first.sector == "GOV" and first.start - on <= 2 * YEAR else None
    sectors = (sector,) if sector else ()
    why = f"before {first.said()}"
    return Meaning(sense.entity, sense.name, "person", sense.code or None, sector, sectors, None, score - 0.1, why)


def _of_the_day(senses: list[Sense], on: int | None) -> list[Sense]:
    """Without the places that had not begun or were gone by the day, where the name had another bearer then: "South Sudan" is a
    part of Sudan in 2005."""
    if on is None or len(senses) < 2 or not any(s.kind in PLACES and s.start <= on <= s.end for s in senses):
        return senses
    return [s for s in senses if s.kind not in PLACES or s.start <= on <= s.end]


def _shared(meanings: list[Meaning]) -> list[Meaning]:
    """Meanings of one phrase that point to different places: a state goes before a territory; equals share the score."""
    places = [m for m in meanings if m.kind in PLACES]
    if len({m.code for m in places}) < 2:
        return meanings
    states = [m for m in places if m.entity.startswith("state:")]
    share = 0.9 if len(states) == 1 else 0.9 / max(len(states or places), 1)
    kept = []
    for meaning in meanings:
        if meaning in places:
            score = share if meaning in states or not states else 0.3
            why = f"{meaning.why}; it may also be another place"
            meaning = replace(meaning, score=min(meaning.score, round(score, 4)), why=why)
        kept.append(meaning)
    return kept


def _others(before: tuple[int, int, Meaning], hit: tuple[int, int, Meaning], words: Sequence[str]) -> bool:
    """True for a body that many states have and that is another's here than the tables say: "Venezuela's National Guard"."""
    (_, end, state), (first, last, body) = before, hit
    if state.kind not in ("state", "people") or body.code in (state.code, None) or body.kind in PLACES or body.kind == "person":
        return False
    owned = first == end or (first == end + 1 and words[end] in POSSESSIVE)
    return owned and normalise(" ".join(words[first:last])) in EVERYWHERE


def _norms(words: Sequence[str]) -> tuple[list[str], list[int]]:
    """Normalised tokens without hyphens and possessive marks, and where each stands in `words`."""
    memo: dict[str, str] = {}
    norms: list[str] = []
    spots: list[int] = []
    for i, word in enumerate(words):
        norm = memo.get(word)
        if norm is None:
            norm = memo[word] = _token(word)
        if word not in POSSESSIVE and (norm or word not in HYPHENS):
            norms.append(norm)
            spots.append(i)
    return norms, spots
