"""Step `events`: acts from the encoder's scores, settled with the ontology; what is refused is kept with its reason."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from whimbrel.document import Act, Acts, Document, Encoding, Floats, Rejected, Scorer, Stretch, Syntax, Tokens, Window
from whimbrel.events.arguments import mentions
from whimbrel.events.places import Tree, spellings
from whimbrel.events.surroundings import belonging
from whimbrel.ontology.frames import Frame, Frames
from whimbrel.ontology.schema import Ontology

POS = {"NOUN": "noun", "PROPN": "noun", "ADJ": "adj"}
# How probable the best mode must be. Nine of ten acts of most types have one (share of training claims with a mode: ASSAULT 0.49,
# CONSULT 0.71, THREATEN 0.78, REJECT 0.83, the others 0.90 or more), so there the best guess is better than none.
MODE = {"ASSAULT": 0.35, "CONSULT": 0.3, "THREATEN": 0.2, "REJECT": 0.15}
SURE_MODE = 0.04
# How a word that names the act hangs under one that only carries it ("impose *sanctions*", "go on *strike*", "make a *statement*").
CARRIED = frozenset({"obj", "obl", "compound", "compound:prt", "nsubj:pass", "xcomp", "amod", "acl", "nmod"})
OBJECTS = frozenset({"obj", "obl", "nsubj:pass"})
NEIGHBOURS = 3
JOINS = frozenset({"CCONJ", "PUNCT", "SCONJ"})
APART = 6  # tokens; farther apart they are two acts more often than one
NEAR = 5  # words on each side that may show another reading ("heart attack")
SIDES = ("actor", "recipient")
MET = {"CONSULT": ("visit",)}  # modes with a guest and a host: several who meet, and no host, are no visit
DOERS = frozenset({"nsubj", "obl:agent"})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where scores become decisions. Set by hand; `sure` and `frame` were compared on gold/dev and the case table, where figures
    are flat around them, `met` (1 against 4) on gold/dev and on 214 written reports. None was cross-validated."""

    certain: float = 0.85  # a trigger this probable is not blocked by words around it
    sure: float = 0.5  # probability that a word is a trigger at all
    frame: float = 0.3  # enough when a frame names the same type …
    reading: float = 0.1  # … with this prior or more
    met: float = 4.0  # how much likelier a type is when a frame's needs are met
    audit: float = 0.12  # below this nothing is recorded as rejected
    frame_mode: float = 0.35  # a frame's mode counts when the model's best is less probable than this
    second_mode: float = 0.5
    against_sign: float = 0.9  # a mode with signs of its own beside one whose sign is there
    auxiliary: float = 0.5
    context: float = 0.4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trigger that the model and the frames accept, with their reasons: the probability that it names an act at all, and the
    confidence that it names one of this type. `frame` is the one that proposed a type of the user's."""

    token: int
    event: str
    probability: float
    confidence: float
    why: tuple[str, ...]
    frame: Frame | None = None


class EventStep:
    """Step `events`: gives the layer `acts`."""

    needs: tuple[str, ...] = ("tokens", "encoding", "syntax")
    gives = "acts"

    def __init__(
        self,
        scorer: Scorer,
        ontology: Ontology,
        frames: Frames,
        calibration: tuple[float, float] = (1.0, 0.0),
        thresholds: Thresholds | None = None,
    ) -> None:
        self.scorer = scorer
        self.ontology = ontology
        self.frames = frames
        self.calibration = calibration
        self.number = {event: i for i, event in enumerate(scorer.labels["event"])}
        self.at = thresholds or Thresholds()
        # Types that a user added: the model has never seen them, so their frames alone propose them.
        self.own_types = frozenset(t.name for t in ontology.types) - frozenset(scorer.labels["event"])

    def run(self, documents: list[Document]) -> list[Acts]:
        """Acts of documents, in order."""
        return [self._find(d) for d in documents]

    def _find(self, document: Document) -> Acts:
        tokens, syntax = document.layer("tokens", Tokens), document.layer("syntax", Syntax)
        acts: list[Act] = []
        rejected: list[Rejected] = []
        tree = Tree(syntax)
        for number, window in enumerate(document.layer("encoding", Encoding).windows):
            proposed = self._candidates(window, tree, rejected)
            if self.own_types:
                proposed = self._with_own_types(proposed, window, tree)
            chosen = self._one_an_act(proposed, syntax, rejected)
            acts.extend(self._acts(number, window, chosen, tokens, tree))
        return Acts(tuple(acts), tuple(rejected))

    def act_probability(self, document: Document) -> Floats:
        """For each token the model's probability that it names an act of any type."""
        windows = document.layer("encoding", Encoding).windows
        shares = [1.0 - softmax(self.scorer.head("event", w)[w.first - w.context : w.last - w.context])[:, 0] for w in windows]
        return np.concatenate([np.zeros(0, np.float32), *shares])

    def votes(self, refused: Rejected, syntax: Syntax) -> tuple[str, ...]:
        """What model and frames say of a refused candidate, in words; for a type of the user's own only a frame has spoken."""
        lemma, pos = syntax.lemma[refused.token], POS.get(syntax.upos[refused.token], "verb")
        source = "frame" if refused.event in self.own_types else "model"
        said = f"{source}: {refused.event} with {refused.probability:.2f}"
        return (said,) if source == "frame" else (said, _vote(lemma, pos, self.frames.readings(lemma, pos)))

    def _candidates(self, window: Window, tree: Tree, rejected: list[Rejected]) -> list[Candidate]:
        """Accepted triggers of the window's own stretch."""
        names = self.scorer.labels["event"]
        table = softmax(self.scorer.head("event", window)[window.first - window.context :])
        out: list[Candidate] = []
        for row in np.flatnonzero(1.0 - table[:, 0] >= self.at.audit).tolist():
            token, share = window.first + row, float(1.0 - table[row, 0])
            odds = self._with_frames(token, table[row], tree)
            best = 1 + int(odds[1:].argmax())
            event = names[best]
            reason, why = self._judge(token, event, share, tree.syntax)
            if reason is None:
                out.append(Candidate(token, event, share, confidence(float(odds[best]), self.calibration), why))
            else:
                rejected.append(Rejected(token, event, round(share, 4), reason))
        return out

    def _with_frames(self, token: int, odds: Floats, tree: Tree) -> Floats:
        """The odds over none and the types, those of types raised that a frame names whose needs are met around the word ("lift"
        with "sanctions" for an object): the frames know what a rare pair of words means, the model what a sentence is about."""
        lemma, pos = tree.syntax.lemma[token], POS.get(tree.syntax.upos[token], "verb")
        needy = [f for f in self.frames.lookup(lemma, pos) if f.needs and f.event in self.number]
        if not needy:
            return odds
        around = tree.company(token)
        out = odds.copy()
        for event in {f.event for f in needy if f.fits(around)}:
            out[self.number[event]] *= self.at.met
        out[1:] *= (1.0 - odds[0]) / out[1:].sum()
        return out

    def _one_an_act(self, found: list[Candidate], syntax: Syntax, rejected: list[Rejected]) -> list[Candidate]:
        """Two triggers for one act ("impose sanctions", "opened fire"): of one type, the more probable stays; where the verb only
        carries its object ("hold talks"), the object does."""
        out: list[Candidate] = []
        for candidate in found:
            rival = next((c for c in out if self._loser(c, candidate, syntax) is not None), None)
            loser = self._loser(rival, candidate, syntax) if rival is not None else None
            if rival is None or loser is None:
                out.append(candidate)
                continue
            if loser is rival:
                out[out.index(rival)] = candidate
            rejected.append(Rejected(loser.token, loser.event, round(loser.probability, 4), "another word names the same act"))
        return out

    def _loser(self, a: Candidate, b: Candidate, syntax: Syntax) -> Candidate | None:
        """Which of two candidates does not name the act that both are about; None when they are two acts."""
        for above, below in ((a, b), (b, a)):
            carried = syntax.head[below.token] == above.token and syntax.deprel[below.token] in OBJECTS
            if carried and syntax.upos[below.token] in ("NOUN", "PROPN"):  # a verb there is a tree gone wrong: two acts
                lemma, pos = syntax.lemma[above.token], POS.get(syntax.upos[above.token], "verb")
                if any(f.carrier == "object" for f in self.frames.lookup(lemma, pos)):
                    return above
        if a.event == b.event and _same_act(a.token, b.token, syntax):
            return min(a, b, key=lambda c: (c.probability, c.token))
        return None

    def _with_own_types(self, proposed: list[Candidate], window: Window, tree: Tree) -> list[Candidate]:
        """The candidates with those that frames of the user's own types name; such a frame wins over the model."""
        out = {c.token: c for c in proposed}
        for first in range(window.first, window.last):
            token = min(first + max(1, self.frames.phrase(tree.syntax.lemma, first)), window.last) - 1
            frame = self._own_frame(first, token, tree)
            if frame is not None:
                why = (f"frame: {frame.lemma!r} ({frame.pos}) is {frame.event}",)
                out[token] = Candidate(token, frame.event, frame.prior, frame.prior, why, frame)
        return [out[token] for token in sorted(out)]

    def _own_frame(self, first: int, token: int, tree: Tree) -> Frame | None:
        """The frame of a user's own type that the words first..token fit. An expression of several words is a noun whatever the
        tagger says of its last one."""
        syntax = tree.syntax
        lemma = " ".join(syntax.lemma[first : token + 1])
        pos = POS.get(syntax.upos[token], "verb") if first == token else "noun"
        known = next((f for s in spellings(lemma) if (f := self.frames.lookup(s, pos))), ())
        frames = [f for f in known if f.event in self.own_types]
        return next((f for f in frames if not f.needs or f.fits(tree.company(token))), None)

    def _judge(self, token: int, event: str, share: float, syntax: Syntax) -> tuple[str | None, tuple[str, ...]]:
        """A reason to refuse, or None and the reasons to accept."""
        lemma, pos = syntax.lemma[token], POS.get(syntax.upos[token], "verb")
        readings = self.frames.readings(lemma, pos)
        agrees = readings.get(event, 0.0) >= self.at.reading
        why = (f"model: {event} with {share:.2f}", _vote(lemma, pos, readings))
        if share >= self.at.certain:
            return None, why
        sentence = syntax.sentence[token]
        first, last = int(syntax.bounds[sentence]), int(syntax.bounds[sentence + 1])
        company = [syntax.lemma[t] for t in range(max(first, token - NEAR), min(last, token + NEAR + 1)) if t != token]
        blocked = self.frames.blocked(lemma, company, syntax.lemma[first:last])
        if blocked is not None:
            return blocked, why
        if share >= self.at.sure or (share >= self.at.frame and agrees):
            return None, why
        return "too unsure", why

    def _acts(self, number: int, window: Window, chosen: list[Candidate], tokens: Tokens, tree: Tree) -> list[Act]:
        if not chosen:
            return []
        syntax = tree.syntax
        rows = np.array([c.token - window.context for c in chosen], np.int32)
        links = self.scorer.link(window, rows, syntax.sentence[window.context : window.last])
        roles = self.scorer.labels["role"]
        heads = {
            n: sigmoid(self.scorer.head(n, window)[rows])
            for n in ("mode", "auxiliary", "context", *(f"{s}_implicit" for s in SIDES))
        }
        out = []
        for i, (token, event, share, why, frame) in enumerate((c.token, c.event, c.confidence, c.why, c.frame) for c in chosen):
            found = {role: mentions(role, event, links[r, i], window.context, tokens, syntax) for r, role in enumerate(roles)}
            found["actor"] = _own(found["actor"], token, tree)
            # The model never learnt links of a user's own type: where its frame finds somebody, that counts.
            named = tree.sides(token, frame) if frame is not None else {}
            found |= named
            auxiliary = self._above("auxiliary", heads["auxiliary"][i], self.at.auxiliary)
            by_frame = frame.mode if frame is not None else self._frame_mode(event, token, syntax)
            hit = [t for role in ("recipient", "place") for s in found[role] for t in range(s.first, s.last)]
            signs = belonging(token, tree.below, syntax, hit)
            proposed = self._modes(event, heads["mode"][i], by_frame, signs)
            if len(found["actor"]) > 1 and not found["recipient"]:
                proposed = tuple(m for m in proposed if m not in MET.get(event, ()) or m == by_frame)
            settled, modes, note = self.ontology.settle(event, proposed, auxiliary)
            out.append(
                Act(
                    token=token,
                    last=_end(token, syntax),
                    event=settled,
                    modes=modes,
                    auxiliary=auxiliary,
                    contexts=self._above("context", heads["context"][i], self.at.context),
                    confidence=round(share, 4),
                    links=_one_side(found),
                    # Nobody unmentioned is guessed for a type that the model never learnt.
                    unnamed={side: 0.0 if frame is not None else float(heads[f"{side}_implicit"][i, 0]) for side in SIDES},
                    window=number,
                    why=why if note is None else (*why, note),
                )
            )
        return out

    def _frame_mode(self, event: str, token: int, syntax: Syntax) -> str | None:
        """The mode that the likeliest frame of the trigger's word gives, None when it gives none."""
        found = self.frames.lookup(syntax.lemma[token], POS.get(syntax.upos[token], "verb"))
        return next((f.mode for f in found if f.event == event and not f.needs), None)

    def _modes(self, event: str, scores: Floats, by_frame: str | None, words: Collection[str]) -> tuple[str, ...]:
        """Modes of the type: those of which the act's own `words` are signs; else the best one where it is probable enough for
        that type, the frame's where the model hesitates."""
        own = [
            (float(s), n.partition(".")[2])
            for n, s in zip(self.scorer.labels["mode"], scores, strict=True)
            if n.startswith(event + ".")
        ]
        own.sort(key=lambda pair: (-pair[0], pair[1]))
        known = self.ontology.event(event).modes if event in self.ontology.by_name else ()
        shown = {mode.name for mode in known if not set(mode.signs).isdisjoint(words)}
        if shown:
            rivals = {mode.name for mode in known if mode.signs} - shown
            least = dict.fromkeys(rivals, self.at.against_sign)
            least.setdefault(str(by_frame), self.at.frame_mode)
            return (*sorted(shown), *(n for s, n in own if n not in shown and s >= least.get(n, self.at.second_mode)))
        if by_frame is not None and (not own or own[0][0] < self.at.frame_mode):
            return (by_frame,)
        return tuple(n for i, (s, n) in enumerate(own) if s >= (self.at.second_mode if i else MODE.get(event, SURE_MODE)))

    def _above(self, head: str, scores: Floats, least: float) -> tuple[str, ...]:
        return tuple(n for n, s in zip(self.scorer.labels[head], scores.tolist(), strict=True) if s >= least)


def _same_act(first: int, second: int, syntax: Syntax) -> bool:
    """True for near neighbours that nothing coordinates, and for a verb and the noun or complement right under it."""
    if second - first <= NEIGHBOURS and not JOINS & set(syntax.upos[first + 1 : second]):
        return True
    for above, below in ((first, second), (second, first)):
        if syntax.head[below] == above and syntax.deprel[below] in CARRIED and abs(second - first) <= APART:
            return True
    return False


def _vote(lemma: str, pos: str, readings: dict[str, float]) -> str:
    if not readings:
        return f"no frame for {lemma!r} ({pos})"
    shown = sorted(readings.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    return f"frames read {lemma!r} ({pos}) as " + ", ".join(f"{event} {prior:.2f}" for event, prior in shown)


def _one_side(found: dict[str, tuple[Stretch, ...]]) -> dict[str, tuple[Stretch, ...]]:
    """A mention stands on one side only: the more probable one."""
    out = dict(found)
    for mine, other in (("actor", "recipient"), ("recipient", "actor")):
        rivals = found[other]
        out[mine] = tuple(
            m for m in found[mine]
            if not any(m.first < r.last and r.first < m.last and (r.probability, mine) > (m.probability, other) for r in rivals)
        )  # fmt: skip
    return out


def _own(actors: tuple[Stretch, ...], token: int, tree: Tree) -> tuple[Stretch, ...]:
    """The actors without the subjects and agents of other verbs ("the military imposed a curfew and *helicopters* patrolled"),
    where the act's own subject is among them."""
    own = set(tree.subjects(token)) if tree.syntax.upos[token] == "VERB" else set()
    if not any(s.first <= t < s.last for s in actors for t in own):
        return actors
    return tuple(s for s in actors if any(s.first <= t < s.last for t in own) or not _of_another_verb(s, token, tree.syntax))


def _of_another_verb(stretch: Stretch, token: int, syntax: Syntax) -> bool:
    inside = range(stretch.first, stretch.last)
    for t in inside:
        above = int(syntax.head[t])
        if above not in inside and above != token and syntax.deprel[t] in DOERS and syntax.upos[max(above, 0)] == "VERB":
            return True
    return False


def _end(token: int, syntax: Syntax) -> int:
    """The end of the trigger: a verb takes its particle along."""
    after = token + 1
    if after < len(syntax.upos) and syntax.deprel[after] == "compound:prt" and syntax.head[after] == token:
        return after + 1
    return after


def confidence(probability: float, calibration: tuple[float, float]) -> float:
    """How often a claim that the model gives this probability is right: a logistic curve over its log odds, with a slope and a
    height that were fitted to claims the weights were not trained on (training/calibrate.py)."""
    slope, height = calibration
    p = min(max(probability, 1e-6), 1.0 - 1e-6)
    return 1.0 / (1.0 + math.exp(-(slope * math.log(p / (1.0 - p)) + height)))


def softmax(x: Floats) -> Floats:
    """Rows as probabilities."""
    e = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True), dtype=np.float32)


def sigmoid(x: Floats) -> Floats:
    """Each value as a probability."""
    return np.asarray(1.0 / (1.0 + np.exp(-x)), dtype=np.float32)
