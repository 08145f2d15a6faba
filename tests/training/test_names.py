"""Names for the tagger: what GUM's mentions become, and other names in the place of names."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from training import gum_names, rename
from training.examples import Example

OUTSIDE = frozenset({"president", "monday"})
SOMEWHERE = frozenset({"kenya"})


def rows(text: str) -> list[list[str]]:
    """`word/XPOS/head/Entity` a token."""
    out = []
    for i, token in enumerate(text.split(), 1):
        word, xpos, head, entity = (*token.split("/"), "", "")[:4]
        upos = {"NNP": "PROPN", "NNPS": "PROPN", "NN": "NOUN", "JJ": "ADJ", "POS": "PART", "IN": "ADP"}.get(xpos, "X")
        out.append([str(i), word, word, upos, xpos, "_", head, "_", "_", f"Entity={entity}|SpaceAfter=No" if entity else "_"])
    return out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("President/NNP/3/(1-person-new-x Barack/NNP/3 Obama/NNP/0/1) left/VBD/0", "? B-PER I-PER O"),
        ("Bank/NNP/0/(1-organization-new-x of/IN/3 Kenya/NNP/1/(2-place-new-y)1)", "B-ORG I-ORG I-ORG"),
        ("Kenya/NNP/2/(1-organization-new-x) voted/VBD/0", "B-LOC O"),
        ("the/DT/2/(1-organization-new-x army/NN/0/1) of/IN/4 Monday/NNP/2/(3-time-new-x)", "O O O ?"),
        ("Muslims/NNPS/2/(1-person-new-x) left/VBD/0", "? O"),
        ("Festival/NNP/2/(1-event-new-x) ended/VBD/0", "? O"),
        ("French/JJ/2 wine/NN/0", "? O"),
    ],
)
def test_gum_mentions_become_names(text: str, expected: str) -> None:
    assert " ".join(gum_names.tags(rows(text), OUTSIDE, SOMEWHERE)) == expected


def example(words: str, tags: str, upos: str) -> Example:
    tokens = words.split()
    return Example(
        "ewt", tokens, [1] * len(tokens), [1] + [0] * (len(tokens) - 1), upos.split(), lemma=[w.lower() for w in tokens],
        entity=tags.split(),
    )  # fmt: skip


def test_a_name_is_replaced_by_one_of_its_kind_and_length_and_nothing_else_changes() -> None:
    e = example("Obama met Angela Merkel in Rome .", "B-PER O B-PER I-PER O B-LOC O", "PROPN VERB PROPN PROPN ADP PROPN PUNCT")
    names: rename.Pool = {("PER", 2): [["Joko", "Widodo"]], ("ORG", 1): [["Interpol"]]}
    out = rename.renamed(e, names, 1.0, random.Random(1))
    assert out.words == ["Obama", "met", "Joko", "Widodo", "in", "Rome", "."]
    assert out.lemma is not None and out.lemma[2:4] == ["Joko", "Widodo"]
    assert (out.entity, out.upos, len(out)) == (e.entity, e.upos, len(e))
    assert e.words[2] == "Angela"


def test_names_that_are_not_plain_stay() -> None:
    e = example("angela spoke", "B-PER O", "PROPN VERB")
    assert rename.renamed(e, {("PER", 1): [["Joko"]]}, 1.0, random.Random(1)).words == ["angela", "spoke"]


def test_the_pool_takes_names_of_examples_and_of_the_tables_of_actors() -> None:
    tables = Path(__file__).parents[2] / "src" / "whimbrel" / "actors" / "data"
    found = rename.pool([example("Acme Mining won", "B-ORG I-ORG O", "PROPN PROPN VERB")], tables)
    assert ["Acme", "Mining"] in found["ORG", 2]
    assert ["Nelson", "Mandela"] in found["PER", 2]
    assert all(len(words) == count for (_, count), group in found.items() for words in group)
