"""The network's two shapes, where torch is installed (the training extra)."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the training extra is not installed")

from training.network import SHAPES, Encoder, Shape, _buckets  # noqa: E402


def test_relative_buckets_tell_near_distances_and_directions_apart() -> None:
    table = _buckets(300, 32)
    assert table[10, 10] == 0
    assert len({int(table[10, j]) for j in range(3, 18)}) == 15
    assert int(table.max()) == 31
    assert int(table[299, 0]) == 15 and int(table[0, 299]) == 31


@pytest.mark.parametrize("buckets", [0, 8])
def test_padding_changes_nothing(buckets: int) -> None:
    torch.manual_seed(1)
    encoder = Encoder(Shape(24, 2, 2, 48, 1e-5, buckets), vocabulary=50).eval()
    ids, features = torch.tensor([[3, 4, 5, 6]]), torch.zeros(1, 4, dtype=torch.long)
    mask = torch.zeros(1, 1, 1, 6)
    mask[..., 4:] = -1e4
    alone = encoder(ids, features)
    padded = encoder(torch.tensor([[3, 4, 5, 6, 0, 0]]), torch.zeros(1, 6, dtype=torch.long), mask)
    assert torch.allclose(alone, padded[:, :4], atol=1e-5)


def test_the_student_has_no_relative_bias() -> None:
    assert SHAPES["small"].buckets == 0 and SHAPES["large"].buckets == 32
