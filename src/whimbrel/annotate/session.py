"""The shipped model: loading, checking, running. The only importer of onnxruntime."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnxruntime

from whimbrel.annotate.distance import classes
from whimbrel.annotate.wordpieces import WordPieces
from whimbrel.document import Floats, Ints, Window
from whimbrel.errors import ModelError

FILES = frozenset({"encoder.onnx", "pairs.npz", "labels.json", "lemmas.json", "vocab.txt"})
ANCHOR_SCALE = 5.0  # as in training/losses.py


class Release(msgspec.Struct):
    """release.json: the name of the weights, the SHA-256 of each file, and what makes a probability of these weights a confidence
    (see events.triggers.confidence)."""

    name: str
    files: dict[str, str]
    calibration: tuple[float, float] = (1.0, 0.0)


class Layout(msgspec.Struct):
    """labels.json: the order and size of all heads and projections, and label names."""

    heads: dict[str, int]
    projections: dict[str, int]
    labels: dict[str, list[str]]


class Model:
    """Encoder with heads. `run` is one encoder pass over one window; the rest reads its columns or scores pairs."""

    def __init__(self, folder: Path) -> None:
        self.release = self._checked(folder)
        layout = msgspec.json.decode((folder / "labels.json").read_bytes(), type=Layout)
        self.labels = layout.labels
        self._head_columns = _columns(layout.heads)
        self._projection_columns = _columns(layout.projections)
        with np.load(folder / "pairs.npz") as arrays:
            self._pairs: dict[str, Floats] = {name: arrays[name] for name in arrays.files}
        self.lemmas = msgspec.json.decode((folder / "lemmas.json").read_bytes(), type=dict[str, str])
        self.pieces = WordPieces.load(folder / "vocab.txt")
        self._session = _session(folder / "encoder.onnx")

    @classmethod
    def shipped(cls) -> Model:
        """The model in the package; ModelError when it is missing or damaged."""
        with as_file(files("whimbrel").joinpath("model")) as folder:
            return cls(folder)

    @staticmethod
    def _checked(folder: Path) -> Release:
        path = folder / "release.json"
        if not path.exists():
            raise ModelError(f"no model in {folder}: install the package again, or name a folder of exported weights")
        release = msgspec.json.decode(path.read_bytes(), type=Release)
        missing = sorted(FILES - set(release.files))
        if missing:
            raise ModelError(f"release {release.name} does not name {', '.join(missing)}: install the package again")
        for name, want in sorted(release.files.items()):
            part = folder / name
            if not part.exists() or hashlib.sha256(part.read_bytes()).hexdigest() != want:
                raise ModelError(
                    f"model file {name} is missing or not the one of release {release.name}: install the package again"
                )
        return release

    def run(self, ids: Sequence[int], features: Sequence[int], first: Sequence[int]) -> tuple[Floats, Floats, Floats]:
        """One window: logits [tokens, labels of all heads], projections [tokens, widths of all projections] and vectors."""
        feed = {"ids": np.array(ids, np.int64), "features": np.array(features, np.int64), "first": np.array(first, np.int64)}
        logits, projections, vectors = self._session.run(["logits", "projections", "vectors"], feed)
        return logits, projections, vectors

    def head(self, name: str, window: Window) -> Floats:
        """Logits of one token head, all rows of the window."""
        return np.asarray(window.logits[:, self._head_columns[name]])

    def project(self, name: str, window: Window) -> Floats:
        """One projection, all rows of the window."""
        return np.asarray(window.projections[:, self._projection_columns[name]])

    def arcs(self, window: Window, rows: slice) -> Floats:
        """Scores [dependent, head] within a stretch of rows; the diagonal is the score of being a root."""
        scores = _bilinear(self.project("arc_dep", window)[rows], self._pairs["arc"], self.project("arc_head", window)[rows])
        return np.asarray(scores[0])

    def relations(self, window: Window, rows: slice, heads: Ints) -> Ints:
        """Number of the best relation of each row to its head (rows of the same stretch)."""
        left = _one(self.project("label_dep", window)[rows])
        right = _one(self.project("label_head", window)[rows])[heads]
        weight = self._pairs["label"]
        half = (left @ weight.transpose(1, 0, 2).reshape(left.shape[1], -1)).reshape(len(left), weight.shape[0], -1)
        scores = np.einsum("nov,nv->no", half, right)
        return np.asarray(scores.argmax(1), dtype=np.int32)

    def link(self, window: Window, rows: Ints, sentence: Ints) -> Floats:
        """Probabilities [roles, len(rows), window rows] that a token is in a mention with a role of the act at a row."""
        p = self._pairs
        left, right = self.project("link_trigger", window)[rows], self.project("link_token", window)
        near = classes(rows, np.arange(len(right), dtype=np.int32), sentence)
        first = left @ p["link_left"].T + p["link_left_bias"]
        second = right @ p["link_right"].T
        scores = _bilinear(left, p["link"], right)
        for i in range(len(rows)):  # row by row: the table of all pairs would be large
            both = _gelu(first[i] + second + p["link_near"][near[i]])
            scores[:, i] += (both @ p["link_out"].T + p["link_out_bias"]).T
        return np.asarray(1.0 / (1.0 + np.exp(-scores)), dtype=np.float32)

    def anchor(self, window: Window, who: str, first: int, last: int, keys: Ints, sentence: Ints) -> Floats:
        """Probabilities over "none" and the rows `keys`: whose code a participant has (see document.Scorer)."""
        query = self._mention(window, first, last) if who == "mention" else self.project(f"anchor_{who}", window)[first]
        none = self._pairs[f"anchor_none_{who}"][None]
        table = np.concatenate([none, self.project("anchor_token", window)[keys]])
        scores = table @ query / ANCHOR_SCALE
        scores[1:] += self._pairs[f"anchor_near_{who}"][classes(np.array([first], np.int32), keys, sentence)[0]]
        odds = np.exp(scores - scores.max())
        return np.asarray(odds / odds.sum(), dtype=np.float32)

    def _mention(self, window: Window, first: int, last: int) -> Floats:
        """The projection of the mean of a mention's vectors, as in training."""
        mean = window.vectors[first:last].mean(0)
        return _gelu(self._pairs["anchor_mention_weight"] @ mean + self._pairs["anchor_mention_bias"])


def _session(path: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # N processes on N cores scale; threads inside one do not pay at this size
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.use_deterministic_compute = True
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelError(f"the encoder cannot be loaded ({type(error).__name__}): install the package again") from error


def _columns(sizes: dict[str, int]) -> dict[str, slice]:
    out, at = {}, 0
    for name, size in sizes.items():
        out[name] = slice(at, at + size)
        at += size
    return out


def _gelu(x: Floats) -> Floats:
    # The tanh form: within 0.001 of the exact one, and numpy has no erf.
    return np.asarray(0.5 * x * (1.0 + np.tanh(0.7978845608 * (x + 0.044715 * x**3))), dtype=np.float32)


def _one(x: Floats) -> Floats:
    return np.concatenate([x, np.ones((len(x), 1), np.float32)], 1)


def _bilinear(left: Floats, weight: Floats, right: Floats) -> Floats:
    """Scores [outputs, left rows, right rows]."""
    return np.asarray((_one(left) @ weight) @ _one(right).T, dtype=np.float32)
