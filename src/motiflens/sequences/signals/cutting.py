"""Windows of a signal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from motiflens.sequences.signals.signal import Signal
from motiflens.sequences.stretches import stretches

_GAP = 200
"""Bases between two windows that are read rather than skipped."""


def cut(
    signal: Signal,
    lengths: Mapping[str, int],
    chrom: NDArray[np.str_],
    start: NDArray[np.int64],
    length: int,
) -> NDArray[np.float32]:
    """Return (n, tracks, length) reads on the bases of windows; 0 past a chromosome's end.

    Parameters
    ----------
    signal
        Where the reads come from; it must know the chromosomes.
    lengths
        Length of each chromosome in bp.
    chrom, start
        (n,) where each window begins, on the genome.
    length
        Of each window in bp.
    """
    found = np.zeros((len(start), signal.tracks, length), dtype=np.float32)
    for name, first, last, rows in stretches(chrom, start, length, _GAP):
        stretch = np.zeros((signal.tracks, last - first), dtype=np.float32)
        begin, end = max(first, 0), min(last, lengths[name])
        if begin < end:
            stretch[:, begin - first : end - first] = signal.reads(name, begin, end)
        windows = sliding_window_view(stretch, length, axis=1)
        found[rows] = windows[:, start[rows] - first].swapaxes(0, 1)
    return found


@dataclass(frozen=True)
class SignalRows:
    """Reads (n, tracks, length) of windows, read from their files when rows are asked for.

    Attributes are the arguments of `cut`.
    """

    signal: Signal
    lengths: Mapping[str, int]
    chrom: NDArray[np.str_]
    start: NDArray[np.int64]
    length: int

    dtype = np.dtype(np.float32)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Windows, tracks and bases."""
        return len(self.start), self.signal.tracks, self.length

    def __len__(self) -> int:
        """Return how many windows there are."""
        return len(self.start)

    def __getitem__(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the reads of these windows, in their order."""
        return cut(self.signal, self.lengths, self.chrom[rows], self.start[rows], self.length)
