"""Who a bare name is on a day, outside any report: "Nigerian union leaders", "President Bush", "Hamas officials".

The same tables and rules as in reports, but for the model: a name the registry knows as a whole, a person after a title, else the
code of the name inside and the sector of the agent noun. Names written with one letter wrong are tried last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from whimbrel.actors.agents import FORMER, OFFICES, STANDINGS, Agent, Agents, singular
from whimbrel.actors.mentions import CUTS
from whimbrel.actors.names import Named
from whimbrel.actors.phrases import BODIES, OWNERS, SECTORLESS, SMALL, is_whole, lends, tied
from whimbrel.actors.registry import HYPHENS, POSSESSIVE, Meaning, Registry
from whimbrel.actors.tables import cells, extra_senses, normalise, rows

THRESHOLD = 0.35  # below it a code is not given: two equal meanings of a doubtful place come to half of 0.45
COMPOSED = 0.8  # a nationality or body with an agent noun
PARTLY = 0.5  # a nationality before an unknown name, as in reports
KNOWN = 0.6  # a family name that might be a namesake's lends nobody else its code
PLACED = 0.3  # a place before unknown words: "Jordan Smith" is no Jordanian
SLIPPED = 0.7  # what a name with a letter wrong counts against the right one
LONG = 9  # letters of a name in which one wrong letter is no other name
EDGE = 4  # one slip leaves the first or the last four letters of a long name whole
PLACES = frozenset({"state", "capital", "metonym", "region"})
RULED = frozenset({"government", "administration", "cabinet", "coalition government", "unity government", "regime", "junta"})
RULING = frozenset({"led", "controlled", "run", "dominated"})
# Of these a name after them says what they have to do with it ("countries that recognise Israel"), never who they are …
NATIONS = frozenset({"country", "nation", "neighbor", "neighboring country", "state", "government", "republic"})
# … nor does one before: a neighbour of Iraq is not Iraq, and a member of an international body is a state.
RELATIVES = frozenset({"neighbor", "neighboring country", "neighboring state", "member state", "member nation", "member country"})
DIRECTIONS = "north south east west northern southern eastern western central northeastern northwestern southeastern southwestern"
PARTS = frozenset(DIRECTIONS.split())
ARMED = frozenset({"REB", "PRM"})
JOINS = frozenset({"of", "for", "from"})
QUANTITIES = (
    "a an one two three four five six seven eight nine ten eleven twelve dozen dozens hundreds thousands several some many few "
    "other another young of"
)
COUNTED = frozenset(QUANTITIES.split())


@dataclass(frozen=True, slots=True)
class Found:
    """A name as understood on a day.

    `code` is None when the name is not understood, or its code less surely than THRESHOLD: `why` says which. `kind` is that of the
    registry's `Meaning`, or of the agent noun where no name is known. `confidence` in 0..1 is that of code and sector together, of
    the sector alone where there is no code, and 0 where there is neither; it orders answers by rule and is no measured probability.
    The runner-up of an ambiguous name is in `why`.
    """

    name: str
    on: date | None
    code: str | None
    sector: str | None
    sectors: tuple[str, ...]
    entity: str | None
    kind: str | None
    confidence: float
    why: str


def known_names(extra: Path | None = None) -> Iterator[str]:
    """Every name of the package's tables and of the user's file `extra`; errors as `Registry.load`."""
    for name, *lists in rows("states.csv", "name aliases demonyms capitals"):
        yield from (name, *(part for cell in lists for part in cells(cell)))
    for table in ("groups.csv", "people.csv"):
        for name, aliases in rows(table, "name aliases"):
            yield from (name, *cells(aliases))
    for _, names in extra_senses(extra) if extra is not None else ():
        yield from names


class Finder:
    """Finds names with one registry. `split` gives the words of a string, as `whimbrel.segment.tokens.tokenize` does; `known` are
    the names that a misspelt one is compared with, read when the first is met."""

    __slots__ = ("_agents", "_edges", "_known", "_registry", "_split")

    def __init__(
        self, registry: Registry, agents: Agents, split: Callable[[str], Sequence[str]], known: Iterable[str] = ()
    ) -> None:
        self._registry, self._agents, self._split, self._known = registry, agents, split, known
        self._edges: dict[str, list[str]] | None = None

    def find(self, name: str, on: date | None = None) -> Found:
        """Who `name` is on the day `on` (None: unknown; then the last known role of a person counts). Never raises."""
        name = name.strip()
        if not normalise(name):
            return _nobody(name, on, "the name has no word" if name else "the name is empty")
        words = tuple(self._split(name))
        agent = self._agents.find(words)
        meanings = self._registry.find(name, on)
        common = agent is not None and name[:1].islower()  # "bishops" are no Mr Bishop
        if meanings and not (common and meanings[0].kind == "person" and " " not in name):
            return _of_meanings(name, on, _left(words, on, meanings))
        hits = self._registry.scan(words, on)
        meaning = next((m for first, last, m in hits if is_whole(words, first, last, m)), None)
        if meaning is not None:
            return _of_meanings(name, on, _left(words, on, (meaning,)))
        hits = [hit for hit in hits if not tied(words, hit[0], hit[1]) or _rules(words, hit, agent)]
        named = [Named(*hit) for hit in hits if not _seat(words, hit, agent)]
        named = self._possessor(words, on, agent) or named
        return self._turned(name, on) or self._slip(name, on) or _composed(name, on, words, named, agent)

    def _possessor(self, words: Sequence[str], on: date | None, agent: Agent | None) -> list[Named]:
        """The person whose spokesman, supporters or government is meant: "President Bush's spokesman"."""
        end = next((t for t, word in enumerate(words) if word in POSSESSIVE), 0)
        if not end or agent is None or agent.start < end or not words[end - 1][:1].isupper():
            return []
        best = next(iter(self._registry.find(" ".join(words[:end]), on)), None)
        sure = best is not None and best.kind == "person" and best.score >= KNOWN and best.code not in (None, *BODIES)
        return [Named(0, end, best)] if best is not None and sure else []

    def _turned(self, name: str, on: date | None) -> Found | None:
        """A person as in an index: "Merkel, Angela"."""
        family, comma, given = name.partition(",")
        meanings = self._registry.find(f"{given.strip()} {family.strip()}", on) if comma and "," not in given else ()
        return _of_meanings(name, on, meanings) if meanings and meanings[0].kind == "person" else None

    def _slip(self, name: str, on: date | None) -> Found | None:
        """A long name with one letter missing, added, changed or swapped with its neighbour."""
        key = normalise(name)
        if len(key) < LONG:
            return None
        if self._edges is None:
            self._edges = _by_edges(self._known)
        near = {n for edge in _edges(key) for n in self._edges.get(edge, ()) if one_slip(key, n)}
        found = [
            replace(m, score=m.score * SLIPPED, why=f"one letter off {n!r}; {m.why}")
            for n in sorted(near)
            for m in self._registry.find(n.title(), on)[:1]
        ]
        return _of_meanings(name, on, tuple(sorted(found, key=lambda m: (-m.score, m.entity)))) if found else None


def one_slip(left: str, right: str) -> bool:
    """True when one letter is missing, added or changed, or two neighbours are swapped."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    if len(left) > len(right):
        left, right = right, left
    at = next((i for i, letter in enumerate(left) if letter != right[i]), len(left))
    if len(left) < len(right):
        return left[at:] == right[at + 1 :]
    swapped = left[at : at + 2] == right[at : at + 2][::-1] and left[at + 2 :] == right[at + 2 :]
    return left[at + 1 :] == right[at + 1 :] or swapped


def _edges(key: str) -> tuple[str, str]:
    return key[:EDGE] + "…", "…" + key[-EDGE:]


def _by_edges(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in sorted({normalise(name) for name in names}):
        for edge in _edges(key) if len(key) >= LONG - 1 else ():
            found.setdefault(edge, []).append(key)
    return found


def _left(words: Sequence[str], on: date | None, meanings: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """Without a day, a person who is said to have left the last known office has left it ("former prime minister Rafik Hariri")."""
    best = meanings[0]
    said = {singular(part) for word in words for part in word.split("-")}
    if on is not None or best.kind != "person" or best.sector not in OFFICES or not said & FORMER or "of" in said:
        return meanings
    return (replace(best, sector="ELI", sectors=("ELI",), why=f"{best.why}; said to have left it"), *meanings[1:])


def _rules(words: Sequence[str], hit: tuple[int, int, Meaning], agent: Agent | None) -> bool:
    """True for a group that leads a government: "the Hamas-led government" is the Palestinians'."""
    led = hit[1] + 1 < len(words) and words[hit[1] + 1].lower() in RULING
    return led and hit[2].kind in OWNERS and agent is not None and agent.phrase in RULED


def _seat(words: Sequence[str], hit: tuple[int, int, Meaning], agent: Agent | None) -> bool:
    """True for the place where an international body has its seat: "the London-based human rights group"."""
    based = words[hit[1] + 1 : hit[1] + 2] == ("based",) and words[hit[1]] in HYPHENS
    return based and agent is not None and agent.code in SECTORLESS


def _nobody(name: str, on: date | None, why: str) -> Found:
    return Found(name, on, None, None, (), None, None, 0.0, why)


def _of_meanings(name: str, on: date | None, meanings: tuple[Meaning, ...]) -> Found:
    """The best of the meanings, with the next one named; one of another code or sector takes from the confidence. Of two who fit
    equally well ("President Bush" in 2010) neither is the entity."""
    best = meanings[0]
    # What the same actor was at another time is no rival on a day that is known.
    others = [m for m in meanings[1:] if m.entity != best.entity or m.score >= best.score]
    rival = next(iter(others), None)
    why = f"{best.why}; or {_shown(rival)}" if rival is not None else best.why
    confidence = _confidence_beside(best, next((m for m in others if (m.code, m.sector) != (best.code, best.sector)), None))
    sure = _confidence_beside(best, next((m for m in others if m.code != best.code), None))
    entity = None if any(m.entity != best.entity and m.score == best.score for m in others) else best.entity or None
    if best.code is None:
        known = confidence if best.sector else 0.0
        return Found(name, on, None, best.sector, best.sectors, entity, best.kind, known, f"no code; {why}")
    if sure < THRESHOLD:
        return _nobody(name, on, f"too doubtful ({sure:.2f}): {_shown(best)}{f' or {_shown(rival)}' if rival else ''}")
    sector = None if best.code in BODIES and best.kind != "person" and best.sector != "MIL" else best.sector
    return Found(name, on, best.code, sector, best.sectors if sector else (), entity, best.kind, confidence, why)


def _confidence_beside(best: Meaning, rival: Meaning | None) -> float:
    """The score of the best, less up to half of it for a rival that is as good."""
    doubt = 0.5 * min(1.0, rival.score / best.score) if rival is not None and best.score > 0 else 0.0
    return round(min(1.0, max(0.0, best.score * (1 - doubt))), 2)


def _shown(meaning: Meaning) -> str:
    label = " ".join(part for part in (meaning.code, meaning.sector) if part)
    return f"{meaning.name} [{label}]" if label else meaning.name


def _composed(name: str, on: date | None, words: Sequence[str], named: Sequence[Named], agent: Agent | None) -> Found:
    """The code of a name inside and the sector of the agent noun."""
    coded = [n for n in named if n.meaning.code]
    if agent is None and not coded:
        region = f"{named[0].meaning.name} has no code" if named else "no table has this name, and no noun in it says who acts"
        return _nobody(name, on, region)
    if len(parts := _several(words, coded)) > 1:
        return _nobody(name, on, f"several actors: {', '.join(parts)}; give each a row of its own")
    owner = _owner(words, coded, agent)
    sector, by = _sector(words, owner, agent)
    code = owner.meaning.code if owner else agent.code if agent else None
    reason = f"{agent.phrase!r} is {code}" if agent and code else "no code: no nationality or body in it"
    why = [owner.meaning.why if owner else reason]
    confidence = _confidence(words, owner, agent, code or sector)
    if code is not None and confidence < THRESHOLD:
        return _nobody(name, on, f"too doubtful ({confidence:.2f}): {why[0]}, but the rest of the name is unknown")
    if code in BODIES and sector != "MIL":
        sector, by = None, f"{code} bodies have no sector"
    kind = agent.kind if agent else "person"
    return Found(name, on, code, sector, (sector,) if sector else (), None, kind, confidence, "; ".join(filter(None, [*why, by])))


def _confidence(words: Sequence[str], owner: Named | None, agent: Agent | None, said: str | None) -> float:
    if owner is None:
        return PARTLY if said else 0.0
    score = min(owner.meaning.score, 1.0)
    if agent is not None:
        return round(COMPOSED * score, 2)
    part = all(w.lower() in PARTS | SMALL for t, w in enumerate(words) if not owner.first <= t < owner.last)  # "northern Nigeria"
    return round((PLACED if owner.meaning.kind in PLACES and not part else PARTLY) * score, 2)


def _several(words: Sequence[str], coded: Sequence[Named]) -> list[str]:
    """Names on both sides of a comma or "and" when they stand for different actors and nothing common follows them."""
    cuts = [t for t, word in enumerate(words) if word.lower() in CUTS]
    if not coded or not any(coded[0].last <= t < coded[-1].first for t in cuts) or len({n.meaning.code for n in coded}) < 2:
        return []
    return [n.meaning.name for n in coded]


def _owner(words: Sequence[str], coded: Sequence[Named], agent: Agent | None) -> Named | None:
    """The name that carries the code: the body whose member, head or office is meant ("an Iraqi member of al-Qaida"), else the last
    that begins before the agent noun ends, else the first after it. Where no noun is known, a body goes before a place
    ("Afghanistan's Taliban")."""
    if agent is None:
        return next((n for n in coded if n.meaning.kind in OWNERS), coded[0] if coded else None)
    before = [n for n in coded if n.first < agent.end]
    after = [n for n in coded if n.first >= agent.end]
    if agent.phrase in STANDINGS and after and _belongs(words, after[0], agent):
        return after[0]
    if agent.phrase in RELATIVES:
        return next((n for n in before if n.meaning.kind == "people" or n.meaning.code == "EUR"), None)
    if agent.phrase in NATIONS and words[agent.end : agent.end + 1] not in (("of",), ("in",)):
        after = []
    if agent.code in BODIES:
        after = []  # "coalition forces in Iraq" are not Iraq's
    return before[-1] if before else after[0] if after else None


def _belongs(words: Sequence[str], body: Named, agent: Agent) -> bool:
    """True for a body that "of" or the like joins to a standing. The members of international bodies are states."""
    joined = any(word.lower() in JOINS for word in words[agent.end : body.first][:1])
    close = all(word[:1].islower() for word in words[agent.end : body.first])
    states = agent.phrase == "member" and body.meaning.code in BODIES - {"IMG"}
    return joined and close and body.meaning.kind in OWNERS and not states


def _sector(words: Sequence[str], owner: Named | None, agent: Agent | None) -> tuple[str | None, str]:
    """The noun's sector; of those who stand for a body, the body's (`lends`), and of armed people of a known armed group, the
    group's. People of one nation in bodies that have no sector are civilians, their bodies the society's."""
    meaning = owner.meaning if owner else None
    theirs = meaning.sector if meaning and meaning.kind in OWNERS else None
    listed = theirs, f"listed as {theirs}" if theirs else ""
    if agent is None:
        people = owner is not None and owner.meaning.kind == "people" and _counted(words, owner)
        return ("CVL", "some of a people") if people else listed
    if owner is not None and (lends(agent, owner.meaning) or (theirs and _beside(agent, owner))):
        return listed if theirs else (None, f"{agent.phrase!r} of a body without a sector")
    fallen = (agent.sector, agent.kind) == ("ELI", "body")  # "the ousted Taliban regime"
    armed = theirs in ARMED and agent.sector in ("MIL", "UAF", "PRM") and agent.phrase != "security force"
    if theirs and (fallen or armed):
        return listed
    if agent.code in SECTORLESS - BODIES and meaning and meaning.kind == "people" and agent.sector is None:
        sector = "SOC" if agent.kind == "body" else "CVL"
        return sector, f"{agent.phrase!r} of one nation is {sector}"
    return agent.sector, f"{agent.phrase!r} is {agent.sector}" if agent.sector else f"{agent.phrase!r} names no sector"


def _beside(agent: Agent, body: Named) -> bool:
    """True for a standing right after a body's name or before it ("a Defense Department convoy"), and for a noun that is part of
    the name."""
    inside = body.first < agent.end <= body.last
    return inside or (agent.phrase in STANDINGS and (body.last == agent.start or body.first >= agent.end))


def _counted(words: Sequence[str], people: Named) -> bool:
    """True for a demonym with a number or "a" before it and nothing after ("16 Palestinians", "an Israeli")."""
    before = [word.lower() for word in words[: people.first] if word.lower() != "the"]
    return people.last == len(words) and bool(before) and all(word in COUNTED or word[:1].isdigit() for word in before)
