"""Train the network: `python -m training.train --data ../shared --run training/runs/NAME`. Resumes from its last checkpoint."""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import torch
import yaml

from training import claims, labels, names, rename, teach, treebanks
from training.examples import Example, batches, encode, windows
from training.losses import Losses
from training.network import Network, weights_of
from training.rough_codes import word_coder
from whimbrel.annotate.wordpieces import WordPieces

TABLES = Path("src/whimbrel/actors/data")
SAVE_EVERY = 150  # steps: some three minutes of the small encoder on two cores, what an interruption costs at most


def legs(path: Path, teacher: bool = False) -> list[dict[str, Any]]:
    """The recipe's legs, or its teacher's, each with what it changes laid over what holds for all."""
    recipe: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    of = {name: recipe.pop(name) for name in ("legs", "teacher")}
    changes = of["teacher" if teacher else "legs"]
    return [{**recipe, **leg, "loss": recipe["loss"] | leg.get("loss", {})} for leg in changes]


def sources(shared: Path, corpus: Path | None, silver: Path | None = None) -> dict[str, list[Example]]:
    """All training examples by source name."""
    data = shared / "data"
    code = word_coder()
    tags = names.gmb(data)
    ewt = treebanks.ewt(data, "train")
    out = {
        "claims": [claims.example(r, code, tags) for r in claims.reports(shared / "gold" / "train.jsonl")],
        "ewt": ewt,
        "gum": treebanks.gum(data, "train", uner=ewt),
        "wikigold": names.wikigold(data),
        "crossner": names.crossner(data, "train"),
    }
    if corpus is not None and corpus.exists():
        out["corpus"] = [claims.example(r, code) for r in claims.reports(corpus)]
    if silver is not None:
        out["silver"] = teach.read(silver)
    return out


def epoch_of(
    found: dict[str, list[Example]], recipe: dict[str, Any], epoch: int, epochs: int, pieces: WordPieces, other: rename.Pool
) -> list[list[Example]]:
    """The batches of one pass; a source with fewer passes is spread over the run by taking a share of it each time."""
    rng = random.Random(recipe["seed"] + epoch)
    chosen: list[Example] = []
    for source, examples in sorted(found.items()):
        share = recipe["epochs"].get(source, 0) / epochs
        order = sorted(range(len(examples)), key=lambda i: random.Random(i * 7919 + recipe["seed"]).random())
        first = int(epoch * share * len(order))
        take = [examples[order[i % len(order)]] for i in range(first, int((epoch + 1) * share * len(order)))]
        if source in ("claims", "corpus", "silver"):
            chosen += [_relaid(e, rng, recipe["join_lines"]) for e in take]
        else:
            chosen += [rename.renamed(e, other, recipe.get("rename", 0.0), rng) for e in take]
    return batches(windows(chosen, pieces, recipe["longest"], rng), pieces, recipe["batch"], rng)


def _relaid(e: Example, rng: random.Random, share: float) -> Example:
    """The example with its line breaks turned into spaces, `share` of the time."""
    if rng.random() > share:
        return e
    out = Example(**{f: getattr(e, f) for f in e.__dataclass_fields__})
    out.gaps = [1 if g == 2 else g for g in e.gaps]
    return out


def collate(
    batch: list[Example], pieces: WordPieces, longest: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor | None]:
    """Padded piece numbers, features, first pieces and the attention mask (None when nothing is padded)."""
    rows = [encode(e, pieces, 512 if longest > 500 else longest * 2) for e in batch]
    wide, many = max(len(r[0]) for r in rows), max(len(r[2]) for r in rows)
    ids = torch.zeros(len(rows), wide, dtype=torch.long)
    feats = torch.zeros(len(rows), wide, dtype=torch.long)
    first = torch.zeros(len(rows), many, dtype=torch.long)
    mask = torch.full((len(rows), 1, 1, wide), -1e4)
    for i, (a, b, c) in enumerate(rows):
        ids[i, : len(a)], feats[i, : len(b)], first[i, : len(c)] = torch.tensor(a), torch.tensor(b), torch.tensor(c)
        mask[i, :, :, : len(a)] = 0
    return ids, feats, first, mask if any(len(r[0]) < wide for r in rows) else None


def _hidden(ids: torch.Tensor, share: float, pieces: WordPieces) -> torch.Tensor:
    """Piece numbers with a `share` of them unknown, so that the heads learn to read the surroundings too."""
    if not share:
        return ids
    chosen = (torch.rand(ids.shape) < share) & (ids != pieces.start) & (ids != pieces.end) & (ids != 0)
    return ids.masked_fill(chosen, pieces.unknown)


def optimiser(network: Network, recipe: dict[str, Any]) -> torch.optim.Optimizer:
    """AdamW with a lower rate for the encoder and no decay on vectors."""
    groups: list[dict[str, Any]] = []
    for encoder in (True, False):
        for decay in (True, False):
            chosen = [
                p
                for n, p in network.named_parameters()
                if (n.startswith("encoder.") == encoder and "encoder.feature" not in n) or (not encoder and "encoder.feature" in n)
                if (p.dim() > 1) == decay and p.requires_grad
            ]
            rate = recipe["encoder_rate"] if encoder else recipe["head_rate"]
            groups.append({"params": chosen, "lr": rate, "base": rate, "weight_decay": recipe["weight_decay"] if decay else 0.0})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98))


def rate_at(step: int, total: int, warmup: float) -> float:
    """Share of the full learning rate: linear up, then down by a half cosine to 2 %."""
    up = max(1, int(total * warmup))
    if step < up:
        return (step + 1) / up
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - up) / max(1, total - up)))


def train(args: argparse.Namespace) -> None:
    """Run the recipe from the last checkpoint to the end."""
    recipe = legs(args.recipe, teacher=args.large is not None)[args.leg - 1]
    torch.manual_seed(recipe["seed"])
    torch.set_num_threads(args.threads)
    args.run.mkdir(parents=True, exist_ok=True)
    pieces = WordPieces.load(args.encoder / "vocab.txt")
    found = sources(args.data, args.corpus, args.silver)
    if args.without:
        found["claims"] = [e for i, e in enumerate(found["claims"]) if i % 5 != args.without - 1]
    label_sets = labels.collect(e for v in found.values() for e in v)
    labels.save(label_sets, args.run / "labels.json")
    table = labels.lemma_table([*found["ewt"], *found["gum"]])
    (args.run / "lemmas.json").write_text(json.dumps(table, ensure_ascii=False, indent=0), encoding="utf-8")
    network = Network(label_sets, "small" if args.large is None else "large")
    if args.large is None:
        network.encoder.load_minilm(args.encoder / "model.safetensors")
    else:
        network.encoder.load_mpnet(args.large / "model.safetensors")
    if args.start:
        _start_from(network, label_sets, args.start)
    network.encoder.freeze(recipe.get("freeze_words", False), recipe.get("freeze_layers", 0))
    losses = Losses(network, label_sets)
    opt = optimiser(network, recipe)
    epochs = max(recipe["epochs"].values())
    other = rename.pool((e for v in found.values() for e in v), TABLES)
    plan = [epoch_of(found, recipe, e, epochs, pieces, other) for e in range(epochs)]
    total = sum(map(len, plan))
    step = _resume(args.run, network, opt)
    began, seen, sums = time.time(), 0, Counter[str]()
    network.train()
    for number, batch in enumerate(b for epoch in plan for b in epoch):
        if number < step:
            continue
        ids, feats, first, mask = collate(batch, pieces, recipe["longest"])
        ids = _hidden(ids, recipe.get("hide", 0.0), pieces)
        with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):  # for processors that multiply in bf16
            vectors = network.tokens(ids, feats, first, mask)
        parts = losses.of(batch, vectors.float())
        loss = sum(recipe["loss"][k] * v for k, v in parts.items())
        for group in opt.param_groups:
            group["lr"] = group["base"] * rate_at(number, total, recipe["warmup"])
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        opt.step()
        seen += ids.numel()
        sums.update(
            {k: float(v.detach()) for k, v in parts.items()},
        )
        sums.update({"n." + k: 1 for k in parts})
        if number % 50 == 49:
            means = {k: round(sums[k] / sums["n." + k], 4) for k in sorted(sums) if not k.startswith("n.")}
            row = {"step": number + 1, "of": total, "pieces/s": round(seen / (time.time() - began)), **means}
            with open(args.run / "log.txt", "a", encoding="utf-8") as log:
                log.write(json.dumps(row) + "\n")
            sums.clear()
        if (number + 1) % SAVE_EVERY == 0:
            _save(args.run, network, opt, number + 1)
    torch.save(network.state_dict(), args.run / "weights.pt")


def _start_from(network: Network, label_sets: dict[str, list[str]], run: Path) -> None:
    """Take over from an earlier run every weight whose shape and labels are the same; the rest starts afresh."""
    before = json.loads((run / "labels.json").read_text(encoding="utf-8"))
    changed = {name for name in label_sets if before.get(name) != label_sets[name]}
    mine = network.state_dict()
    heads = {n: "label" if n == "deprel" else "link" if n == "role" else n for n in changed}
    for name, value in weights_of(run).items():
        part = name.split(".")[1] if name.startswith("heads.") else name.split(".")[0]
        stale = any(part == h or part.endswith("_" + h) for h in heads.values())
        if name in mine and mine[name].shape == value.shape and not stale:
            mine[name] = value
    network.load_state_dict(mine)


def _save(run: Path, network: Network, opt: torch.optim.Optimizer, step: int) -> None:
    torch.save({"network": network.state_dict(), "opt": opt.state_dict(), "step": step}, run / "checkpoint.tmp")
    (run / "checkpoint.tmp").replace(run / "checkpoint.pt")


def _resume(run: Path, network: Network, opt: torch.optim.Optimizer) -> int:
    if not (run / "checkpoint.pt").exists():
        return 0
    state = torch.load(run / "checkpoint.pt")
    network.load_state_dict(state["network"])
    opt.load_state_dict(state["opt"])
    return int(state["step"])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument(
        "--encoder", type=Path, required=True, help="folder with model.safetensors and vocab.txt of the start encoder"
    )
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--recipe", type=Path, default=Path("training/recipe.yaml"))
    parser.add_argument("--leg", type=int, default=1, help="number of the recipe's leg, from 1")
    parser.add_argument("--large", type=Path, help="train the teacher: folder of the large start encoder")
    parser.add_argument("--corpus", type=Path, help="the written corpus as gold JSONL")
    parser.add_argument("--silver", type=Path, help="news text that a teacher labelled (training.teach)")
    parser.add_argument("--start", type=Path, help="a finished run to go on from")
    parser.add_argument("--without", type=int, default=0, help="leave out fold N (1 to 5) of the coded blocks")
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
