"""A teacher's labels: what is written is what is read, and what the student learns from it."""

from __future__ import annotations

import gzip
import json
from dataclasses import asdict
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="the training extra is not installed")

from training.examples import Example, Trigger, cut  # noqa: E402
from training.labels import EVENTS, NONE  # noqa: E402
from training.losses import Losses  # noqa: E402
from training.teach import example, read  # noqa: E402


def taught() -> Example:
    """Two sentences with one act and one doubtful word."""
    e = example(["Kenya accused Uganda .", "It left ."], line_breaks=False)
    links: dict[str, set[int]] = {"actor": {0}, "recipient": {2}}
    e.triggers = [Trigger(1, "ACCUSE", (), (), (), links, {"recipient": (None, None)})]
    e.event_odds = {1: [0.1, *[0.0] * 8, 0.9, *[0.0] * 7], 5: [0.7, 0.3, *[0.0] * 15]}
    return e


def test_blocks_become_examples_with_their_sentences() -> None:
    e = example(["Kenya accused Uganda .", "It left ."], line_breaks=True)
    assert e.sentence_start == [1, 0, 0, 0, 1, 0, 0]
    assert e.gaps[4] == 2 and example(["A .", "B ."], line_breaks=False).gaps[2] == 1


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "silver.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.write(json.dumps({k: v for k, v in asdict(taught()).items() if v is not None}, default=sorted) + "\n")
    (found,) = read(path)
    assert found.triggers is not None and found.triggers[0].links == {"actor": {0}, "recipient": {2}}
    assert found.event_odds == taught().event_odds and found.words == taught().words


def test_odds_move_with_the_tokens() -> None:
    assert cut(taught(), 4, 7).event_odds == {1: taught().event_odds[5]}  # type: ignore[index]


def test_a_token_learns_the_teachers_odds_and_others_that_they_name_no_act() -> None:
    losses = Losses.__new__(Losses)
    losses.number = {"event": {name: i for i, name in enumerate([NONE, *EVENTS])}}
    rows, odds = losses._event_odds([Example("ewt", ["x"], [1]), taught()]) or pytest.fail("no event labels")
    assert rows.tolist() == list(range(1, 8))  # the first example has no event labels
    assert odds.sum(1).allclose(torch.ones(7))
    assert odds[0, 0] == 1.0 and odds[1, 9] == pytest.approx(0.9) and odds[5, 1] == pytest.approx(0.3)
