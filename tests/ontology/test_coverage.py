"""The words that annotators marked as triggers have frames (needs the annotated training reports, which lie elsewhere)."""

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from whimbrel.ontology.frames import Frames
from whimbrel.ontology.schema import Ontology

TRAIN = Path(__file__).parents[3] / "shared" / "gold" / "train.jsonl"
ENDINGS = (
    ("", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""), ("ing", "e"), ("d", ""),
)  # fmt: skip
IRREGULAR = {
    "said": "say", "met": "meet", "held": "hold", "fought": "fight", "shot": "shoot", "struck": "strike", "sent":
    "send", "told": "tell", "built": "build", "gave": "give", "given": "give", "left": "leave", "sought": "seek",
    "made": "make", "took": "take", "taken": "take", "went": "go", "spoke": "speak", "threw": "throw", "thrown":
    "throw", "blew": "blow", "broke": "break", "found": "find", "sold": "sell", "withdrew": "withdraw", "withdrawn":
    "withdraw", "overthrew": "overthrow", "overthrown": "overthrow", "dying": "die", "beaten": "beat", "withheld":
    "withhold", "froze": "freeze", "frozen": "freeze", "stole": "steal", "stolen": "steal", "led": "lead", "caught":
    "catch", "bought": "buy", "flew": "fly", "kept": "keep", "upheld": "uphold", "began": "begin", "brought": "bring",
    "paid": "pay", "drove": "drive",
}  # fmt: skip


def lemmas(word: str) -> set[str]:
    """What the word may be a form of: simple, and generous, which serves to look up."""
    found = {word, IRREGULAR.get(word, word)}
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            stem = word[: len(word) - len(ending)] + instead
            found |= {stem, stem[:-1]} if len(stem) > 3 and stem[-1] == stem[-2] else {stem}
    return found


@pytest.mark.skipif(not TRAIN.exists(), reason=f"no annotated training reports at {TRAIN}")
def test_frequent_triggers_have_a_frame_of_their_majority_type() -> None:
    """Of the trigger words marked five times or more, 85 in 100 have a frame of the type they are most often coded as. Acts that
    became AGREE or CONCEDE because they are only planned do not count: their words name the type they would be."""
    ontology, frames = Ontology.load(), Frames.load()
    folded = {kind.future for kind in ontology.types if kind.future}
    coded: dict[str, Counter[str]] = defaultdict(Counter)
    for line in TRAIN.open(encoding="utf-8"):
        for claim in json.loads(line)["claims"]:
            words = claim["trigger"]["text"].lower()
            if " " not in words and not ("future" in claim["auxiliary"] and claim["event"] in folded):
                coded[words][claim["event"]] += 1
    frequent = {word: counts.most_common(1)[0][0] for word, counts in coded.items() if counts.total() >= 5}
    assert len(frequent) > 300
    missed = [word for word, event in sorted(frequent.items()) if event not in events(frames, word)]
    assert len(missed) <= 0.15 * len(frequent), missed


def events(frames: Frames, word: str) -> set[str]:
    """The types that the frames of a word's lemmas name, as any part of speech."""
    return {frame.event for lemma in lemmas(word) for pos in ("verb", "noun", "adj") for frame in frames.lookup(lemma, pos)}
