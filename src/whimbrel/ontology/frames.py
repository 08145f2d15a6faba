"""Words that name acts: frames (word → event type, mode, roles) and blocks (readings in which a word is no event), read from
YAML.

A file data/frames/NAME.yaml holds groups of words with one reading:

    event: CONSULT
    frames:
      - verb: [visit .76, tour]         the words, each with its prior (0.5 where none is written)
        mode: visit
      - verb: [hold, begin]             a light verb: the object carries the act
        needs: {object: [talk, meeting]}
        carrier: object

The priors come from our training annotation: of all uses of the word there, the share that was coded so (smoothed).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from whimbrel.ontology.read import Item, read, yaml_files
from whimbrel.ontology.schema import Ontology, ontology_folders

POS = ("verb", "noun", "adj")
NEEDS = ("particle", "prep", "object", "object_kind", "subject", "subject_kind", "modifier", "complement")
KINDS = ("person", "place", "group", "thing")
ROLES = (
    "subj", "obj", "iobj", "poss", "compound", "none", "by", "of", "from", "to", "with", "against", "on", "at", "in", "into", "for",
    "over", "between", "among", "toward", "about", "as", "near",
)  # fmt: skip
CARRIERS = ("self", "object")
REASONS = ("sport", "market", "weather", "metaphor", "private", "statement-only", "biography")
PRIOR = 0.5  # of a word that was never counted

_WORD_KEYS = ("verb", "noun", "adj", "phrasal", "prepositional")
_GROUP_KEYS = (*_WORD_KEYS, "mode", "needs", "actor", "recipient", "carrier", "note")
_BLOCK_NEEDS = ("reason", "words")
_BLOCK_KEYS = (*_BLOCK_NEEDS, "with", "sentence")
_ANY = "any"  # a block for whatever word
_DEFAULT_ROLES = {
    "verb": (("subj",), ("obj",)),
    "noun": (("by", "poss", "compound", "of"), ("of", "against", "on")),
    "adj": (("subj",), ("none",)),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One reading of a word.

    `lemma` may have several words ("hunger strike"). `needs` are conditions, all to be met, each by one of its words: `particle`
    (step *down*), `prep`, `object` and `subject` (their lemmas), `object_kind` and `subject_kind` (person place group thing),
    `modifier` (of a noun: adjective or compound), `complement` (lemma of the governed verb). `actor` and `recipient` are places
    to look for the participants, tried in turn: deep subj, obj, iobj (turn passives round first), poss, compound, a preposition,
    or none. `carrier` is "object" for a light verb, whose object is the trigger. `prior` (0..1) tells how often the word means
    this.
    """

    lemma: str
    pos: str
    event: str
    mode: str | None = None
    needs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    actor: tuple[str, ...] = ("subj",)
    recipient: tuple[str, ...] = ("obj",)
    prior: float = PRIOR
    carrier: str = "self"
    note: str = ""

    def fits(self, found: Mapping[str, Collection[str]]) -> bool:
        """True when each need is met by what was found around the word, e.g. {"object": {"talk"}, "prep": {"with"}}."""
        return all(any(word in found.get(need, ()) for word in words) for need, words in self.needs)


@dataclass(frozen=True, slots=True)
class Block:
    """When one of `words` is no event: one of `near` is among its neighbours, or one of `sentence` in its sentence."""

    reason: str
    words: frozenset[str]
    near: frozenset[str]
    sentence: frozenset[str]


@dataclass(frozen=True, slots=True)
class Frames:
    """All frames and blocks. `planned` maps a type to what it is coded as when only planned; `digest` changes whenever one of their
    files does."""

    by_word: Mapping[tuple[str, str], tuple[Frame, ...]]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    blocks: Mapping[str, tuple[Block, ...]]
    planned: Mapping[str, str]
    digest: str = field(default="", compare=False)

    @classmethod
    def load(cls, extra: Path | None = None, ontology: Ontology | None = None) -> Frames:
        """The package's frames, with those of the user's folder `extra` before them; for one word and event type the user's
        replace the package's. `ontology` must have been loaded with the same folder (it is loaded when not given). DataError
        with file and line."""
        known = ontology or Ontology.load(extra)
        by_word: dict[tuple[str, str], tuple[Frame, ...]] = {}
        blocks: dict[str, list[Block]] = {}
        for folder in ontology_folders(extra):
            mine = [frame for path in yaml_files(folder / "frames") for frame in _frames_of(read(path), known)]
            by_word = _put_before(_sorted_by_word(mine), by_word)
            for block in _blocks_of(folder / "blocks.yaml"):
                for word in sorted(block.words):
                    blocks.setdefault(word, []).append(block)
        frozen = {word: tuple(found) for word, found in blocks.items()}
        planned = {kind.name: kind.future for kind in known.types if kind.future}
        return cls(by_word, _phrases(by_word), frozen, planned, _digest(ontology_folders(extra)))

    def lookup(self, lemma: str, pos: str) -> tuple[Frame, ...]:
        """The frames of a lemma as a "verb", "noun" or "adj": those with most needs first, among equals the most likely, a user's
        before the package's; so the first that `fits` is the likeliest reading. Empty when the word names no act."""
        found = self.by_word.get((lemma.lower(), pos))
        if found is None:  # British spellings and hyphens are looked for only when the word as written is unknown
            others = (self.by_word.get((other, pos)) for other in _other_spellings(lemma.lower()))
            found = next((frames for frames in others if frames), ())
        return found

    def default(self, lemma: str, pos: str) -> Frame | None:
        """The likeliest reading of the word alone, None when every reading needs something around it."""
        return next((frame for frame in self.lookup(lemma, pos) if not frame.needs), None)

    def readings(self, lemma: str, pos: str) -> dict[str, float]:
        """The event types that the word may name, each with the highest prior of its frames; so "visit" names CONSULT, and also
        AGREE, which a visit that is only planned is coded as."""
        found: dict[str, float] = {}
        for frame in self.lookup(lemma, pos):
            for event in (frame.event, self.planned.get(frame.event)):
                if event is not None:
                    found[event] = max(frame.prior, found.get(event, 0.0))
        return found

    def phrase(self, lemmas: Sequence[str], at: int) -> int:
        """Number of words of the longest known expression that begins at position `at` of a sentence's lemmas; 0 when there is
        none. Look the words up joined by single spaces."""
        for words in self.phrases.get(lemmas[at].lower(), ()):
            if tuple(lemma.lower() for lemma in lemmas[at : at + len(words)]) == words:
                return len(words)
        return 0

    def blocked(self, lemma: str, context_lemmas: Sequence[str], sentence_lemmas: Sequence[str] = ()) -> str | None:
        """Why the word is no event here (sport market weather metaphor private statement-only biography), None when nothing
        speaks against it. `context_lemmas` are its close neighbours: what it governs, what governs it, what it is compounded
        with; `sentence_lemmas` all others of the sentence, which only strong signs such as "goalkeeper" are looked for in."""
        near = {word.lower() for word in context_lemmas}
        far = near.union(word.lower() for word in sentence_lemmas)
        for block in (*self.blocks.get(lemma.lower(), ()), *self.blocks.get(_ANY, ())):
            if not block.near.isdisjoint(near) or not block.sentence.isdisjoint(far):
                return block.reason
        return None

    def __iter__(self) -> Iterator[Frame]:
        """Every frame, by word."""
        return (frame for frames in self.by_word.values() for frame in frames)


_BRITISH = (("ise", "ize"), ("isation", "ization"), ("yse", "yze"), ("our", "or"), ("ence", "ense"), ("programme", "program"))


def _other_spellings(lemma: str) -> Iterator[str]:
    for british, american in _BRITISH:
        if lemma.endswith(british):
            yield lemma[: -len(british)] + american
    if "-" in lemma:
        yield lemma.replace("-", "")
        yield lemma.replace("-", " ")


def _frames_of(item: Item, ontology: Ontology) -> Iterator[Frame]:
    top = item.record(("event", "frames"), ("event", "frames"))
    event = top["event"].one_of(ontology.by_name)
    modes = [mode.name for mode in ontology.event(event).modes]
    lines: dict[tuple[object, ...], int] = {}
    for group in top["frames"].members():
        for frame in _group(group, event, modes):
            reading = (frame.lemma, frame.pos, frame.mode, frame.needs)
            if reading in lines:
                raise group.wrong(f"{frame.lemma!r} is given twice (first on line {lines[reading]})", "remove one of the two")
            lines[reading] = group.line
            yield frame


def _group(item: Item, event: str, modes: Collection[str]) -> Iterator[Frame]:
    fields = item.record(_GROUP_KEYS)
    given = [key for key in _WORD_KEYS if key in fields]
    if not given:
        raise item.wrong("the frame has no words", f"add one of the lines {', '.join(_WORD_KEYS)}")
    mode = _mode(fields["mode"], event, modes) if "mode" in fields else None
    needs = _needs(fields["needs"]) if "needs" in fields else ()
    actor, recipient = (_roles(fields[key]) if key in fields else None for key in ("actor", "recipient"))
    carrier = fields["carrier"].one_of(CARRIERS) if "carrier" in fields else "self"
    note = fields["note"].text() if "note" in fields else ""
    for key in given:
        pos = key if key in POS else "verb"
        for written in fields[key].words():
            words, prior = _word(written, fields[key])
            lemma, more, default = _split(words, key, fields[key])
            roles = (actor or _DEFAULT_ROLES[pos][0], recipient or default or _DEFAULT_ROLES[pos][1])
            yield Frame(lemma, pos, event, mode, needs + more, *roles, prior, carrier, note)


def _mode(item: Item, event: str, modes: Collection[str]) -> str:
    if not modes:
        raise item.wrong(f"{event} has no modes", "remove the line or choose another event type")
    return item.one_of(modes)


def _word(written: str, item: Item) -> tuple[str, float]:
    """'break off .62' is the words and their prior."""
    words, _, last = written.rpartition(" ")
    if not words or not last.replace(".", "", 1).isdigit():
        return written.lower(), PRIOR
    if not 0 <= float(last) <= 1:
        raise item.wrong(f"the prior of {words!r} is {last}", "write a share from 0 to 1, such as .8")
    return words.lower(), float(last)


def _split(words: str, key: str, item: Item) -> tuple[str, tuple[tuple[str, tuple[str, ...]], ...], tuple[str, ...] | None]:
    """Lemma, needs and recipient of a phrasal ("step down") or prepositional ("call on") verb; other words stay whole."""
    if key not in ("phrasal", "prepositional"):
        return words, (), None
    lemma, _, rest = words.partition(" ")
    if not rest:
        raise item.wrong(f"{words!r} in {key!r} is one word", "write verb and particle or preposition, or use 'verb'")
    if key == "phrasal":
        particle, _, prep = rest.partition(" ")
        needs = (("particle", (particle,)), ("prep", (prep,))) if prep else (("particle", (particle,)),)
        return lemma, needs, (prep,) if prep else None
    return lemma, (("prep", (rest,)),), (rest,)


def _needs(item: Item) -> tuple[tuple[str, tuple[str, ...]], ...]:
    fields = item.record(NEEDS)
    for key in ("object_kind", "subject_kind"):
        if key in fields:
            fields[key].one_of(KINDS)
    return tuple((key, value.words()) for key, value in fields.items())


def _roles(item: Item) -> tuple[str, ...]:
    roles = tuple(item.text().split())
    for role in roles:
        if role not in ROLES:
            raise item.wrong(f"{role!r} is no place to look for a participant", f"use words of: {' '.join(ROLES)}")
    return roles


def _sorted_by_word(frames: Iterable[Frame]) -> dict[tuple[str, str], tuple[Frame, ...]]:
    found: dict[tuple[str, str], list[Frame]] = {}
    for frame in frames:
        found.setdefault((frame.lemma, frame.pos), []).append(frame)
    return {word: tuple(sorted(ones, key=lambda frame: (-len(frame.needs), -frame.prior))) for word, ones in found.items()}


def _put_before(
    first: Mapping[tuple[str, str], tuple[Frame, ...]], then: Mapping[tuple[str, str], tuple[Frame, ...]]
) -> dict[tuple[str, str], tuple[Frame, ...]]:
    merged = dict(then)
    for word, frames in first.items():
        replaced = {frame.event for frame in frames}
        merged[word] = (*frames, *(frame for frame in then.get(word, ()) if frame.event not in replaced))
    return merged


def _phrases(words: Iterable[tuple[str, str]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    for lemma, _ in words:
        parts = tuple(lemma.split())
        if len(parts) > 1:
            found.setdefault(parts[0], set()).add(parts)
    return {first: tuple(sorted(ones, key=lambda words: (-len(words), words))) for first, ones in found.items()}


def _blocks_of(path: Path) -> Iterator[Block]:
    for item in read(path).members() if path.exists() else ():
        fields = item.record(_BLOCK_KEYS, _BLOCK_NEEDS)
        if "with" not in fields and "sentence" not in fields:
            raise item.wrong("the block says no company", "add a line 'with: [words beside it]' or 'sentence: [words anywhere]'")
        words, near, sentence = (_lemmas(fields[key]) if key in fields else frozenset() for key in ("words", "with", "sentence"))
        yield Block(fields["reason"].one_of(REASONS), words, near, sentence)


def _lemmas(item: Item) -> frozenset[str]:
    for word in (words := item.words()):
        if " " in word:
            raise item.wrong(f"{word!r} is more than one word", "write the one that tells most (blocks look at single lemmas)")
    return frozenset(word.lower() for word in words)


def _digest(folders: Iterable[Path]) -> str:
    """Of the files as they are: hashing 3,000 frames instead would take as long as reading them."""
    paths = [path for folder in folders for path in (*yaml_files(folder / "frames"), folder / "blocks.yaml") if path.exists()]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:12]
