"""Reads of the rows of a data set: totals of the middle of each window, or on each base of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.rows import Geometry, Rows, drop
from motiflens.sequences.signals.cutting import SignalRows
from motiflens.sequences.signals.experiment import Experiment
from motiflens.sequences.signals.signal import Signal
from motiflens.sequences.signals.tracks import Stacked
from motiflens.store.windows import Dropped

_PIECE = 4096


def profiles(
    signals: Sequence[Signal], rows: Rows, geometry: Geometry, lengths: Mapping[str, int]
) -> SignalRows:
    """Return (n, tracks, output + 2 max_offset) reads, read when rows of them are asked for.

    The window at offset o, like its codes, has its profile from column o on.
    """
    margin = (geometry.window - geometry.output) // 2
    start = rows.start - rows.offset + margin
    length = geometry.output + 2 * geometry.max_offset
    return SignalRows(Stacked(signals), lengths, rows.chrom, start, length)


def counts(
    experiment: Experiment, rows: Rows, geometry: Geometry, lengths: Mapping[str, int]
) -> NDArray[np.float32]:
    """Return (n, tasks) reads on the middle ``output`` bases of each context.

    They are the same at whatever offset a window lies.
    """
    middle = (geometry.context - geometry.output) // 2
    start = rows.start - rows.offset + middle
    signal = SignalRows(Stacked(experiment.tasks), lengths, rows.chrom, start, geometry.output)
    first_tracks = np.cumsum([0, *experiment.tracks[:-1]])
    totals = np.zeros((len(rows), len(experiment.tasks)), dtype=np.float32)
    for first in range(0, len(rows), _PIECE):
        piece = np.arange(first, min(first + _PIECE, len(rows)))
        by_track = signal[piece].sum(axis=2, dtype=np.float64)
        totals[piece] = np.add.reduceat(by_track, first_tracks, axis=1)
    return totals


def drop_outliers(
    rows: Rows, totals: NDArray[np.float32], quantile: float, dropped: list[Dropped]
) -> Rows:
    """Return the rows without those that have more reads than a quantile of some task's regions.

    Parameters
    ----------
    rows
        All rows; those of a task are the ones that its quantile is of.
    totals
        (n, tasks) reads.
    quantile
        From 0 to 1; the value is the number of reads of the next region above it, so that of
        few regions none is dropped.
    dropped
        What is dropped is added to it.
    """
    outlier = np.zeros(len(rows), dtype=bool)
    for column in range(totals.shape[1]):
        reads = totals[:, column]
        own = reads[rows.labels[:, column] == 1]
        if len(own):
            outlier |= reads > np.quantile(own, quantile, method="higher")
    reason = f"more reads than {100 * quantile:g} % of a task's regions have"
    return drop(rows, outlier, reason, dropped)
