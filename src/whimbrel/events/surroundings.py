"""What stands around a word in the tree, in the terms of a frame's needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from whimbrel.document import Syntax

KINDS = {"PER": "person", "NORP": "group", "ORG": "group", "LOC": "place"}
OBJECTS = frozenset({"obj", "nsubj:pass"})
MODIFIERS = frozenset({"amod", "compound"})


def around(token: int, below: list[list[int]], syntax: Syntax) -> Mapping[str, frozenset[str]]:
    """Words by need (see ontology.frames.Frame): particle, prep, object, subject with their kinds, modifier, complement.

    `below` comes from `children`.
    """
    found: dict[str, set[str]] = {}
    for child in below[token]:
        relation, lemma = syntax.deprel[child], syntax.lemma[child]
        kind = KINDS.get(syntax.entity[child][2:], "thing")
        if relation == "compound:prt":
            found.setdefault("particle", set()).add(lemma)
        elif relation in OBJECTS:
            found.setdefault("object", set()).add(lemma)
            found.setdefault("object_kind", set()).add(kind)
        elif relation == "nsubj":
            found.setdefault("subject", set()).add(lemma)
            found.setdefault("subject_kind", set()).add(kind)
        elif relation in MODIFIERS:
            found.setdefault("modifier", set()).add(lemma)
        elif relation in ("xcomp", "ccomp"):
            found.setdefault("complement", set()).add(lemma)
        elif relation.startswith(("obl", "nmod")):
            preps = {syntax.lemma[g] for g in below[child] if syntax.deprel[g] == "case"}
            found.setdefault("prep", set()).update(preps)
    return {need: frozenset(words) for need, words in found.items()}


def children(syntax: Syntax) -> list[list[int]]:
    """The tokens right under each token."""
    out: list[list[int]] = [[] for _ in syntax.upos]
    for token, head in enumerate(syntax.head.tolist()):
        if head >= 0:
            out[head].append(token)
    return out


PARTS = frozenset(
    ["obj", "nsubj", "nsubj:pass", "obl", "obl:agent", "obl:unmarked", "nmod", "nmod:desc", "nmod:poss", "compound", "amod", "acl",
     "advcl", "xcomp", "compound:prt", "nummod", "flat", "appos"]
)  # fmt: skip
DEEP = 3  # levels: "fired [dozens [of rounds [of artillery]]]"


def belonging(token: int, below: list[list[int]], syntax: Syntax, but: Collection[int] = ()) -> frozenset[str]:
    """Lemmas, in small letters, of the words of the act itself: the trigger and what it governs, three levels down ("fired dozens
    of rounds of artillery"), without other clauses and without the tokens `but` and what hangs under them."""
    found, front = {token}, [token]
    for _ in range(DEEP):
        front = [c for t in front for c in below[t] if syntax.deprel[c] in PARTS and c not in but and not _clause(c, below, syntax)]
        found.update(front)
    return frozenset(syntax.lemma[t].lower() for t in found)


def _clause(token: int, below: list[list[int]], syntax: Syntax) -> bool:
    """True for a verb with a subject of its own."""
    return syntax.upos[token] == "VERB" and any(syntax.deprel[c].startswith("nsubj") for c in below[token])
