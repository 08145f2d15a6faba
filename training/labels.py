"""The label sets of all heads, read off the training data once and kept beside the weights."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from training.examples import ROLES, Example
from whimbrel.annotate.lemmas import script

EVENTS = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "SANCTION",
    "PROTEST",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]
AUXILIARY = ["historical", "future", "hypothetical", "negation"]
KINDS = ["none", "state", "UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"]
NONE = "none"


def collect(examples: Iterable[Example]) -> dict[str, list[str]]:
    """Label lists by head; rare feature bundles and lemma scripts are left out."""
    columns = ("upos", "xpos", "feats", "lemma", "deprel", "entity", "news_entity", "wiki_entity")
    counts: dict[str, Counter[str]] = {k: Counter() for k in columns}
    modes: Counter[str] = Counter()
    contexts: Counter[str] = Counter()
    sectors: Counter[str] = Counter()
    for e in examples:
        if e.source == "silver":  # a teacher has no labels of its own
            continue
        for name in counts:
            if name == "lemma":
                if e.lemma is not None:
                    counts["lemma"].update(script(w, m) for w, m in zip(e.words, e.lemma, strict=True))
            elif getattr(e, name) is not None:
                counts[name].update(getattr(e, name))
        for t in e.triggers or []:
            modes.update(t.modes)
            contexts.update(t.contexts)
            sectors.update(s for _, s in t.implicit.values() if s)
        sectors.update(m.sector for m in e.mentions if m.sector)
    least = {"feats": 8, "lemma": 4}
    out = {n: sorted(k for k, v in c.items() if v >= least.get(n, 2) and k != "?") for n, c in counts.items()}
    out.update(event=[NONE, *EVENTS], mode=sorted(modes), context=sorted(contexts), auxiliary=AUXILIARY)
    out.update(sector=[NONE, *sorted(sectors)], kind=KINDS, role=list(ROLES), start=["no", "yes"])
    return out


def lemma_table(examples: Iterable[Example]) -> dict[str, str]:
    """Lemmas of words seen twice or more with one part of speech and always the same lemma: "word TAB upos" in lower case."""
    found: dict[str, Counter[str]] = {}
    for e in examples:
        if e.lemma is not None and e.upos is not None:
            for word, pos, lemma in zip(e.words, e.upos, e.lemma, strict=True):
                if pos != "PROPN" and word.isalpha():
                    found.setdefault(f"{word.lower()}\t{pos}", Counter())[lemma.lower()] += 1
    out = {}
    for key, counts in sorted(found.items()):
        lemma, n = counts.most_common(1)[0]
        if n >= 2 and n >= 0.95 * counts.total():
            out[key] = lemma
    return out


def save(labels: dict[str, list[str]], path: Path) -> None:
    """Write label lists as JSON."""
    path.write_text(json.dumps(labels, indent=0, ensure_ascii=False), encoding="utf-8")
