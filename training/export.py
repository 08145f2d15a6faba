"""Weights to what ships: `python -m training.export --run RUN --encoder DIR --to src/whimbrel/model`.

The encoder with all token heads and projections becomes one ONNX graph with int8 weights (seven bits used, so that processors
without VNNI cannot saturate and every machine gets the same sums); activations are quantised over one window at a time, and a
window is never batched with another, so a prediction depends on nothing but its own window. Pair heads are small arrays.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.network import PROJECTIONS, TRAINING_ONLY, Network, weights_of

HEADS = 12
WEIGHT_MOST = 63  # seven bits: sums of pairs of products stay within 16 bits on every processor
Array = NDArray[Any]


class Graph:
    """Collects nodes and constants."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.count = 0

    def constant(self, value: Array, name: str) -> str:
        """Add a constant."""
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def node(self, kind: str, inputs: list[str], name: str | None = None, domain: str = "", **attributes: Any) -> str:
        """Add a node with one output; its name."""
        self.count += 1
        out = name or f"t{self.count}"
        self.nodes.append(helper.make_node(kind, inputs, [out], domain=domain, **attributes))
        return out

    def linear(self, x: str, weight: Array, bias: Array, name: str) -> str:
        """x · weightᵀ + bias, with weights in seven bits a column and the input quantised as it comes."""
        table = np.ascontiguousarray(weight.T)
        scale = (np.abs(table).max(0) / WEIGHT_MOST + 1e-12).astype(np.float32)
        w = self.constant(np.round(table / scale).astype(np.int8), name + ".w")
        return self.node(
            "DynamicQuantizeMatMul",
            [x, w, self.constant(scale, name + ".s"), "", self.constant(bias, name + ".b")],
            domain="com.microsoft",
        )

    def norm(self, x: str, layer: torch.nn.LayerNorm, name: str) -> str:
        """Layer normalisation."""
        scale = self.constant(_array(layer.weight), name + ".scale")
        return self.node(
            "LayerNormalization", [x, scale, self.constant(_array(layer.bias), name + ".shift")], axis=-1, epsilon=1e-12
        )


def _array(tensor: torch.Tensor) -> Array:
    return np.ascontiguousarray(tensor.detach().numpy().astype(np.float32))


def build(network: Network) -> onnx.ModelProto:
    """Inputs ids, features [pieces], first [tokens]; outputs logits [tokens, labels of all token heads in order] and
    projections [tokens, widths of all projections in order]."""
    g = Graph()
    encoder = network.encoder
    x = _embeddings(g, network)
    for i, layer in enumerate(encoder.layers):
        x = _layer(g, x, layer, f"l{i}")
    x = g.node("Squeeze", [x, g.constant(np.array([0]), "zero")])
    x = g.node("Gather", [x, "first"], axis=0)
    g.node("Identity", [x], "vectors")
    heads = [m for n, m in network.heads.items() if n not in TRAINING_ONLY]
    for out, modules in (("logits", heads), ("projected", list(network.projections.values()))):
        linear = [m for m in modules if isinstance(m, torch.nn.Linear)]  # all are
        weight = np.concatenate([_array(m.weight) for m in linear])
        bias = np.concatenate([_array(m.bias) for m in linear])
        y = g.linear(x, weight, bias, out)
        g.node("Identity", [y], "logits") if out == "logits" else g.node("Gelu", [y], "projections", domain="com.microsoft")
    graph = helper.make_graph(
        g.nodes,
        "encoder",
        [helper.make_tensor_value_info(n, TensorProto.INT64, [s]) for n, s in (("ids", "p"), ("features", "p"), ("first", "t"))],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["t", None]) for n in ("logits", "projections", "vectors")],
        g.constants,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def _embeddings(g: Graph, network: Network) -> str:
    encoder = network.encoder
    table = _array(encoder.word.weight)
    scale = np.abs(table).max(1, keepdims=True) / 127.0 + 1e-12
    rows = g.constant(np.round(table / scale).astype(np.int8), "words")
    found = g.node("Cast", [g.node("Gather", [rows, "ids"], axis=0)], to=TensorProto.FLOAT)
    words = g.node("Mul", [found, g.node("Gather", [g.constant(scale.astype(np.float32), "word.scale"), "ids"], axis=0)])
    feats = g.node("Gather", [g.constant(_array(encoder.feature.weight), "feature"), "features"], axis=0)
    length = g.node("Shape", ["ids"])
    zero, axis = g.constant(np.array([0]), "from"), g.constant(np.array([0]), "axis")
    places = g.node("Slice", [g.constant(_array(encoder.position.weight), "position"), zero, length, axis])
    x = g.node("Add", [g.node("Add", [words, feats]), places])
    x = g.norm(x, encoder.norm, "norm")
    return g.node("Unsqueeze", [x, g.constant(np.array([0]), "batch")])


def _layer(g: Graph, x: str, layer: Any, name: str) -> str:
    width = layer.out.weight.shape[0]
    qkv = g.linear(x, _array(layer.qkv.weight), _array(layer.qkv.bias), name + ".qkv")
    cuts = g.constant(np.array([width] * 3), name + ".cuts")
    names = [f"{name}.{n}" for n in "qkv"]
    g.nodes.append(helper.make_node("Split", [qkv, cuts], names, axis=-1))
    mixed = g.node("MultiHeadAttention", names, domain="com.microsoft", num_heads=HEADS)
    mixed = g.linear(mixed, _array(layer.out.weight), _array(layer.out.bias), name + ".out")
    x = g.norm(g.node("Add", [x, mixed]), layer.norm1, name + ".n1")
    up = g.linear(x, _array(layer.up.weight), _array(layer.up.bias), name + ".up")
    up = g.node("Gelu", [up], domain="com.microsoft")
    down = g.linear(up, _array(layer.down.weight), _array(layer.down.bias), name + ".down")
    return g.norm(g.node("Add", [x, down]), layer.norm2, name + ".n2")


def pairs(network: Network) -> dict[str, Array]:
    """The pair heads as arrays."""
    out = {n: _array(getattr(network, n).weight) for n in ("arc", "label")}
    link = network.link
    out.update(link=_array(link.form.weight), link_left=_array(link.left.weight), link_left_bias=_array(link.left.bias))
    out.update(link_right=_array(link.right.weight), link_near=_array(link.near.weight))
    out.update(link_out=_array(link.out.weight), link_out_bias=_array(link.out.bias))
    out.update({f"anchor_near_{n}": _array(p) for n, p in network.anchor_near.items()})
    mention = network.projections["anchor_mention"]
    assert isinstance(mention, torch.nn.Linear)  # applied to the mean of a mention's vectors, so not in the graph's rows
    out.update(anchor_mention_weight=_array(mention.weight), anchor_mention_bias=_array(mention.bias))
    out.update({f"anchor_none_{n}": _array(p) for n, p in network.anchor_none.items()})
    return out


def export(run: Path, encoder: Path, to: Path, name: str) -> None:
    """Write encoder.onnx, pairs.npz, labels.json, lemmas.json, vocab.txt and release.json (name and SHA-256 of each file)."""
    labels = json.loads((run / "labels.json").read_text(encoding="utf-8"))
    network = Network(labels)
    network.load_state_dict(weights_of(run))
    network.eval()
    to.mkdir(parents=True, exist_ok=True)
    onnx.save(build(network), to / "encoder.onnx")
    arrays: dict[str, Any] = pairs(network)
    np.savez(to / "pairs.npz", **arrays)
    shutil.copy(encoder / "vocab.txt", to / "vocab.txt")
    sizes = {n: k for n, k in network.sizes.items() if n not in TRAINING_ONLY}
    kept = {n: names for n, names in labels.items() if n not in TRAINING_ONLY}
    layout = {"heads": sizes, "projections": PROJECTIONS, "labels": kept}
    (to / "labels.json").write_text(json.dumps(layout, ensure_ascii=False, indent=0), encoding="utf-8")
    shutil.copy(run / "lemmas.json", to / "lemmas.json")
    files = ("encoder.onnx", "pairs.npz", "labels.json", "lemmas.json", "vocab.txt")
    sums = {f: hashlib.sha256((to / f).read_bytes()).hexdigest() for f in files}
    (to / "release.json").write_text(json.dumps({"name": name, "files": sums}, indent=1), encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=Path("src/whimbrel/model"))
    parser.add_argument("--name", default="whimbrel-small-3")
    a = parser.parse_args()
    export(a.run, a.encoder, a.to, a.name)


if __name__ == "__main__":
    main()
