"""Entities: tag sequences that are sequences, and two taggers laid over each other."""

from __future__ import annotations

import numpy as np

from whimbrel.annotate.decode import best_path, entities, transitions

TAGS = ["B-ORG", "B-PER", "I-ORG", "I-PER", "O"]


def path(*rows: dict[str, float]) -> list[str]:
    """The best tags where each row gives some scores, the rest being -5."""
    scores = np.full((len(rows), len(TAGS)), -5.0, np.float32)
    for i, row in enumerate(rows):
        for tag, score in row.items():
            scores[i, TAGS.index(tag)] = score
    return [TAGS[i] for i in best_path(scores, transitions(TAGS), TAGS.index("O"))]


def test_no_entity_begins_in_the_middle() -> None:
    """An inside tag follows a tag of its own type, whatever the scores say."""
    assert path({"O": 9}, {"I-PER": 2, "B-PER": 1}, {"I-PER": 3}, {"O": 9}) == ["O", "B-PER", "I-PER", "O"]


def test_a_name_does_not_fall_to_pieces() -> None:
    """A token that is nearly as well a beginning goes on with the name before it."""
    assert path({"B-ORG": 3}, {"B-ORG": 1.0, "I-ORG": 0.5}, {"I-ORG": 3}) == ["B-ORG", "I-ORG", "I-ORG"]


def test_plain_tags_stay() -> None:
    """Where nothing is in doubt the best tag is the answer."""
    assert path({"O": 9}, {"B-PER": 9}, {"O": 9}, {"B-ORG": 9}, {"I-ORG": 9}) == ["O", "B-PER", "O", "B-ORG", "I-ORG"]


def test_first_tagger_first_then_nationalities_then_numbers() -> None:
    """Persons, organisations and places win; the second tagger fills what is free; numbers come last."""
    plain = ("B-PER", "I-PER", "O", "O", "O", "O")
    news = ("O", "B-gpe", "B-gpe", "B-tim", "I-tim", "O")
    upos = ("PROPN", "PROPN", "ADJ", "PROPN", "NUM", "NUM")
    starts = [True, False, False, False, False, False]
    assert entities(plain, news, upos, starts) == ("B-PER", "I-PER", "B-NORP", "B-TIME", "I-TIME", "B-NUM")
