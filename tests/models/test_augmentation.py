"""Shifts and strands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from motiflens.models.augmentation import as_stored, drawn
from motiflens.models.cutting import Cutter
from motiflens.sequences.onehot import reverse_complement
from motiflens.store.windows import Windows
from store.examples import make_windows

ALL = np.arange(12)


def _windows(window: int = 20, max_offset: int = 3, seed: int = 0) -> Windows:
    return make_windows(n=12, window=window, max_offset=max_offset, seed=seed)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 12), st.integers(0, 6), st.booleans(), st.booleans(), st.integers(0, 99))
def test_a_window_is_one_of_its_context_on_either_strand(
    window: int, max_offset: int, shift: bool, both: bool, seed: int
) -> None:
    windows = _windows(window, max_offset, seed)
    rng = np.random.default_rng(seed)
    cuts = drawn(windows, ALL, rng, shift=shift, reverse_complement=both)
    shown = Cutter(windows).codes(cuts).numpy()
    for row, context, own in zip(shown, windows.codes, windows.offset, strict=True):
        starts = range(2 * max_offset + 1) if shift else [own]
        forward = [context[start : start + window] for start in starts]
        allowed = forward + [reverse_complement(cut) for cut in forward if both]
        assert any(np.array_equal(row, cut) for cut in allowed)


def test_windows_as_stored_are_at_their_own_offsets() -> None:
    windows, rows = _windows(), np.array([3, 1, 7])
    shown = Cutter(windows).codes(as_stored(windows, rows)).numpy()
    np.testing.assert_array_equal(shown, windows.window_codes()[rows])


def test_every_offset_comes_equally_often_and_half_are_turned() -> None:
    windows, n = _windows(max_offset=2), 20_000
    rows = np.zeros(n, np.int64)
    cuts = drawn(windows, rows, np.random.default_rng(0), shift=True, reverse_complement=True)
    counts = np.bincount(cuts.start, minlength=5)
    assert (np.abs(counts - n / 5) < 5 * np.sqrt(n * 0.2 * 0.8)).all()
    assert np.abs(cuts.flipped.sum() - n / 2) < 5 * np.sqrt(n / 4)


def test_the_data_set_is_left_as_it_was() -> None:
    windows = _windows()
    before = windows.codes[ALL].copy()
    cuts = drawn(windows, ALL, np.random.default_rng(0), shift=True, reverse_complement=True)
    Cutter(windows).codes(cuts)
    np.testing.assert_array_equal(windows.codes[ALL], before)


def test_reads_go_with_their_bases_to_the_other_strand() -> None:
    """Where every A of the + strand has a read on +, every T has one on - after a turn."""
    windows = _windows(window=20, max_offset=3)
    codes = windows.codes[ALL]
    plus, minus, other = (codes == 0), (codes == 1), (codes == 2)
    # The output is as long as the window here, so that codes and reads are cut alike.
    reads = np.stack([plus, minus, other], axis=1).astype(np.float32)
    windows = replace(
        windows, readout="profiles", profiles=reads, control=reads, tracks=(2, 1), output_window=20
    )
    cuts = drawn(windows, ALL, np.random.default_rng(1), shift=True, reverse_complement=True)
    assert cuts.flipped.any()
    cutter = Cutter(windows)
    shown, truth = cutter.codes(cuts).numpy(), cutter.truth(cuts).numpy()
    control = cutter.control(cuts)
    assert control is not None
    for row, flipped in enumerate(cuts.flipped):
        bases = (2, 3, 1) if flipped else (0, 1, 2)
        np.testing.assert_array_equal(truth[row], np.stack([shown[row] == base for base in bases]))
        # Tracks that are no strands of a task keep their places.
        kept = (3, 2, 1) if flipped else (0, 1, 2)
        np.testing.assert_array_equal(
            control[row].numpy(), np.stack([shown[row] == base for base in kept])
        )
