"""How a name stands in a participant's words: as the whole of them, as the body that somebody speaks for, or as a mere tie."""

from __future__ import annotations

from collections.abc import Sequence

from whimbrel.actors.agents import Agent, singular
from whimbrel.actors.registry import HYPHENS, Meaning
from whimbrel.actors.titles import TITLES, UNSEATED

BODIES = frozenset({"UNO", "EUR", "IGO", "IMG"})  # have no sector, except their soldiers
SECTORLESS = BODIES | {"NGO", "MNC", "ISM"}
SMALL = frozenset({"the", "a", "an", "'s", "’s", "its", "his", "her", "their"})
# A name joined to these says whose friend, enemy or make somebody is, not who: "U.S.-backed", "pro-Syrian", "al-Qaida-linked".
TIES = frozenset(["backed", "led", "linked", "trained", "funded", "financed", "armed", "made", "born", "brokered", "sponsored",
                  "supported", "allied", "inspired", "affiliated", "occupied", "controlled", "imposed"])  # fmt: skip
TOWARDS = frozenset({"pro", "anti", "ex"})
OF = frozenset({"of", "for", "by", "with", "against", "to", "from", "under"})
TITLED = frozenset({word for word in TITLES if " " not in word} | UNSEATED | {"prime", "the"})
# A name of these kinds lends its sector to those who stand for it ("Hamas officials", "a CIA agent").
OWNERS = frozenset({"agency", "company", "court", "group", "media", "military", "movement", "organisation", "party"})


def is_whole(words: Sequence[str], first: int, last: int, meaning: Meaning) -> bool:
    """True for a name at tokens first..last (exclusive) that is the phrase itself: all of it but small words, or a person at its
    end whom no preposition makes somebody else's ("supporters of President Gbagbo")."""
    rest = [t for t in range(len(words)) if not first <= t < last]
    if all(words[t].lower() in SMALL for t in rest):
        return True
    return meaning.kind == "person" and all(t < first for t in rest) and not _owns(words[:first])


def _owns(before: Sequence[str]) -> bool:
    """True where the words before a person end in a preposition, or in one and titles."""
    last = next((w.lower() for w in reversed(before) if w.lower().rstrip(".") not in TITLED), "")
    return last in OF


def tied(words: Sequence[str], first: int, last: int) -> bool:
    """True for a name at tokens first..last (exclusive) that only tells whom somebody sides with ("pro-Taliban militants") or what
    people they are of in any state ("ethnic Serb forces")."""
    hyphened = first > 1 and words[first - 1] in HYPHENS
    before = words[first - 2].lower() if hyphened else words[first - 1].lower() if first else ""
    after = words[last + 1].lower() if last + 1 < len(words) and words[last] in HYPHENS else ""
    return before == "ethnic" or (hyphened and before in TOWARDS) or after in TIES


def lends(agent: Agent, name: Meaning) -> bool:
    """True for a named body whose sector is that of those who stand for it, where their noun says none of its own: of "Hamas
    leaders", not of "Hamas police". International bodies lend that they have none, but not to their soldiers.

    A noun inside the body's name is none of theirs: "the head of the International Committee of the Red Cross" is no lawmaker.
    """
    named = {singular(word) for word in name.name.split()}
    inside = agent.body is not None and {singular(word) for word in agent.body.split()} <= named
    unsaid = agent.standing or inside or (agent.sector is None and agent.code is None)
    none = name.code in SECTORLESS and (inside or agent.sector != "MIL")
    return unsaid and name.kind in OWNERS and (bool(name.sector) or none)


def owner(agent: Agent | None, names: Sequence[Meaning]) -> Meaning | None:
    """The first of the names that lends its sector to the agent noun ("a spokesman for the PKK"); None where none does."""
    return next((m for m in names if lends(agent, m)), None) if agent is not None else None
