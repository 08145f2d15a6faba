"""The agent noun that heads a noun phrase ("Nigerian union leaders" → LAB), from the table `data/agents.csv`.

The table is read as it stands: phrase, sector, kind and, for nouns that name an international body, its code. What the code adds is
how a phrase is read: its head, what an office belongs to ("a spokesman for the rebels" is REB), and that who left an office is ELI
(PLOVER 2.0, "Actors").
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

from whimbrel.errors import DataError


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


KINDS = _set("person people body force place")
# Words that end the head of a noun phrase: what follows says whose or which, not who.
STOPS = _set(
    "of for in who whom whose that which from at on with to by near against under including between among over after during across "
    "is was are were has had have around without until about"
)
# These end the head only right after a noun ("men accused of …"), not before it ("suspected insurgents", "Paris-based group").
PARTICIPLES = _set("accused suspected linked loyal based known said arrested killed wounded led backed wanted convicted held")
ENDERS = STOPS | PARTICIPLES
MARKS = _set(", ; : ( ) [ ] – —")
HYPHENS = _set("- ‐ ‑")
# After these the words name the body that an office or a number of people belongs to.
BELONGING_TO = _set("of for from in at with")
# A head without an agent noun ("hundreds of", "25, mostly small,") leaves the reading to what comes after these.
SEEN_THROUGH = _set("of ,")
# Words that take away an office: not "acting" or "interim", who do hold it.
FORMER = _set("former ex late ousted deposed exiled toppled retired onetime disgraced overthrown erstwhile")
OFFICES = _set("GOV LEG MIL SPY JUD COP")
# Nouns that say a standing within a body and no more: their sector is that of the body named before them or after "of".
STANDINGS = _set(
    "leader official member spokesman spokeswoman spokesperson head chief commander deputy representative director chairman "
    "chairwoman president secretary aide adviser advisor staff staffer employee negotiator delegate delegation source team group "
    "organization faction movement unit squad leadership office statement report founder figure activist envoy boss headquarters "
    "candidate cell network wing branch convoy patrol target thousand crowd personnel officer authority agent inspector council "
    "committee board panel commission body administrator coalition alliance recruit suspect commissioner coordinator federation "
    "association speaker operative"
)
# Nouns that stand before a standing without owning it: "local leaders", "rival groups".
QUALIFIERS = _set("rival local national native side ally minority foreigner dead poor wounded injured others enemy deputy")
# A body two words before still owns the office ("police special commander"), one further away seldom does.
REACH = 1
# Tokens of a phrase that are read: a longer "phrase" is a list or an error of the parser, and each "of" is read a level deeper.
READ = 80
# Words whose final s is no plural.
SINGULAR = _set(
    "news press congress series police headquarters politics business chess mass boss princess hostess actress us barracks customs"
)
IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "wives": "wife", "thieves": "thief", "people": "people",
    "others": "others", "mujahedin": "mujahid", "organisation": "organization", "labour": "labor", "defence": "defense",
    "neighbour": "neighbor", "shia": "shi'ite", "protestor": "protester",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent noun found in a phrase.

    `phrase` as the table has it; `sector` a PLOVER sector, None where the noun is known but names no sector ("analyst"); `kind` one
    of person, people, body, force, place; `start`, `end` its tokens in the phrase (end exclusive); `code` an international code
    (NGO, MNC …) that the noun itself gives, else None; `standing` true where the noun says a standing only ("leader") and no noun
    in the phrase says in what: a name beside it may ("Hamas leader"); `body` the noun of the body that gave a standing its sector.
    """

    phrase: str
    sector: str | None
    kind: str
    start: int
    end: int
    code: str | None = None
    standing: bool = False
    body: str | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    phrase: str
    sector: str | None
    kind: str
    code: str | None


@dataclass(frozen=True, slots=True)
class _Word:
    key: str
    token: int
    joined: bool = False  # by a hyphen to the word before: "backed" in "government-backed" ends nothing


def singular(word: str) -> str:
    """The form in which words are compared: lower case, American spelling, plural endings off. "Militias'" gives "militia"."""
    low = word.lower().replace("’", "'").strip("'.")
    if low.endswith("'s"):
        low = low[:-2]
    if low in IRREGULAR:
        return IRREGULAR[low]
    if low in SINGULAR or len(low) < 4 or not low.endswith("s") or low.endswith(("ss", "us", "is")):
        return low[:-3] + "man" if low.endswith("men") and len(low) > 5 else IRREGULAR.get(low, low)
    if low.endswith("ies") and low != "movies":
        return low[:-3] + "y"
    stem = low[:-2] if low.endswith(("sses", "ches", "shes", "xes")) else low[:-1]
    return IRREGULAR.get(stem, stem)


def _words(words: Sequence[str]) -> list[_Word]:
    """The comparable words of a phrase; hyphens only join, clitics and articles stand for nothing."""
    found = []
    for token, word in enumerate(words):
        if word in MARKS:
            found.append(_Word(",", token))
            continue
        for number, part in enumerate(word.split("-")):
            key = singular(part)
            if key and key not in ("s", "a", "an", "the"):
                found.append(_Word(key, token, number > 0 or (token > 0 and words[token - 1] in HYPHENS)))
    return found


def _rows() -> Iterator[_Row]:
    table = files("whimbrel.actors").joinpath("data", "agents.csv").read_text(encoding="utf-8")
    for number, row in enumerate(csv.DictReader(table.splitlines()), 2):
        if row.get("kind") not in KINDS or not row.get("phrase"):
            raise DataError(f"agents.csv line {number}: needs a phrase and a kind out of {', '.join(sorted(KINDS))}")
        yield _Row(row["phrase"], row["sector"] or None, row["kind"], row["code"] or None)


class Agents:
    """The table of agent nouns. Build it with `Agents.load`; it is read-only afterwards and safe to share."""

    __slots__ = ("_longest", "_rows")

    def __init__(self, rows: Iterator[_Row]) -> None:
        self._rows: dict[tuple[str, ...], _Row] = {}
        for row in rows:
            self._rows.setdefault(tuple(word.key for word in _words(row.phrase.split())), row)
        self._longest = max((len(key) for key in self._rows), default=0)

    @classmethod
    def load(cls) -> Agents:
        """The nouns of `data/agents.csv`. DataError when a row of it cannot be used."""
        return cls(_rows())

    def find(self, words: Sequence[str]) -> Agent | None:
        """The agent noun that heads the noun phrase `words` (tokens), None when none does.

        The rightmost noun of the head wins, the longest entry that ends there; the head ends at the first "of", "for", "who", comma
        and the like, unless an entry goes on ("member of parliament"). A standing ("leader", "official") has its body's sector.
        """
        return self._read(_words(words[:READ]))

    def _read(self, words: list[_Word]) -> Agent | None:
        cut = self._cut(words)
        head, rest = words[:cut], words[cut + 1 :]
        link = words[cut].key if cut < len(words) else ""
        at = self._rightmost(head)
        if at is None:
            return self._read(rest) if link in SEEN_THROUGH else None
        first, last = at
        row = self._rows[_key(head[first:last])]
        agent = Agent(row.phrase, row.sector, row.kind, head[first].token, head[last - 1].token + 1, row.code)
        if last - first == 1 and head[first].key in STANDINGS:
            agent = self._of_body(agent, head[:first], rest if link in BELONGING_TO else [])
        return _former(agent, head[:first])

    def _cut(self, words: list[_Word]) -> int:
        """Where the head ends: the first stop that no entry of the table spans."""
        for i, word in enumerate(words[1:], 1):
            if word.key in MARKS:
                return i
            if word.joined or word.key not in ENDERS or self._spanned(words, i):
                continue
            if word.key in STOPS or (self._rightmost(words[:i]) or (0, 0))[1] == i:
                return i
        return len(words)

    def _spanned(self, words: list[_Word], stop: int) -> bool:
        starts = range(max(0, stop - self._longest + 1), stop)
        return any(_key(words[s:e]) in self._rows for s in starts for e in range(stop + 1, min(s + self._longest, len(words)) + 1))

    def _rightmost(self, words: list[_Word]) -> tuple[int, int] | None:
        """First and last (exclusive) of the entry that ends furthest right, the longest of those."""
        for last in range(len(words), 0, -1):
            for first in range(max(0, last - self._longest), last):
                if _key(words[first:last]) in self._rows:
                    return first, last
        return None

    def _of_body(self, agent: Agent, before: list[_Word], after: list[_Word]) -> Agent:
        at = self._rightmost(before)
        if at is not None and len(before) - at[1] <= REACH:
            row = self._rows[_key(before[at[0] : at[1]])]
            if (row.sector or row.code) and row.sector != "CVL" and row.kind != "place" and row.phrase not in QUALIFIERS:
                return replace(agent, sector=row.sector, code=row.code, body=row.phrase)
        body = self._read(after) if after else None
        if body is not None and (body.sector or body.code) and body.kind != "place":
            return replace(agent, sector=body.sector, code=body.code, body=body.phrase)
        return replace(agent, standing=True)


def _key(words: Sequence[_Word]) -> tuple[str, ...]:
    return tuple(word.key for word in words)


def _former(agent: Agent, before: Sequence[_Word]) -> Agent:
    """Who left an office is ELI; so is a government that fell. Former soldiers and former rebels stay what they were."""
    left = any(word.key in FORMER for word in before)
    lost = agent.sector in OFFICES if agent.kind == "person" else (agent.kind, agent.sector) == ("body", "GOV")
    return replace(agent, sector="ELI", code=None) if left and lost else agent
