"""The recipe: legs lie over what holds for all."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the training extra is not installed")

from training.train import legs

RECIPE = Path(__file__).parents[2] / "training" / "recipe.yaml"
LOSSES = {
    "start", "upos", "xpos", "feats", "lemma", "arc", "label", "entity", "news_entity", "wiki_entity", "event", "mode", "auxiliary",
    "context", "link", "sector", "kind", "anchor",
}  # fmt: skip


@pytest.mark.parametrize("teacher", [False, True])
def test_every_leg_has_all_it_needs(teacher: bool) -> None:
    found = legs(RECIPE, teacher)
    assert found
    for leg in found:
        assert set(leg["loss"]) >= LOSSES
        assert leg.keys() >= {"seed", "batch", "longest", "encoder_rate", "head_rate", "warmup", "epochs", "join_lines"}
    assert len({leg["seed"] for leg in found}) == len(found)


def test_a_leg_changes_only_what_it_says() -> None:
    first, third = legs(RECIPE)[0], legs(RECIPE)[2]
    assert (first["loss"]["start"], third["loss"]["start"]) == (1.0, 0.5)
    assert first["loss"]["mode"] == third["loss"]["mode"]
