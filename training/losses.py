"""Losses of a batch of examples, head by head; an example pays only for the columns it has."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from training.examples import SIDES, Example
from training.network import Network
from whimbrel.annotate.distance import classes
from whimbrel.annotate.lemmas import script

CLASSES = {"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"}


class Losses:
    """Holds label numbers; `of` gives the losses by name for one batch."""

    def __init__(self, network: Network, labels: dict[str, list[str]]) -> None:
        self.network = network
        self.number = {head: {label: i for i, label in enumerate(names)} for head, names in labels.items()}

    def of(self, batch: list[Example], vectors: Tensor) -> dict[str, Tensor]:
        """Mean losses by head; `vectors` are [batch, tokens, width], padded."""
        sums: dict[str, list[Tensor]] = {}
        flat = torch.cat([vectors[i, : len(e)] for i, e in enumerate(batch)])
        odds = self._event_odds(batch)
        if odds is not None:
            sums["event"] = [F.cross_entropy(self.network.heads["event"](flat[odds[0]]), odds[1])]
        for head in ("start", "upos", "xpos", "feats", "lemma", "entity", "news_entity", "wiki_entity"):
            target = [n for e in batch for n in self._column(head, e)]
            keep = [i for i, n in enumerate(target) if n >= 0]
            if keep:
                logits = self.network.heads[head](flat[keep])
                sums[head] = [F.cross_entropy(logits, torch.tensor([target[i] for i in keep]))]
        for i, e in enumerate(batch):
            v = vectors[i, : len(e)]
            if e.head is not None:
                _add(sums, self._tree(e, v))
            if e.triggers is not None:
                _add(sums, self._claims(e, v))
        return {k: torch.stack(v).mean() for k, v in sums.items()}

    def _column(self, head: str, e: Example) -> list[int]:
        number = self.number[head]
        if head == "start":
            return e.sentence_start if e.sentence_start is not None else [-1] * len(e)
        if head == "lemma":
            if e.lemma is None:
                return [-1] * len(e)
            return [number.get(script(w, m), -1) for w, m in zip(e.words, e.lemma, strict=True)]
        column = getattr(e, head)
        return [-1] * len(e) if column is None else [number.get(x, -1) for x in column]

    def _event_odds(self, batch: list[Example]) -> tuple[Tensor, Tensor] | None:
        """Rows of the batch with event labels, and the distribution that each should have: all on the trigger's type or on none,
        or a teacher's."""
        rows: list[int] = []
        odds: list[Tensor] = []
        at = 0
        number = self.number["event"]
        for e in batch:
            if e.triggers is not None:
                rows += range(at, at + len(e))
                table = torch.zeros(len(e), len(number))
                table[:, 0] = 1.0
                certain = {t.token: F.one_hot(torch.tensor(number[t.event]), len(number)).float() for t in e.triggers}
                taught = {t: torch.tensor(p) / sum(p) for t, p in (e.event_odds or {}).items()}
                for t, row in (certain | taught).items():
                    table[t] = row
                odds.append(table)
            at += len(e)
        return (torch.tensor(rows), torch.cat(odds)) if rows else None

    def _tree(self, e: Example, v: Tensor) -> dict[str, Tensor]:
        net = self.network
        assert e.head is not None and e.deprel is not None and e.sentence_start is not None
        n = len(e)
        sentence = torch.tensor(e.sentence_start).cumsum(0)
        scores = net.arc(net.project("arc_dep", v), net.project("arc_head", v))[0]
        scores = scores.masked_fill(sentence[:, None] != sentence[None, :], -1e4)
        # A root's head is the token itself: no extra column, and the diagonal is free otherwise.
        heads = torch.tensor([h if 0 <= h < n else i for i, h in enumerate(e.head)])
        known = torch.tensor([self.number["deprel"].get(d, 0) for d in e.deprel])
        rows = net.label.rows(net.project("label_dep", v), net.project("label_head", v)[heads])
        return {"arc": F.cross_entropy(scores, heads), "label": F.cross_entropy(rows, known)}

    def _claims(self, e: Example, v: Tensor) -> dict[str, Tensor]:
        out = self._mentions(e, v)
        if not e.triggers:
            return out
        at = v[[t.token for t in e.triggers]]
        net = self.network
        for head, field in (("mode", "modes"), ("auxiliary", "auxiliary"), ("context", "contexts")):
            out[head] = F.binary_cross_entropy_with_logits(
                net.heads[head](at), self._many(head, [getattr(t, field) for t in e.triggers])
            )
        target = torch.zeros(len(self.number["role"]), len(e.triggers), len(e))
        for i, t in enumerate(e.triggers):
            for role, tokens in t.links.items():
                target[self.number["role"][role], i, sorted(tokens)] = 1.0
        near = self._near(e, [t.token for t in e.triggers], list(range(len(e))))
        link = net.link(net.project("link_trigger", at), net.project("link_token", v), near)
        out["link"] = (
            F.binary_cross_entropy_with_logits(link, target, reduction="none").mean(-1).sum() / len(e.triggers) * len(e) / 10
        )
        for side in SIDES:
            flags = torch.tensor([float(side in t.implicit) for t in e.triggers])
            out[f"{side}_implicit"] = F.binary_cross_entropy_with_logits(net.heads[f"{side}_implicit"](at)[:, 0], flags)
            which = [i for i, t in enumerate(e.triggers) if side in t.implicit]
            if which and e.token_code is not None:
                parties = [e.triggers[i].implicit[side] for i in which]
                query = net.project(f"anchor_{side}", at[which])
                rows = [e.triggers[i].token for i in which]
                _add_plain(out, f"{side}_", self._parties(e, v, at[which], query, parties, side, rows))
        return out

    def _mentions(self, e: Example, v: Tensor) -> dict[str, Tensor]:
        if not e.mentions:
            return {}
        net = self.network
        mean = torch.stack([v[m.first : m.last + 1].mean(0) for m in e.mentions])
        projected = net.project("anchor_mention", mean)
        parties = [(m.code, m.sector) for m in e.mentions]
        return self._parties(e, v, mean, projected, parties, "mention", [m.first for m in e.mentions])

    def _parties(
        self,
        e: Example,
        v: Tensor,
        at: Tensor,
        query: Tensor,
        parties: list[tuple[str | None, str | None]],
        who: str,
        rows: list[int],
    ) -> dict[str, Tensor]:
        net = self.network
        prefix = "" if who == "mention" else f"{who}_"
        sectors = torch.tensor([self.number["sector"].get(s or "none", 0) for _, s in parties])
        kinds = torch.tensor([self.number["kind"][kind_of(c)] for c, _ in parties])
        out = {
            "sector": F.cross_entropy(net.heads[f"{prefix}sector"](at), sectors),
            "kind": F.cross_entropy(net.heads[f"{prefix}kind"](at), kinds),
        }
        assert e.token_code is not None
        coded = [i for i, c in enumerate(e.token_code) if c]
        if coded:
            keys = torch.cat([net.anchor_none[who][None], net.project("anchor_token", v[coded])])
            near = net.anchor_near[who][self._near(e, rows, coded)]
            scores = query @ keys.T / 5.0
            scores = torch.cat([scores[:, :1], scores[:, 1:] + near], 1).log_softmax(-1)
            good = torch.zeros_like(scores, dtype=torch.bool)
            for i, (code, _) in enumerate(parties):
                same = [j + 1 for j, t in enumerate(coded) if e.token_code[t] == code]
                good[i, same or [0]] = True
            out["anchor"] = -scores.masked_fill(~good, -1e4).logsumexp(-1).mean()
        return out

    def _near(self, e: Example, rows: list[int], columns: list[int]) -> Tensor:
        assert e.sentence_start is not None
        sentence = np.cumsum(e.sentence_start).astype(np.int32)
        return torch.from_numpy(classes(np.array(rows, np.int32), np.array(columns, np.int32), sentence)).long()

    def _many(self, head: str, sets: list[tuple[str, ...]]) -> Tensor:
        out = torch.zeros(len(sets), len(self.number[head]))
        for i, names in enumerate(sets):
            for name in names:
                if name in self.number[head]:
                    out[i, self.number[head][name]] = 1.0
        return out


def kind_of(code: str | None) -> str:
    """The kind of a code: "none", "state" or the class code itself."""
    if not code:
        return "none"
    return code if code in CLASSES else "state"


def _add(sums: dict[str, list[Tensor]], losses: dict[str, Tensor]) -> None:
    for name, loss in losses.items():
        sums.setdefault(name, []).append(loss)


def _add_plain(out: dict[str, Tensor], prefix: str, losses: dict[str, Tensor]) -> None:
    for name, loss in losses.items():
        out[prefix + name] = loss
