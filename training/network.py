"""The network: a BERT-shaped encoder with case and gap features, and heads on the first piece of each token.

Token heads are one linear layer each. Pair heads project token vectors once and score pairs bilinearly:
  arc, label   dependency tree (within a sentence)
  link         trigger × token: is the token in a mention that fills a role of the act
  anchor       mention or trigger side × token: which token's code is the participant's code; the first column is "none"
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from whimbrel.annotate.distance import CLASSES
from whimbrel.annotate.wordpieces import FEATURES

TOKEN_HEADS = ("start", "upos", "xpos", "feats", "lemma", "entity", "news_entity", "wiki_entity", "event")
TRAINING_ONLY = ("wiki_entity",)  # teaches the encoder; not exported
TRIGGER_HEADS = ("mode", "auxiliary", "context", "actor_implicit", "recipient_implicit")
PARTY_HEADS = ("sector", "kind")  # of a mention; and "actor_sector" … of an implicit participant
MPNET_SPECIAL = 4  # pieces before BERT's
MPNET_PIECES = {0: 1, 100: 3, 101: 0, 102: 2}  # BERT's [PAD], [UNK], [CLS], [SEP] to <pad>, <unk>, <s>, </s>
PROJECTIONS = {
    "arc_dep": 128, "arc_head": 128, "label_dep": 64, "label_head": 64, "link_trigger": 128, "link_token": 128,
    "anchor_mention": 96, "anchor_actor": 96, "anchor_recipient": 96, "anchor_token": 96,
}  # fmt: skip


class Shape(NamedTuple):
    """An encoder's sizes. `buckets` of relative distance have a bias in every attention (MPNet); 0 means none (BERT)."""

    width: int
    layers: int
    heads: int
    inner: int
    eps: float
    buckets: int


SHAPES = {"small": Shape(384, 6, 12, 1536, 1e-12, 0), "large": Shape(768, 12, 12, 3072, 1e-5, 32)}


class Layer(nn.Module):
    """One transformer layer (post-norm, as in BERT)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.heads = shape.heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=shape.eps)
        self.up = nn.Linear(width, shape.inner)
        self.down = nn.Linear(shape.inner, width)
        self.norm2 = nn.LayerNorm(width, eps=shape.eps)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        b, n, d = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) / math.sqrt(d // self.heads)
        if mask is not None:
            scores = scores + mask
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, n, d)
        x = self.norm1(x + self.drop(self.out(mixed)))
        out: Tensor = self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))
        return out


class Encoder(nn.Module):
    """Word pieces to vectors. Both shapes read the piece numbers of BERT's uncased vocabulary."""

    def __init__(self, shape: Shape, vocabulary: int = 30522) -> None:
        super().__init__()
        width = shape.width
        self.shape = shape
        self.word = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(512, width)
        self.feature = nn.Embedding(FEATURES, width)
        nn.init.normal_(self.feature.weight, std=0.01)
        self.norm = nn.LayerNorm(width, eps=shape.eps)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.relative = nn.Embedding(shape.buckets, shape.heads) if shape.buckets else None
        self.drop = nn.Dropout(0.1)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor | None = None) -> Tensor:
        x: Tensor = self.word(ids) + self.position.weight[: ids.shape[1]] + self.feature(features)
        x = self.drop(self.norm(x))
        if self.relative is not None:
            bias = self.relative(_buckets(ids.shape[1], self.shape.buckets)).permute(2, 0, 1)[None]
            mask = bias if mask is None else bias + mask
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def freeze(self, words: bool, layers: int) -> None:
        """Hold the word vectors and the lowest `layers` fixed."""
        self.word.weight.requires_grad_(not words)
        for layer in list(self.layers)[:layers]:
            layer.requires_grad_(False)

    def load_minilm(self, path: Path) -> None:
        """Start from all-MiniLM-L6-v2's safetensors."""
        w = load_file(path)
        with torch.no_grad():
            self.word.weight.copy_(w["embeddings.word_embeddings.weight"])
            self.position.weight.copy_(w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0])
            qkv = [f"attention.self.{n}" for n in ("query", "key", "value")]
            self._copy_layers(w, qkv, "attention.output.dense", "attention.output")

    def load_mpnet(self, path: Path) -> None:
        """Start from all-mpnet-base-v2's safetensors. Its vocabulary is BERT's behind four special pieces of its own, which
        stand here where BERT has the pieces of the same use; its positions begin at 2."""
        w = load_file(path)
        words = w["embeddings.word_embeddings.weight"]
        with torch.no_grad():
            self.word.weight.copy_(words[MPNET_SPECIAL : MPNET_SPECIAL + len(self.word.weight)])
            for bert, mpnet in MPNET_PIECES.items():
                self.word.weight[bert] = words[mpnet]
            self.position.weight.copy_(w["embeddings.position_embeddings.weight"][2:])
            assert self.relative is not None
            self.relative.weight.copy_(w["encoder.relative_attention_bias.weight"])
            self._copy_layers(w, [f"attention.attn.{n}" for n in "qkv"], "attention.attn.o", "attention")

    def _copy_layers(self, w: dict[str, Tensor], qkv: list[str], out: str, after: str) -> None:
        _copy(self.norm, w, "embeddings.LayerNorm")
        for i, layer in enumerate(self.layers):
            assert isinstance(layer, Layer)
            p = f"encoder.layer.{i}."
            layer.qkv.weight.copy_(torch.cat([w[f"{p}{n}.weight"] for n in qkv]))
            layer.qkv.bias.copy_(torch.cat([w[f"{p}{n}.bias"] for n in qkv]))
            for mine, theirs in (
                (layer.out, out), (layer.norm1, f"{after}.LayerNorm"),
                (layer.up, "intermediate.dense"), (layer.down, "output.dense"), (layer.norm2, "output.LayerNorm"),
            ):  # fmt: skip
                _copy(mine, w, p + theirs)


def _buckets(length: int, buckets: int) -> Tensor:
    """Number of the bucket of each pair of positions, as MPNet (and T5) have it: near distances one by one, far ones by their
    logarithm up to 128, the two directions apart."""
    apart = torch.arange(length)[:, None] - torch.arange(length)[None, :]
    half = buckets // 2
    exact = half // 2
    size = apart.abs()
    far = exact + (torch.log(size.clamp(min=1).float() / exact) / math.log(128 / exact) * (half - exact)).long()
    return (apart < 0).long() * half + torch.where(size < exact, size, far.clamp(max=half - 1))


def _copy(module: nn.Linear | nn.LayerNorm, weights: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(weights[name + ".weight"])
    module.bias.copy_(weights[name + ".bias"])


class Network(nn.Module):
    """Encoder and heads. `sizes[head]` is its number of labels."""

    def __init__(self, labels: dict[str, list[str]], shape: str = "small") -> None:
        super().__init__()
        self.encoder = Encoder(SHAPES[shape])
        sizes = {n: len(labels[n]) for n in (*TOKEN_HEADS, "mode", "auxiliary", "context", "sector", "kind")}
        sizes.update(actor_implicit=1, recipient_implicit=1)
        for side in ("actor", "recipient"):
            for head in PARTY_HEADS:
                sizes[f"{side}_{head}"] = sizes[head]
        self.sizes = sizes
        width = SHAPES[shape].width
        self.heads = nn.ModuleDict({n: nn.Linear(width, k) for n, k in sizes.items()})
        self.projections = nn.ModuleDict({n: nn.Linear(width, k) for n, k in PROJECTIONS.items()})
        self.arc = Bilinear(128, 1)
        self.label = Bilinear(64, len(labels["deprel"]))
        self.link = Link(128, len(labels["role"]))
        self.anchor_near = nn.ParameterDict({n: nn.Parameter(torch.zeros(CLASSES)) for n in ("mention", "actor", "recipient")})
        self.anchor_none = nn.ParameterDict({n: nn.Parameter(torch.zeros(96)) for n in ("mention", "actor", "recipient")})
        self.drop = nn.Dropout(0.25)

    def tokens(self, ids: Tensor, features: Tensor, first: Tensor, mask: Tensor | None) -> Tensor:
        """Vectors of tokens: the last layer at each token's first piece."""
        x = self.encoder(ids, features, mask)
        index = first.unsqueeze(-1).expand(-1, -1, x.shape[-1])
        out: Tensor = self.drop(x.gather(1, index))
        return out

    def project(self, name: str, vectors: Tensor) -> Tensor:
        """A pair head's view of token vectors."""
        return F.gelu(self.projections[name](vectors))


class Link(nn.Module):
    """Scores of trigger × token for each role: a bilinear form, and a layer that sees both and how far apart they stand."""

    def __init__(self, width: int, outputs: int) -> None:
        super().__init__()
        self.form = Bilinear(width, outputs)
        self.left = nn.Linear(width, width)
        self.right = nn.Linear(width, width, bias=False)
        self.near = nn.Embedding(CLASSES, width)
        self.out = nn.Linear(width, outputs)
        nn.init.constant_(self.out.bias, -3.0)  # most tokens fill no role

    def forward(self, trigger: Tensor, token: Tensor, near: Tensor) -> Tensor:
        """[a, width], [b, width] and distance classes [a, b] to [outputs, a, b]."""
        both = F.gelu(self.left(trigger)[:, None] + self.right(token)[None] + self.near(near), approximate="tanh")
        scores: Tensor = self.form(trigger, token) + self.out(both).permute(2, 0, 1)
        return scores


class Bilinear(nn.Module):
    """Scores of pairs: left · W · right + left · u + right · v + b for each output."""

    def __init__(self, width: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(outputs, width + 1, width + 1))
        nn.init.normal_(self.weight, std=1.0 / width)

    def forward(self, left: Tensor, right: Tensor) -> Tensor:
        """[…, a, width] and […, b, width] to [outputs, a, b] (inputs of two dimensions)."""
        return torch.einsum("aw,owv,bv->oab", one(left), self.weight, one(right))

    def rows(self, left: Tensor, right: Tensor) -> Tensor:
        """Row by row: [n, width] and [n, width] to [n, outputs]."""
        half = torch.einsum("nw,owv->nov", one(left), self.weight)
        return torch.einsum("nov,nv->no", half, one(right))


def weights_of(run: Path) -> dict[str, Tensor]:
    """The weights of a finished run, or those of its last checkpoint."""
    path = run / "weights.pt"
    state: dict[str, Tensor] = torch.load(path) if path.exists() else torch.load(run / "checkpoint.pt")["network"]
    return state


def one(x: Tensor) -> Tensor:
    """A column of ones added."""
    return torch.cat([x, torch.ones_like(x[..., :1])], -1)
