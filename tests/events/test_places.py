"""Participants at the places that a frame names, on trees drawn by hand."""

from __future__ import annotations

import pytest

from tests.factory import syntax
from whimbrel.events.places import Tree, spellings
from whimbrel.ontology.frames import Frame
from whimbrel.segment.tokens import tokenize

VISIT = Frame("visit", "verb", "X")
CALL = Frame("port call", "noun", "X", actor=("by", "poss"), recipient=("at",))


def sides(text: str, token: int, frame: Frame, upos: str, heads: list[int], deprel: str) -> dict[str, list[str]]:
    """Words of each side's mentions."""
    tokens = tokenize(text)
    found = Tree(syntax(tokens, upos, heads, deprel)).sides(token, frame)
    return {side: [" ".join(tokens.words[s.first : s.last]) for s in mentions] for side, mentions in found.items()}


@pytest.mark.parametrize(
    ("text", "token", "frame", "upos", "heads", "deprel", "actor", "recipient"),
    [
        ("ships visit ports", 1, VISIT, "NOUN VERB NOUN", [1, -1, 1], "nsubj root obj", "ships", "ports"),
        ("ports be visited by ships", 2, VISIT, "NOUN AUX VERB ADP NOUN", [2, 2, -1, 4, 2],
         "nsubj:pass aux:pass root case obl:agent", "ships", "ports"),
        ("ships that visit ports left", 2, VISIT, "NOUN PRON VERB NOUN VERB", [4, 2, 0, 2, -1], "nsubj nsubj acl:relcl obj root",
         "ships", "ports"),
        ("ports that ships visit closed", 3, VISIT, "NOUN PRON NOUN VERB VERB", [4, 3, 3, 0, -1], "nsubj obj nsubj acl:relcl root",
         "ships", "ports"),
        ("ships sail and visit ports", 3, VISIT, "NOUN VERB CCONJ VERB NOUN", [1, -1, 3, 1, 3], "nsubj root cc conj obj",
         "ships", "ports"),
        ("Kenya let ships visit ports", 3, VISIT, "PROPN VERB NOUN VERB NOUN", [1, -1, 1, 1, 3], "nsubj root obj xcomp obj",
         "ships", "ports"),
        ("ships make port call at Goma", 3, CALL, "NOUN VERB NOUN NOUN ADP PROPN", [1, -1, 3, 1, 5, 1],
         "nsubj root compound obj case obl", "ships", "Goma"),
        ("port call by ships at Goma ended", 1, CALL, "NOUN NOUN ADP NOUN ADP PROPN VERB", [1, 6, 3, 1, 5, 1, -1],
         "compound nsubj case nmod case nmod root", "ships", "Goma"),
    ],
)  # fmt: skip
def test_places(text: str, token: int, frame: Frame, upos: str, heads: list[int], deprel: str, actor: str, recipient: str) -> None:
    """Active, passive, relative, coordinated, controlled, carried by a light verb, nominal."""
    assert sides(text, token, frame, upos, heads, deprel) == {"actor": [actor], "recipient": [recipient]}


def test_nobody_is_not_none() -> None:
    """A side is absent where nobody stands, so that the model may say; "none" is an answer."""
    assert sides("ships visit", 1, VISIT, "NOUN VERB", [1, -1], "nsubj root") == {"actor": ["ships"]}
    nobody = Frame("visit", "verb", "X", recipient=("none",))
    assert sides("ships visit", 1, nobody, "NOUN VERB", [1, -1], "nsubj root") == {"actor": ["ships"], "recipient": []}


def test_one_word_stands_on_one_side() -> None:
    """Where both places hold the same words, the actor has them."""
    frame = Frame("visit", "noun", "X", actor=("of",), recipient=("of",))
    found = sides("visit of ships", 0, frame, "NOUN ADP NOUN", [-1, 2, 0], "root case nmod")
    assert found == {"actor": ["ships"]}


def test_spellings_of_a_rare_lemma() -> None:
    """What the lemmatizer left of an ending is taken off."""
    assert "dock" in spellings("docke") and "warship" in spellings("warships") and spellings("dock") == ("dock",)
