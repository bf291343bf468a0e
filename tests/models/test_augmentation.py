"""Shifts and strands."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from motiflens.models.augmentation import Augmentation
from motiflens.sequences.onehot import reverse_complement


def _contexts(n: int, length: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 5, (n, length)).astype(np.uint8)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 12), st.integers(0, 6), st.booleans(), st.booleans(), st.integers(0, 99))
def test_a_window_is_one_of_its_context_on_either_strand(
    window: int, max_offset: int, shift: bool, both: bool, seed: int
) -> None:
    codes = _contexts(9, window + 2 * max_offset, seed)
    rng = np.random.default_rng(seed)
    offset = rng.integers(0, 2 * max_offset + 1, 9).astype(np.int32)
    drawn = Augmentation(window, max_offset, shift, both)(codes, offset, rng)
    for row, context, own in zip(drawn, codes, offset, strict=True):
        starts = range(2 * max_offset + 1) if shift else [own]
        forward = [context[start : start + window] for start in starts]
        allowed = forward + [reverse_complement(cut) for cut in forward if both]
        assert any(np.array_equal(row, cut) for cut in allowed)


def test_without_either_windows_are_as_they_are_stored() -> None:
    codes = _contexts(5, 20, 0)
    offset = np.array([0, 3, 5, 8, 10], np.int32)
    drawn = Augmentation(10, 5, False, False)(codes, offset, np.random.default_rng(0))
    expected = [row[start : start + 10] for row, start in zip(codes, offset, strict=True)]
    np.testing.assert_array_equal(drawn, expected)


def test_every_offset_comes_equally_often_and_half_are_turned() -> None:
    n, max_offset = 20_000, 2
    codes = np.tile(np.array([0, 1, 2, 3, 4], np.uint8), (n, 1))
    drawn = Augmentation(1, max_offset, True, False)(
        codes, np.zeros(n, np.int32), np.random.default_rng(0)
    )
    counts = np.bincount(drawn[:, 0], minlength=5)
    assert (np.abs(counts - n / 5) < 5 * np.sqrt(n * 0.2 * 0.8)).all()

    turned = Augmentation(5, 0, False, True)(codes, np.zeros(n, np.int32), np.random.default_rng(0))
    is_turned = (turned == reverse_complement(codes)).all(axis=1)
    assert np.abs(is_turned.sum() - n / 2) < 5 * np.sqrt(n / 4)


def test_the_data_set_is_left_as_it_was() -> None:
    codes = _contexts(8, 12, 0)
    before = codes.copy()
    Augmentation(12, 0, True, True)(codes, np.zeros(8, np.int32), np.random.default_rng(0))
    np.testing.assert_array_equal(codes, before)
