"""Who stands where a frame says that the participants of its act stand: over the tree, passives and relative clauses turned round.

The tree is a guess too, so a preposition also counts when it stands right before the words, and an attachment one verb too high
is looked through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from whimbrel.document import Stretch, Syntax
from whimbrel.events.surroundings import KINDS, MODIFIERS, around, children
from whimbrel.ontology.frames import Frame

# Verbs that only carry the noun that names the act ("made a port call"): their subject is its actor.
LIGHT = frozenset(
    ["make", "pay", "conduct", "hold", "begin", "start", "end", "finish", "complete", "carry", "have", "perform", "undertake"]
)
SUBJECTS = frozenset({"nsubj", "nsubj:outer", "nsubj:pass"})
# How a verb without a subject hangs under the one whose subject it shares: control, coordination, and what the tree makes of them.
SHARING = frozenset({"xcomp", "advcl", "conj", "parataxis", "aux", "aux:pass"})
# What of a noun's subtree is no part of the mention: clauses, other mentions, and what stands around it.
OUTSIDE = frozenset(
    ["acl", "acl:relcl", "advcl", "advcl:relcl", "conj", "cc", "cc:preconj", "case", "punct", "parataxis", "ccomp", "xcomp",
     "cop", "aux", "aux:pass", "mark", "advmod", "obl", "obl:agent", "obl:unmarked", "nsubj", "nmod:unmarked", "discourse"]
)  # fmt: skip
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM"})
GENITIVE = frozenset({"'s", "’s", "'", "’"})
RELATIVE = frozenset({"who", "whom", "which", "that"})
KEPT = frozenset({"of", "from"})  # prepositions that go on with a mention ("the port of Mombasa")
ENDINGS = (
    ("ing", ""), ("ing", "e"), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ies", "y"), ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip
STEM = 3  # letters that must be left
UP = 4  # verbs to look through for a shared subject
CERTAIN = 1.0  # of a stretch that a frame names: no word of it goes to the other side on the model's word


def spellings(lemma: str) -> tuple[str, ...]:
    """The lemma, then what it may stand for when the lemma of a rare word kept or gained an ending ("docke", "warships")."""
    out = [lemma]
    for ending, put in ENDINGS:
        if lemma.endswith(ending) and len(lemma) - len(ending) >= STEM:
            out.append(lemma[: -len(ending)] + put)
    return tuple(dict.fromkeys(out))


class Tree:
    """The trees of a document, asked for what a frame names."""

    def __init__(self, syntax: Syntax) -> None:
        self.syntax = syntax
        self.head: list[int] = syntax.head.tolist()
        self.below = children(syntax)

    def company(self, token: int) -> Mapping[str, frozenset[str]]:
        """The words around a trigger by need, as `around` gives them, with the deep subject and object: those of a passive, of a
        relative clause and of a verb that shares its subject too."""
        found = {need: set(words) for need, words in around(token, self.below, self.syntax).items()}
        for need, tokens in (("subject", self.subjects(token)), ("object", self.objects(token))):
            found[need] = {word for t in tokens for word in self._names(t)}
            found[f"{need}_kind"] = {KINDS.get(self.syntax.entity[t][2:], "thing") for t in tokens}
        return {need: frozenset(words) for need, words in found.items()}

    def sides(self, token: int, frame: Frame) -> dict[str, tuple[Stretch, ...]]:
        """Mentions of "actor" and "recipient" of the act at `token` (the last word of the frame's lemma) at the first of the
        frame's places where somebody stands. A side is absent when nobody stands at any; it is empty when the frame says
        "none"."""
        actor = self._side(token, frame, frame.actor, frozenset())
        if actor is None and frame.pos == "noun":
            actor = self._mentions(self._carrier_subjects(token), frozenset()) or None
        taken = frozenset(t for s in actor or () for t in range(s.first, s.last))
        found = {"actor": actor, "recipient": self._side(token, frame, frame.recipient, taken)}
        return {side: mentions for side, mentions in found.items() if mentions is not None}

    def subjects(self, token: int) -> list[int]:
        """Heads of those who do it: the subject, of a passive the agent."""
        if not self._passive(token):
            return self._surface(token, UP)
        return [c for c in self.below[token] if self._preposition(c) == "by" and self._may_take_part(c)]

    def objects(self, token: int) -> list[int]:
        """Heads of those it is done to: the object, of a passive the subject."""
        if self._passive(token):
            return self._surface(token, UP)
        own = [c for c in self.below[token] if self.syntax.deprel[c] in ("obj", "obl") and self._preposition(c) is None]
        own = [c for c in own if self.syntax.deprel[c] == "obj" or (c > token and self._may_take_part(c))]
        plain = [c for c in own if self.syntax.lemma[c] not in RELATIVE]
        above = self._antecedent(token)
        if plain or above is None:
            return plain
        whose = [c for c in self._own_subjects(token) if self.syntax.lemma[c] not in RELATIVE]
        return [above] if own or whose else []

    def _side(self, token: int, frame: Frame, places: tuple[str, ...], taken: frozenset[int]) -> tuple[Stretch, ...] | None:
        phrase = frozenset(range(token - frame.lemma.count(" "), token + 1))
        for place in places:
            if place == "none":
                return ()
            found = self._mentions([t for t in self._at(place, token) if t not in phrase], taken | phrase)
            if found:
                return found
        return None

    def _at(self, place: str, token: int) -> list[int]:
        """Heads of the words at one place, one of ontology.frames.ROLES."""
        if place == "subj":
            return self._above_adjective(token) or self.subjects(token)
        if place == "obj":
            return self.objects(token)
        if place == "iobj":
            return [c for c in self.below[token] if self.syntax.deprel[c] == "iobj"]
        if place == "poss":
            return [c for c in self.below[token] if self._possesses(c)]
        if place == "compound":
            return [c for c in self.below[token] if self._premodifies(c)]
        return self._after(place, token)

    def _after(self, preposition: str, token: int) -> list[int]:
        """Those behind a preposition: under the trigger, else under the verb that carries or governs it, where no verb stands
        between."""
        own = [c for c in self.below[token] if self._preposition(c) == preposition]
        above = [t for t in (self._carrier(token), self.head[token]) if t is not None and t >= 0]
        near = [c for t in above for c in self.below[t] if c > token and self._preposition(c) == preposition]
        near = [c for c in near if "VERB" not in self.syntax.upos[token + 1 : c] or self._carrier(token) == self.head[c]]
        for group in (own, self._next(preposition, token), near):
            found = [c for c in group if self._may_take_part(c)]
            named = [c for c in found if any(self.syntax.entity[t] != "O" for t in range(*self._extent(c)))]
            if found:
                return (named or found)[:1]
        return []

    def _next(self, preposition: str, token: int) -> list[int]:
        """The head of the words right behind the trigger and the preposition, whatever the tree hangs them under."""
        last = int(self.syntax.bounds[self.syntax.sentence[token] + 1])
        if token + 2 >= last or self.syntax.lemma[token + 1].lower() != preposition:
            return []
        nouns = (c for c in range(token + 2, last) if self.syntax.upos[c] in ("NOUN", "PROPN"))
        return [c for c in nouns if self._extent(c)[0] == token + 2][-1:]

    def _surface(self, token: int, up: int) -> list[int]:
        """Heads of the grammatical subject: its own, that of the relative clause, else the one it shares with the verb above."""
        own = self._own_subjects(token)
        plain = [c for c in own if self.syntax.lemma[c] not in RELATIVE]
        if plain:
            return plain
        above, head = self._antecedent(token), self.head[token]
        if above is not None and not self._infinitive(token):
            return [above]
        if head < 0 or up == 0 or not (self.syntax.deprel[token] in SHARING or above is not None):
            return []
        if above is not None:  # "its plan to dock", "made a decision to dock"
            return [c for c in self.below[above] if self._possesses(c)] or self._carrier_subjects(above)
        controller = [c for c in self.below[head] if self.syntax.deprel[c] in ("obj", "iobj") and head < c < token]
        return controller if controller and self.syntax.deprel[token] == "xcomp" else self._surface(head, up - 1)

    def _own_subjects(self, token: int) -> list[int]:
        return [c for c in self.below[token] if self.syntax.deprel[c] in SUBJECTS and self._preposition(c) is None]

    def _antecedent(self, token: int) -> int | None:
        """The noun that the verb's clause modifies, None when it modifies none."""
        head = self.head[token]
        clause = self.syntax.deprel[token].startswith("acl") or self.syntax.deprel[token] == "amod"
        return head if clause and head >= 0 and self.syntax.upos[token] != "ADJ" else None

    def _passive(self, token: int) -> bool:
        """True for "was visited", "(the port) visited by" and a verb coordinated with one."""
        relation = {self.syntax.deprel[c] for c in self.below[token]}
        been = any(self.syntax.deprel[c] == "aux:pass" and self.syntax.lemma[c] in ("be", "get") for c in self.below[token])
        if self.syntax.upos[token] != "VERB" or "obj" in relation:
            return False
        if been or "obl:agent" in relation:
            return True
        if "nsubj:pass" in relation and relation & {"aux", "aux:pass"}:  # a bare "docked" is a past tense to us
            return True
        head = self.head[token]
        if self.syntax.deprel[token] == "conj" and head >= 0 and not relation & SUBJECTS:
            return self.syntax.xpos[token] == "VBN" and self._passive(head)
        return self._bare_participle(token)

    def _bare_participle(self, token: int) -> bool:
        """A past participle right behind its noun, with no relative pronoun and no subject."""
        head = self._antecedent(token)
        if head is None or self.syntax.deprel[token] != "acl" or self.syntax.xpos[token] != "VBN" or self._own_subjects(token):
            return False
        if self.head[head] < 0:  # nothing else is said in the sentence: its verb, taken for a participle
            return False
        return not RELATIVE & set(self.syntax.lemma[head + 1 : token])

    def _infinitive(self, token: int) -> bool:
        return any(self.syntax.deprel[c] == "mark" and self.syntax.lemma[c] == "to" for c in self.below[token])

    def _above_adjective(self, token: int) -> list[int]:
        """The noun of an adjective before it ("the *visiting* frigate")."""
        head = self.head[token]
        return [head] if self.syntax.upos[token] == "ADJ" and self.syntax.deprel[token] == "amod" and head >= 0 else []

    def _carrier(self, token: int) -> int | None:
        """The light verb whose object (or passive subject) the noun is; where the tree has them the wrong way round, under it."""
        for t in (self.head[token], *self.below[token]):
            if t >= 0 and LIGHT & set(spellings(self.syntax.lemma[t])):
                return t
        return None

    def _carrier_subjects(self, token: int) -> list[int]:
        carrier = self._carrier(token)
        if carrier is None:
            return []
        agents = [c for c in self.below[carrier] if self._preposition(c) == "by"]
        passive = self.syntax.deprel[token] == "nsubj:pass" or any(self.syntax.deprel[c] == "obl:agent" for c in agents)
        return [c for c in (agents if passive else self._surface(carrier, UP)) if c != token]

    def _possesses(self, token: int) -> bool:
        marked = any(self.syntax.lemma[c] in GENITIVE for c in self.below[token])
        return self.syntax.deprel[token] == "nmod:poss" or (marked and token < self.head[token])

    def _premodifies(self, token: int) -> bool:
        """A noun compounded with the trigger, or an adjective of nationality before it."""
        relation, kind = self.syntax.deprel[token], self.syntax.entity[token][2:]
        return relation == "compound" or (relation in MODIFIERS and kind in KINDS)

    def _preposition(self, token: int) -> str | None:
        """What stands between a word and what governs it: under it in the tree, or right before its phrase."""
        cases = [c for c in self.below[token] if self.syntax.deprel[c] == "case" and c < token]
        first = min([token, *(c for c in self.below[token] if self.syntax.deprel[c] not in OUTSIDE)])
        before = first - 1
        if not cases and first > self.syntax.bounds[self.syntax.sentence[token]] and self.syntax.upos[before] == "ADP":
            cases = [before]
        return self.syntax.lemma[cases[0]].lower() if cases else None

    def _may_take_part(self, token: int) -> bool:
        return self.syntax.upos[token] in NOMINAL and self.syntax.entity[token][2:] not in ("TIME", "NUM")

    def _names(self, token: int) -> Iterator[str]:
        """Lemmas by which a need may know a participant: "frigate" also of "the frigate Dena", whichever of the two governs."""
        yield from spellings(self.syntax.lemma[token].lower())
        for c in self.below[token] if self.syntax.upos[token] == "PROPN" else ():
            if self.syntax.deprel[c] in ("compound", "flat", "appos"):
                yield from spellings(self.syntax.lemma[c].lower())

    def _mentions(self, heads: list[int], taken: frozenset[int]) -> tuple[Stretch, ...]:
        """One mention for each head and each word coordinated with it, in order; two that touch are one."""
        wanted = sorted({c for h in heads if self._may_take_part(h) for c in (h, *self._coordinated(h))})
        out: list[tuple[int, int]] = []
        for first, last in sorted(self._extent(t) for t in wanted):
            if not taken.isdisjoint(range(first, last)):
                continue
            if out and first <= out[-1][1]:
                out[-1] = out[-1][0], max(last, out[-1][1])
            else:
                out.append((first, last))
        return tuple(Stretch(first, last, CERTAIN) for first, last in out)

    def _coordinated(self, token: int) -> list[int]:
        return [c for c in self.below[token] if self.syntax.deprel[c] == "conj" and self._may_take_part(c)]

    def _extent(self, token: int) -> tuple[int, int]:
        """The mention that a word heads: the unbroken run of its own words around it."""
        own = set(self._own(token, top=True))
        first = last = token
        while first - 1 in own:
            first -= 1
        while last + 1 in own:
            last += 1
        return first, last if last > token and self.syntax.lemma[last] in GENITIVE else last + 1

    def _own(self, token: int, top: bool) -> Iterator[int]:
        yield token
        for c in self.below[token]:
            relation = self.syntax.deprel[c]
            if relation in OUTSIDE and not (relation == "case" and (not top or c > token)):
                continue
            if c > token and top and relation in ("det", "nmod") and (self._preposition(c) or "") not in KEPT:
                continue
            yield from self._own(c, top=False)
