"""Who takes part: names, nouns, pronouns, participants that the sentence does not mention."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from tests.factory import LABELS, Scores, document, syntax
from whimbrel.actors.agents import Agents
from whimbrel.actors.mentions import once
from whimbrel.actors.names import names
from whimbrel.actors.registry import Registry
from whimbrel.actors.resolve import ActorStep
from whimbrel.document import Act, Acts, Floats, Ints, Parties, Stretch, Tokens, Window
from whimbrel.records import Entity, Span


@pytest.fixture(scope="module")
def tables() -> tuple[Registry, Agents]:
    """The package's tables."""
    return Registry.load(), Agents.load()


def act(token: int, links: dict[str, list[tuple[int, int]]], unnamed: tuple[float, float] = (0.0, 0.0)) -> Act:
    """An act with mentions by role."""
    mentions = {role: tuple(Stretch(a, b, 0.9) for a, b in spans) for role, spans in links.items()}
    return Act(token, token + 1, "ACCUSE", (), (), (), 0.9, mentions, {"actor": unnamed[0], "recipient": unnamed[1]}, 0, ())


def parties(
    tables: tuple[Registry, Agents], text: str, one: Act, scores: Scores, entity: dict[tuple[int, int], str] | None = None
) -> Parties:
    """The parties of one act."""
    doc = document(text, date(2024, 3, 5))
    doc = doc.with_layer("syntax", syntax(doc.layers["tokens"], entity=entity)).with_layer("acts", Acts((one,), ()))
    return ActorStep(scores, *tables).run([doc])[0][0]


def test_a_state_and_its_police(tables: tuple[Registry, Agents]) -> None:
    """A state by name; a noun with a nationality takes code from the one and sector from the other."""
    sectors = {(0, "GOV"): 5.0, (2, "COP"): 1.0, (3, "COP"): 1.0}  # the model hesitates over the police, the noun decides
    scores = Scores(LABELS, {"sector": sectors, "kind": {(0, "state"): 5.0, (3, "state"): 5.0}}, anchors={("mention", 2): 2})
    found = parties(tables, "Kenya accused Ugandan police .", act(1, {"actor": [(0, 1)], "recipient": [(2, 4)]}), scores)
    assert [(e.code, e.sector) for e in found.actors] == [("KEN", "GOV")]
    assert [(e.code, e.sector, e.text) for e in found.recipients] == [("UGA", "COP", "Ugandan police")]


def test_two_states_in_one_stretch_are_two(tables: tuple[Registry, Agents]) -> None:
    """A compound participant is a list."""
    found = parties(tables, "Kenya and Uganda accused Rwanda .", act(3, {"actor": [(0, 3)], "recipient": [(4, 5)]}), Scores(LABELS))
    assert [e.code for e in found.actors] == ["KEN", "UGA"]


def test_a_town_has_the_code_of_its_country(tables: tuple[Registry, Agents]) -> None:
    """A mention that is only the name of a place asks for its country, whoever the model would point at; others do not ask."""
    asked: list[str] = []

    def country_of(name: str, prefer: Sequence[str]) -> str | None:
        asked.append(name)
        assert list(prefer) == ["KEN"]
        return "UGA"

    doc = document("Kenya accused Mbarara and farmers .", date(2024, 3, 5))
    doc = doc.with_layer("syntax", syntax(doc.layers["tokens"], entity={(2, 3): "LOC"}))
    doc = doc.with_layer("acts", Acts((act(1, {"recipient": [(2, 3), (4, 5)]}),), ()))
    step = ActorStep(Scores(LABELS, anchors={("mention", 2): 0}), *tables, country_of)
    (found,) = step.run([doc])[0]
    assert asked == ["Mbarara"] and found.recipients[0].code == "UGA" and found.recipients[0].why.startswith("a place in UGA")


def test_a_pronoun_means_whom_the_model_points_at(tables: tuple[Registry, Agents]) -> None:
    """The mention keeps its text, the name and code are those of the one meant."""
    scores = Scores(LABELS, {"kind": {(4, "state"): 5.0}}, anchors={("mention", 4): 0})
    found = parties(tables, "Kenya protested . Then it accused Rwanda .", act(5, {"actor": [(4, 5)]}), scores)
    assert [(e.text, e.name, e.code) for e in found.actors] == [("it", "Kenya", "KEN")]


def test_nobody_named_is_said_to_be_unknown(tables: tuple[Registry, Agents]) -> None:
    """An act without any actor still has one: unknown, without text."""
    scores = Scores(LABELS, {"actor_sector": {(1, "UNK"): 5.0}})
    found = parties(tables, "Two died .", act(1, {}), scores)
    assert [(e.text, e.name, e.code, e.sector) for e in found.actors] == [("", "unknown", None, "UNK")]
    assert found.recipients == ()


def test_an_unmentioned_participant_is_pointed_to(tables: tuple[Registry, Agents]) -> None:
    """Software gives the nearest mention of a participant that the sentence does not name."""
    scores = Scores(LABELS, {"actor_sector": {(3, "GOV"): 5.0}, "actor_kind": {(3, "state"): 5.0}}, anchors={("actor", 3): 0})
    found = parties(tables, "Kenya waited . Talks began .", act(3, {}, (0.9, 0.0)), scores)
    assert [(e.text, e.code, e.sector) for e in found.actors] == [("Kenya", "KEN", "GOV")]


def test_a_family_name_is_carried_from_the_full_name(tables: tuple[Registry, Agents]) -> None:
    """An unknown person introduced with a nationality keeps it when only the family name is given."""
    text = "Kenyan minister Zuri Okelu spoke . Okelu accused Rwanda ."
    scores = Scores(LABELS, {"kind": {(6, "state"): 5.0}})
    found = parties(tables, text, act(7, {"actor": [(6, 7)]}), scores, {(2, 4): "PER", (6, 7): "PER"})
    assert [(e.name, e.code) for e in found.actors] == [("Zuri Okelu", "KEN")]


def test_an_unknown_full_name_is_no_namesake_of_a_known_person(tables: tuple[Registry, Agents]) -> None:
    """ "Usman Ghani", and "Ghani" after him, are not the Afghan president; "Ashraf Ghani", and "Ghani" after him, are."""
    people = {(0, 2): "PER", (4, 5): "PER"}
    for given, known in (("Usman", False), ("Ashraf", True)):
        doc = document(f"{given} Ghani spoke . Ghani accused Rwanda .", date(2019, 3, 5))
        layer = syntax(doc.layers["tokens"], entity=people)
        found = [n.meaning.name for n in names(doc.layers["tokens"], layer, tables[0], date(2019, 3, 5))]
        assert (found == ["Ashraf Ghani", "Ashraf Ghani", "Rwanda"]) if known else (found == ["Rwanda"])


def test_the_un_has_no_sector(tables: tuple[Registry, Agents]) -> None:
    """Bodies have a code and no sector."""
    scores = Scores(LABELS, {"sector": {(0, "GOV"): 5.0, (1, "GOV"): 5.0}})
    found = parties(tables, "United Nations accused Rwanda .", act(2, {"actor": [(0, 2)]}), scores)
    assert [(e.code, e.sector) for e in found.actors] == [("UNO", None)]


def test_he_is_a_person_not_a_country(tables: tuple[Registry, Agents]) -> None:
    """ "He" takes the name of the person of that country who was named last."""
    text = "William Ruto left Kenya . Then he accused Rwanda ."
    scores = Scores(LABELS, {"kind": {(6, "state"): 5.0}}, anchors={("mention", 6): 3})
    found = parties(tables, text, act(7, {"actor": [(6, 7)]}), scores)
    assert [(e.text, e.name, e.code) for e in found.actors] == [("he", "William Ruto", "KEN")]


class Both(Scores):
    """Points at two words alike."""

    def anchor(self, window: Window, who: str, first: int, last: int, keys: Ints, sentence: Ints) -> Floats:
        """Equal shares for all keys."""
        return np.full(len(keys) + 1, 1 / (len(keys) + 1), np.float32)


def test_both_leaders_are_two(tables: tuple[Registry, Agents]) -> None:
    """A plural description is the two who are meant."""
    found = parties(tables, "Kenya met Uganda . Both leaders smiled .", act(6, {"actor": [(4, 6)]}), Both(LABELS))
    assert sorted(e.name for e in found.actors) == ["Kenya", "Uganda"]
    assert sorted((e.text, str(e.code)) for e in found.actors) == [("Both leaders", "KEN"), ("Both leaders", "UGA")]


def test_joined_titles_keep_the_nationality(tables: tuple[Registry, Agents]) -> None:
    """ "and" between two titles of one person does not end the search for the nationality; between two people it does."""
    for text, person, code in (
        ("Thai Deputy Prime Minister and Justice Minister Zuri Okelu spoke .", (7, 9), "THA"),
        ("Thai soldiers and Justice Minister Zuri Okelu spoke .", (5, 7), None),
    ):
        doc = document(text, date(2024, 3, 5))
        tokens = doc.layer("tokens", Tokens)
        upos = " ".join("CCONJ" if w == "and" else "NOUN" for w in tokens.words)
        found = names(tokens, syntax(tokens, upos, entity={person: "PER"}), tables[0], date(2024, 3, 5))
        assert next((n.meaning.code for n in found if n.first == person[0]), None) == code


def test_a_name_with_and_in_it_is_one(tables: tuple[Registry, Agents]) -> None:
    """A stretch is cut between names, never inside one."""
    text = "Kenya accused the Islamic State of Iraq and the Levant ."
    found = parties(tables, text, act(1, {"actor": [(0, 1)], "recipient": [(2, 10)]}), Scores(LABELS))
    assert [e.code for e in found.recipients] == ["IMG"]


def test_each_participant_stands_once() -> None:
    """The same person by name and by pronoun is one, where most words mention him; others stay."""
    modi, he = (Entity(Span(0, len(text)), text, "Narendra Modi", code="IND", sector="GOV") for text in ("Narendra Modi", "he"))
    xi = Entity(Span(20, 22), "Xi", "Xi Jinping", code="CHN", sector="GOV")
    assert once([he, modi, xi]) == [modi, xi]


def test_a_description_and_its_name_are_one(tables: tuple[Registry, Agents]) -> None:
    """Apposition, by the tree or by its commas; a list stays a list."""
    text = "The chief , Kaja Kallas , accused Kenya ."
    tags = "DET NOUN PUNCT PROPN PROPN PUNCT VERB PROPN PUNCT"
    for relation, count in (("appos", 1), ("dep", 1), ("conj", 2)):
        deprel = f"det nsubj punct {relation} flat punct root obj punct"
        doc = document(text, date(2024, 3, 5))
        doc = doc.with_layer("syntax", syntax(doc.layers["tokens"], tags, [1, 6, 3, 1, 3, 3, -1, 6, 6], deprel))
        doc = doc.with_layer("acts", Acts((act(6, {"actor": [(0, 2), (3, 5)]}),), ()))
        (found,) = ActorStep(Scores(LABELS), *tables).run([doc])[0]
        assert len(found.actors) == count


def test_where_a_bomb_went_off_does_not_say_whose_it_was(tables: tuple[Registry, Agents]) -> None:
    """An unknown attacker has no code beside a target, and the country's in a war without one."""
    scores = Scores(LABELS, {"actor_sector": {(1, "UNK"): 5.0}, "actor_kind": {(1, "state"): 5.0}}, anchors={("actor", 1): 4})
    for links, code in (({"recipient": [(2, 3)]}, None), ({}, "KEN")):
        found = parties(tables, "Bombs hit Somalis in Kenya .", act(1, links, (0.9, 0.0)), scores)
        assert [(e.code, e.sector) for e in found.actors] == [(code, "UNK")]


def test_nouns_for_those_who_fled_decide_their_sector(tables: tuple[Registry, Agents]) -> None:
    """The model may take refugees for civilians; the noun knows better."""
    scores = Scores(LABELS, {"sector": {(t, s): x for t in (2, 3) for s, x in (("CVL", 3.0), ("REF", 0.0))}})
    found = parties(tables, "Kenya helped asylum seekers .", act(1, {"recipient": [(2, 4)]}), scores)
    assert [e.sector for e in found.recipients] == ["REF"]


def test_two_who_meet_may_be_men_or_sides(tables: tuple[Registry, Agents]) -> None:
    """ "The two men" and "the warring sides" are two, "all sides" are not told apart."""
    for words, many in (("The two men", 2), ("The warring sides", 2), ("All warring sides", 1)):
        found = parties(tables, f"Kenya met Uganda . {words} smiled .", act(7, {"actor": [(4, 7)]}), Both(LABELS))
        assert len(found.actors) == many, words


def test_a_people_of_several_states_and_a_nation_somewhere_have_a_code(tables: tuple[Registry, Agents]) -> None:
    """ "Kurdish rebels" and "the Caribbean nation" are told by the text around them; "Western nations" are of no one state."""
    for words, code in (("Kurdish armed rebels", "KEN"), ("the Caribbean nation", "KEN"), ("other Western nations", None)):
        scores = Scores(LABELS, anchors={("mention", 4): 0})
        found = parties(tables, f"Kenya spoke . Police {words} .", act(1, {"recipient": [(4, 7)]}), scores)
        assert [e.code for e in found.recipients] == [code], words


@pytest.mark.parametrize(
    ("text", "head", "found"),
    [
        ("NAIROBI , 14 May — Uganda spoke .", -1, ["Uganda"]),
        ("The Nairobi talks ended .", 2, []),
        ("The Nairobi government spoke .", 2, ["Kenya"]),
    ],
)
def test_where_something_took_place_is_no_government(
    tables: tuple[Registry, Agents], text: str, head: int, found: list[str]
) -> None:
    """A capital in a dateline, or before a gathering, stands for nobody."""
    tokens = document(text).layer("tokens", Tokens)
    heads = [head if w == "Nairobi" else -1 for w in tokens.words]
    assert [n.meaning.name for n in names(tokens, syntax(tokens, heads=heads), tables[0], date(2024, 3, 5))] == found


def test_who_is_sent_by_two_states_is_not_a_third(tables: tuple[Registry, Agents]) -> None:
    """ "Negotiators from Kenya and Uganda" are Kenya and Uganda."""
    text = "Negotiators from Kenya and Uganda accused Rwanda ."
    found = parties(tables, text, act(5, {"actor": [(0, 1), (2, 5)]}), Scores(LABELS))
    assert [e.code for e in found.actors] == ["KEN", "UGA"]


def test_a_noun_or_a_listing_says_what_the_model_misses(tables: tuple[Registry, Agents]) -> None:
    """Somebody with a code whose noun has a sector has it, even where the model sees none."""
    scores = Scores(LABELS, {"sector": {(2, "none"): 9.0, (3, "none"): 9.0}})
    found = parties(tables, "Rwanda accused Kenyan soldiers .", act(1, {"recipient": [(2, 4)]}), scores)
    assert [(e.code, e.sector) for e in found.recipients] == [("KEN", "MIL")]


def test_nobody_does_it_to_himself(tables: tuple[Registry, Agents]) -> None:
    """Of one participant on both sides the actor stays."""
    found = parties(tables, "Kenya accused Kenya .", act(1, {"actor": [(0, 1)], "recipient": [(2, 3)]}), Scores(LABELS))
    assert [e.code for e in found.actors] == ["KEN"] and found.recipients == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("North Korea met South Korea . The South accused Rwanda .", "KOR"),
        ("South Africa met Kenya Kenya . The South accused Rwanda .", None),
    ],
)
def test_the_south_is_a_half_only_where_there_is_another(tables: tuple[Registry, Agents], text: str, code: str | None) -> None:
    """ "The South" is South Korea beside North Korea, and nothing in particular beside South Africa."""
    found = parties(tables, text, act(8, {"actor": [(6, 8)]}), Scores(LABELS))
    assert [e.code for e in found.actors] == [code]


def test_an_unknown_person_described_in_apposition(tables: tuple[Registry, Agents]) -> None:
    """ "An American engineer, Roy Hill": his nationality stands with the noun that he is in apposition to."""
    tokens = document("Police held an American engineer , Roy Hill .").layer("tokens", Tokens)
    layer = syntax(
        tokens, "NOUN VERB DET ADJ NOUN PUNCT PROPN PROPN PUNCT", [1, -1, 4, 4, 1, 6, 4, 6, 1],
        "nsubj root det amod obj punct appos flat punct", {(6, 8): "PER"},
    )  # fmt: skip
    found = names(tokens, layer, tables[0], date(2024, 3, 5))
    assert [(n.meaning.name, n.meaning.code) for n in found if n.meaning.kind == "person"] == [("Roy Hill", "USA")]


def test_letters_mean_no_body_before_it_was_founded(tables: tuple[Registry, Agents]) -> None:
    """ "JNIM" in 2010 is not the group of 2017."""
    registry = tables[0]
    assert registry.scan(["JNIM"], date(2020, 1, 1)) and not registry.scan(["JNIM"], date(2010, 1, 1))


def test_two_names_before_one_noun_share_its_sector(tables: tuple[Registry, Agents]) -> None:
    """ "Kenyan and Ugandan soldiers": the first of the names is of soldiers too."""
    doc = document("Rwanda accused Kenyan and Ugandan soldiers .", date(2024, 3, 5))
    layer = syntax(
        doc.layers["tokens"], "PROPN VERB ADJ CCONJ ADJ NOUN PUNCT", [1, -1, 5, 4, 2, 1, 1], "nsubj root amod cc conj obj punct"
    )
    doc = doc.with_layer("syntax", layer).with_layer("acts", Acts((act(1, {"recipient": [(2, 3), (4, 6)]}),), ()))
    (found,) = ActorStep(Scores(LABELS), *tables).run([doc])[0]
    assert [(e.code, e.sector) for e in found.recipients] == [("KEN", "MIL"), ("UGA", "MIL")]
