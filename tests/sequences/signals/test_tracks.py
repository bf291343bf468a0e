from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from motiflens.sequences.signals.tracks import BothStrands, Stacked, Summed


@dataclass(frozen=True)
class _Known:
    values: np.ndarray

    @property
    def tracks(self) -> int:
        return len(self.values)

    def reads(self, chrom: str, start: int, end: int) -> np.ndarray:
        assert chrom == "chr1"
        return self.values[:, start:end]


def _known(tracks: int, seed: int) -> _Known:
    return _Known(np.random.default_rng(seed).random((tracks, 9)).astype(np.float32))


def test_stacked_tracks_follow_each_other():
    parts = [_known(2, 0), _known(1, 1)]
    stacked = Stacked(parts)
    assert stacked.tracks == 3
    expected = [*parts[0].values[:, 2:7], parts[1].values[0, 2:7]]
    np.testing.assert_array_equal(stacked.reads("chr1", 2, 7), expected)


def test_replicates_are_added_track_by_track_and_left_as_they_were():
    parts = [_known(2, seed) for seed in range(3)]
    before = [part.values.copy() for part in parts]
    summed = Summed(parts)
    assert summed.tracks == 2
    expected = sum(part.values[:, 1:8] for part in parts)
    np.testing.assert_allclose(summed.reads("chr1", 1, 8), expected, rtol=1e-6)
    for part, values in zip(parts, before, strict=True):
        np.testing.assert_array_equal(part.values, values)


def test_both_strands_are_one_track():
    part = _known(2, 4)
    both = BothStrands(part)
    assert both.tracks == 1
    np.testing.assert_allclose(both.reads("chr1", 0, 9)[0], part.values.sum(axis=0), rtol=1e-6)
