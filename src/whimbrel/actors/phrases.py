"""What a participant's words mean by the tables alone: names, titles and agent nouns, without the model or the text around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from whimbrel.actors.agents import Agent, Agents
from whimbrel.actors.registry import Meaning, Registry

BODIES = frozenset({"UNO", "EUR", "IGO", "IMG"})  # have no sector, except their soldiers
SMALL = frozenset({"the", "a", "an", "'s", "’s", "its", "his", "her", "their"})
# A name of these kinds lends its sector to those who stand for it ("Hamas officials", "a CIA agent").
# A name joined to these says whose friend, enemy or make somebody is, not who: "U.S.-backed", "pro-Syrian", "al-Qaida-linked".
TIES = frozenset(["backed", "led", "linked", "trained", "funded", "financed", "armed", "made", "born", "brokered", "sponsored",
                  "supported", "allied", "inspired", "affiliated", "occupied", "controlled", "imposed"])  # fmt: skip
TOWARDS = frozenset({"pro", "anti", "ex"})
HYPHENS = frozenset({"-", "‐", "‑", "–"})
OWNERS = frozenset({"agency", "company", "court", "group", "media", "military", "movement", "organisation", "party"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phrase says of a participant: `code` and `sector` of PLOVER (None where it says none), the registry's `meaning`
    where the whole phrase is a name or title, and `why` in words."""

    code: str | None
    sector: str | None
    meaning: Meaning | None
    why: str


def read(words: Sequence[str], registry: Registry, agents: Agents, on: date | None) -> Reading | None:
    """The tables' reading of the tokens `words` on a day; None where no table has anything to say.

    Tried in turn: the whole phrase as a name; a title ("Russian president"); a noun with the first name in the phrase as its
    nationality or body ("Nigerian union leaders": NGA, LAB); a noun alone (a sector without a code).
    """
    hits = registry.scan(words, on)
    meaning = whole(words, hits) or _titled(words, registry, on)
    agent = agents.find(words)
    if meaning is not None:
        sector = meaning.sector or (None if meaning.code in BODIES or meaning.kind != "person" or agent is None else agent.sector)
        return Reading(meaning.code, sector, meaning, meaning.why)
    return _described(agent, [hit for hit in hits if not tied(words, hit[0], hit[1])])


def whole(words: Sequence[str], hits: Sequence[tuple[int, int, Meaning]]) -> Meaning | None:
    """The name that is the phrase itself: all of it but small words, or a person at its end."""
    for first, last, meaning in hits:
        rest = [t for t in range(len(words)) if not first <= t < last]
        if all(words[t].lower() in SMALL for t in rest) or (meaning.kind == "person" and all(t < first for t in rest)):
            return meaning
    return None


def tied(words: Sequence[str], first: int, last: int) -> bool:
    """True for a name at tokens first..last (exclusive) that only tells whom somebody sides with ("pro-Taliban militants")."""
    before = words[first - 2].lower() if first > 1 and words[first - 1] in HYPHENS else ""
    after = words[last + 1].lower() if last + 1 < len(words) and words[last] in HYPHENS else ""
    return before in TOWARDS or after in TIES


def owner(agent: Agent | None, names: Sequence[Meaning]) -> Meaning | None:
    """The named body that somebody of mere standing belongs to ("Hamas leaders", "a spokesman for the PKK"); None where the noun
    says a sector of its own or no such body is named."""
    if agent is None or not agent.standing:
        return None
    return next((m for m in names if m.kind in OWNERS and (m.sector or m.code in BODIES)), None)


def _titled(words: Sequence[str], registry: Registry, on: date | None) -> Meaning | None:
    """A person by title or family name."""
    found = registry.find(" ".join(words), on)
    return found[0] if found and found[0].kind == "person" else None


def _described(agent: Agent | None, hits: Sequence[tuple[int, int, Meaning]]) -> Reading | None:
    names = [meaning for _, _, meaning in hits]
    body = owner(agent, names)
    if body is not None:
        return Reading(body.code, body.sector, None, f"{body.name} is {body.code} {body.sector or ''}".rstrip())
    coded = next((m for m in names if m.code), None)
    if agent is None and coded is None:
        return None
    code = agent.code if agent is not None and agent.code else coded.code if coded else None
    sector = agent.sector if agent is not None else coded.sector if coded and coded.kind in OWNERS else None
    if code in BODIES and sector != "MIL":
        sector = None
    reasons = [f"{agent.phrase!r} is {agent.code or agent.sector or 'of no sector'}"] if agent else []
    return Reading(code, sector, None, "; ".join(reasons + ([f"{coded.name} is {coded.code}"] if coded else [])))
