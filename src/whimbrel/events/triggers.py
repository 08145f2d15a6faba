"""Step `events`: acts from the encoder's scores, settled with the ontology; what is refused is kept with its reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from whimbrel.document import Act, Acts, Document, Encoding, Floats, Rejected, Scorer, Stretch, Syntax, Tokens, Window
from whimbrel.events.arguments import stretches
from whimbrel.ontology.frames import Frames
from whimbrel.ontology.schema import Ontology

POS = {"NOUN": "noun", "PROPN": "noun", "ADJ": "adj"}
NEAR = 5  # words on each side that may show another reading ("heart attack")
SIDES = ("actor", "recipient")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where scores become decisions. Chosen on held-out folds of the training reports, not on single reports."""

    certain: float = 0.85  # a trigger this probable is not blocked by words around it
    sure: float = 0.42  # probability that a word is a trigger at all
    frame: float = 0.28  # enough when a frame names the same type …
    reading: float = 0.1  # … with this prior or more
    audit: float = 0.12  # below this nothing is recorded as rejected
    mode: float = 0.4
    second_mode: float = 0.6
    auxiliary: float = 0.5
    context: float = 0.4
    unnamed: float = 0.5


class EventStep:
    """Step `events`: gives the layer `acts`."""

    needs: tuple[str, ...] = ("tokens", "encoding", "syntax")
    gives = "acts"

    def __init__(self, scorer: Scorer, ontology: Ontology, frames: Frames, thresholds: Thresholds | None = None) -> None:
        self.scorer = scorer
        self.ontology = ontology
        self.frames = frames
        self.at = thresholds or Thresholds()

    def run(self, documents: list[Document]) -> list[Acts]:
        """Acts of documents, in order."""
        return [self._find(d) for d in documents]

    def _find(self, document: Document) -> Acts:
        tokens, syntax = document.layer("tokens", Tokens), document.layer("syntax", Syntax)
        acts: list[Act] = []
        rejected: list[Rejected] = []
        for number, window in enumerate(document.layer("encoding", Encoding).windows):
            chosen = self._candidates(window, tokens, syntax, rejected)
            acts.extend(self._acts(number, window, chosen, tokens, syntax))
        return Acts(tuple(acts), tuple(rejected))

    def _candidates(
        self, window: Window, tokens: Tokens, syntax: Syntax, rejected: list[Rejected]
    ) -> list[tuple[int, str, float, tuple[str, ...]]]:
        """(token, event, probability, reasons) of accepted triggers of the window's own stretch."""
        names = self.scorer.labels["event"]
        table = softmax(self.scorer.head("event", window)[window.first - window.context :])
        best = 1 + table[:, 1:].argmax(1)
        out: list[tuple[int, str, float, tuple[str, ...]]] = []
        for row in np.flatnonzero(1.0 - table[:, 0] >= self.at.audit).tolist():
            token, event, share = window.first + row, names[int(best[row])], float(1.0 - table[row, 0])
            reason, why = self._judge(token, event, share, syntax)
            if reason is None and out and out[-1][0] == token - 1 and out[-1][1] == event:
                reason = "part of the trigger before it"
            if reason is None:
                out.append((token, event, share, why))
            else:
                rejected.append(Rejected(token, event, round(share, 4), reason))
        return out

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
        around = [syntax.lemma[t] for t in range(max(first, token - NEAR), min(last, token + NEAR + 1)) if t != token]
        blocked = self.frames.blocked(lemma, around, syntax.lemma[first:last])
        if blocked is not None:
            return blocked, why
        if share >= self.at.sure or (share >= self.at.frame and agrees):
            return None, why
        return "too unsure", why

    def _acts(
        self, number: int, window: Window, chosen: list[tuple[int, str, float, tuple[str, ...]]], tokens: Tokens, syntax: Syntax
    ) -> list[Act]:
        if not chosen:
            return []
        rows = np.array([token - window.context for token, *_ in chosen], np.int32)
        links = self.scorer.link(window, rows, syntax.sentence[window.context : window.last])
        roles = self.scorer.labels["role"]
        heads = {
            n: sigmoid(self.scorer.head(n, window)[rows])
            for n in ("mode", "auxiliary", "context", *(f"{s}_implicit" for s in SIDES))
        }
        out = []
        for i, (token, event, share, why) in enumerate(chosen):
            found = {role: stretches(links[r, i], window.context, tokens) for r, role in enumerate(roles)}
            auxiliary = self._above("auxiliary", heads["auxiliary"][i], self.at.auxiliary)
            settled, modes, note = self.ontology.settle(event, self._modes(event, heads["mode"][i]), auxiliary)
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
                    unnamed={side: float(heads[f"{side}_implicit"][i, 0]) for side in SIDES},
                    window=number,
                    why=why if note is None else (*why, note),
                )
            )
        return out

    def _modes(self, event: str, scores: Floats) -> tuple[str, ...]:
        own = [
            (float(s), n.partition(".")[2])
            for n, s in zip(self.scorer.labels["mode"], scores, strict=True)
            if n.startswith(event + ".")
        ]
        own.sort(key=lambda pair: (-pair[0], pair[1]))
        return tuple(n for i, (s, n) in enumerate(own) if s >= (self.at.second_mode if i else self.at.mode))

    def _above(self, head: str, scores: Floats, least: float) -> tuple[str, ...]:
        return tuple(n for n, s in zip(self.scorer.labels[head], scores.tolist(), strict=True) if s >= least)


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


def _end(token: int, syntax: Syntax) -> int:
    """The end of the trigger: a verb takes its particle along."""
    after = token + 1
    if after < len(syntax.upos) and syntax.deprel[after] == "compound:prt" and syntax.head[after] == token:
        return after + 1
    return after


def softmax(x: Floats) -> Floats:
    """Rows as probabilities."""
    e = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True), dtype=np.float32)


def sigmoid(x: Floats) -> Floats:
    """Each value as a probability."""
    return np.asarray(1.0 / (1.0 + np.exp(-x)), dtype=np.float32)
