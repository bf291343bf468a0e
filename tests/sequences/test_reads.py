"""Reads of rows: the middle of each context, whatever the offset; profiles with the codes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from motiflens.sequences.reads import counts, drop_outliers, profiles
from motiflens.sequences.rows import Geometry, Rows
from motiflens.sequences.signals.experiment import Experiment
from motiflens.store.windows import Dropped

LENGTHS = {"chr1": 1000}
VALUES = np.random.default_rng(0).poisson(3, (3, 1000)).astype(np.float32)


@dataclass(frozen=True)
class _Part:
    first: int
    tracks: int

    def reads(self, chrom: str, start: int, end: int) -> np.ndarray:
        return VALUES[self.first : self.first + self.tracks, start:end]


EXPERIMENT = Experiment([_Part(0, 2), _Part(2, 1)], [], [])


def _rows(centres: list[int], geometry: Geometry, seed: int = 0) -> Rows:
    n = len(centres)
    offset = np.random.default_rng(seed).integers(0, 2 * geometry.max_offset + 1, n)
    first = np.array(centres) - geometry.window // 2 - geometry.max_offset
    blank = np.array([f"r{i}" for i in range(n)])
    return Rows(
        codes=np.zeros((n, geometry.context), dtype=np.uint8),
        offset=offset.astype(np.int32),
        labels=np.ones((n, 2), dtype=np.int8),
        chrom=np.full(n, "chr1"),
        start=first + offset,
        group=np.arange(n),
        name=blank,
        source=blank,
        line=np.arange(n),
        region=blank,
    )


@pytest.mark.parametrize("geometry", [Geometry(60, 10, 40), Geometry(61, 7, 31)])
def test_counts_are_of_the_bases_round_the_centre_at_any_offset(geometry):
    centres = [100, 500, 505, 900]
    half = geometry.output // 2
    expected = [
        [VALUES[:2, c - half : c - half + geometry.output].sum(),
         VALUES[2, c - half : c - half + geometry.output].sum()]
        for c in centres
    ]  # fmt: skip
    for seed in range(3):
        found = counts(EXPERIMENT, _rows(centres, geometry, seed), geometry, LENGTHS)
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("geometry", [Geometry(60, 10, 40), Geometry(60, 10, 60)])
def test_a_profile_is_cut_with_the_offset_of_its_window(geometry):
    centres = [100, 40, 505, 980]
    rows = _rows(centres, geometry)
    found = profiles(EXPERIMENT.tasks, rows, geometry, LENGTHS)
    assert found.shape == (4, 3, geometry.output + 2 * geometry.max_offset)
    margin = (geometry.window - geometry.output) // 2
    for row, tracks in enumerate(found[np.arange(4)]):
        offset, start = int(rows.offset[row]), int(rows.start[row]) + margin
        for track in range(3):
            known = dict(enumerate(VALUES[track].tolist()))
            expected = [known.get(at, 0) for at in range(start, start + geometry.output)]
            assert tracks[track, offset : offset + geometry.output].tolist() == expected


def test_outliers_are_those_above_the_quantile_of_a_task():
    geometry = Geometry(60, 10, 40)
    rows = _rows(list(range(100, 900, 8)), geometry)
    labels = rows.labels.copy()
    labels[50:, 0] = 0
    rows = Rows(**{**rows.__dict__, "labels": labels})
    totals = np.stack([np.arange(100), np.zeros(100)], axis=1).astype(np.float32)
    dropped: list[Dropped] = []
    kept = drop_outliers(rows, totals, 0.9, dropped)
    # Of the task's 50 regions, 0 to 49, 45 is the next above the quantile .9.
    assert kept.name.tolist() == [f"r{i}" for i in range(46)]
    assert {row.reason for row in dropped} == {"more reads than 90 % of a task's regions have"}


def test_of_few_regions_none_is_an_outlier():
    rows = _rows([100, 200, 300], Geometry(60, 10, 40))
    totals = np.array([[1, 2], [900, 2], [3, 2]], dtype=np.float32)
    assert len(drop_outliers(rows, totals, 0.9999, [])) == 3
