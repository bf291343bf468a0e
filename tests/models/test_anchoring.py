"""Anchors: the reference, and negatives drawn towards it."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from motiflens.models.anchoring import draw_weights, n_anchors, towards_reference
from motiflens.models.encoding import one_hot

REFERENCE = torch.tensor([0.3, 0.2, 0.2, 0.3])


def _negatives(n: int, seed: int) -> torch.Tensor:
    codes = np.random.default_rng(seed).integers(0, 5, (n, 17)).astype(np.uint8)
    return one_hot(torch.from_numpy(codes))


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 9), st.integers(0, 999))
def test_every_column_is_a_distribution(n: int, seed: int) -> None:
    weights = torch.from_numpy(np.random.default_rng(seed).random(n, dtype=np.float32))
    anchors = towards_reference(_negatives(n, seed), weights, REFERENCE)
    assert (anchors >= 0).all()
    torch.testing.assert_close(anchors.sum(dim=1), torch.ones(n, 17))


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 999), st.floats(0, 1, width=32))
def test_it_is_the_line_from_the_reference_to_the_negative(seed: int, share: float) -> None:
    x = _negatives(3, seed)
    r = REFERENCE.view(4, 1)
    anchors = towards_reference(x, torch.full((3,), share), REFERENCE)
    for i in range(3):
        for position in range(17):
            column = x[i, :, position]
            known = bool(column.sum())
            expected = share * column + (1 - share) * r[:, 0] if known else r[:, 0]
            torch.testing.assert_close(anchors[i, :, position], expected)


def test_the_share_zero_is_the_reference_and_one_is_the_negative() -> None:
    x = _negatives(2, 0)
    anchors = towards_reference(x, torch.tensor([0.0, 1.0]), REFERENCE)
    assert torch.equal(anchors[0], REFERENCE.view(4, 1).expand(4, 17))
    known = x[1].sum(dim=0) == 1
    assert torch.equal(anchors[1][:, known], x[1][:, known])


def test_a_batch_of_64_gets_8() -> None:
    assert [n_anchors(n) for n in (1, 7, 8, 64, 65, 128)] == [1, 1, 1, 8, 8, 16]


def test_the_first_is_the_reference_and_the_others_are_uniform() -> None:
    rng = np.random.default_rng(0)
    weights = np.array([draw_weights(8, rng) for _ in range(2000)])
    assert (weights[:, 0] == 0).all()
    others = np.sort(weights[:, 1:].ravel())
    uniform = (np.arange(len(others)) + 0.5) / len(others)
    assert np.abs(others - uniform).max() < 2 / np.sqrt(len(others))
