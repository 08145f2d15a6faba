"""How a name stands in a phrase: as its whole, as a body that somebody speaks for, as a tie."""

from __future__ import annotations

import pytest

from whimbrel.actors.agents import Agents
from whimbrel.actors.phrases import is_whole, lends, owner, tied
from whimbrel.actors.registry import Meaning
from whimbrel.segment.tokens import tokenize


def meaning(name: str, kind: str, code: str | None, sector: str | None = None) -> Meaning:
    return Meaning("", name, kind, code, sector, (sector,) if sector else (), None, 1.0, "a test")


HAMAS = meaning("Hamas", "group", "PSE", "REB")
WATCH = meaning("Human Rights Watch", "organisation", "NGO")
ICRC = meaning("International Committee of the Red Cross", "organisation", "NGO")
NATO = meaning("NATO", "organisation", "IGO")
IRAQ = meaning("Iraq", "state", "IRQ", "GOV")
SADDAM = meaning("Saddam Hussein", "person", "IRQ", "GOV")


@pytest.fixture(scope="module")
def agents() -> Agents:
    return Agents.load()


@pytest.mark.parametrize(
    ("phrase", "name", "whole"),
    [
        ("the Hamas", HAMAS, True),
        ("the Hamas officials", HAMAS, False),
        ("Iraqi leader Saddam Hussein", SADDAM, True),
        ("the head of the Baath party , Saddam Hussein", SADDAM, True),
        ("lawyers for Saddam Hussein", SADDAM, False),
        ("supporters of former President Saddam Hussein", SADDAM, False),
    ],
)
def test_a_name_is_the_whole_phrase(phrase: str, name: Meaning, whole: bool) -> None:
    words = phrase.split()
    first = words.index(name.name.split()[0])
    assert is_whole(words, first, first + len(name.name.split()), name) is whole


@pytest.mark.parametrize(
    ("phrase", "first", "tie"),
    [
        ("U.S.-backed rebels", 0, True),
        ("pro-Hamas rallies", 2, True),
        ("ethnic Serb forces", 1, True),
        ("Bosnian Serb forces", 1, False),
        ("Hamas leaders", 0, False),
    ],
)
def test_a_tie_is_no_identity(phrase: str, first: int, tie: bool) -> None:
    assert tied(tokenize(phrase).words, first, first + 1) is tie


@pytest.mark.parametrize(
    ("phrase", "body", "lent"),
    [
        ("Hamas officials", HAMAS, True),
        ("Hamas police", HAMAS, False),
        ("members of Hamas", HAMAS, True),
        ("Human Rights Watch officials", WATCH, True),  # lends that it has none
        ("the head of the International Committee of the Red Cross", ICRC, True),
        ("NATO officials", NATO, True),
        ("a NATO convoy", NATO, False),  # soldiers of an international body are soldiers
        ("Iraqi officials", IRAQ, False),
    ],
)
def test_who_stands_for_a_body_has_its_sector(agents: Agents, phrase: str, body: Meaning, lent: bool) -> None:
    agent = agents.find(tokenize(phrase).words)
    assert agent is not None
    assert lends(agent, body) is lent


def test_the_owner_is_the_first_that_lends(agents: Agents) -> None:
    agent = agents.find(tokenize("the Iraqi leaders of Hamas").words)
    assert owner(agent, [IRAQ, HAMAS, NATO]) is HAMAS
    assert owner(agent, [IRAQ]) is None
    assert owner(None, [HAMAS]) is None
