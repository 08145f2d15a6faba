"""How a name stands in a participant's words: as the whole of them, as the body that somebody speaks for, or as a mere tie."""

from __future__ import annotations

from collections.abc import Sequence

from whimbrel.actors.agents import Agent
from whimbrel.actors.registry import HYPHENS, Meaning

BODIES = frozenset({"UNO", "EUR", "IGO", "IMG"})  # have no sector, except their soldiers
SMALL = frozenset({"the", "a", "an", "'s", "’s", "its", "his", "her", "their"})
# A name joined to these says whose friend, enemy or make somebody is, not who: "U.S.-backed", "pro-Syrian", "al-Qaida-linked".
TIES = frozenset(["backed", "led", "linked", "trained", "funded", "financed", "armed", "made", "born", "brokered", "sponsored",
                  "supported", "allied", "inspired", "affiliated", "occupied", "controlled", "imposed"])  # fmt: skip
TOWARDS = frozenset({"pro", "anti", "ex"})
# A name of these kinds lends its sector to those who stand for it ("Hamas officials", "a CIA agent").
OWNERS = frozenset({"agency", "company", "court", "group", "media", "military", "movement", "organisation", "party"})


def is_whole(words: Sequence[str], first: int, last: int, meaning: Meaning) -> bool:
    """True for a name at tokens first..last (exclusive) that is the phrase itself: all of it but small words, or a person at its
    end."""
    rest = [t for t in range(len(words)) if not first <= t < last]
    return all(words[t].lower() in SMALL for t in rest) or (meaning.kind == "person" and all(t < first for t in rest))


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
