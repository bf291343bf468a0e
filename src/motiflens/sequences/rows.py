"""The table of windows while a data set is made: filtered step by step, a reason for each loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from motiflens.sequences.intervals import Intervals
from motiflens.store.windows import Dropped

_PIECE = 1 << 23
"""Bases of windows that are held at a time."""


@dataclass(frozen=True)
class Geometry:
    """Lengths in bp.

    Attributes
    ----------
    window
        Of a window.
    max_offset
        Of the way that it may move to either side.
    output
        Of the window's middle, whose reads are counted or make a profile; 0 where none are.
    """

    window: int
    max_offset: int
    output: int = 0

    @property
    def context(self) -> int:
        """Length of a window with all that it may move over."""
        return self.window + 2 * self.max_offset


@dataclass(frozen=True)
class Rows:
    """Windows within their contexts, a column of length (n,) for each of their properties.

    Attributes
    ----------
    codes
        (n, context) uint8.
    offset
        Where the window begins in its context.
    labels
        (n, tasks) int8; a negative has none.
    chrom, start
        Where the window begins on the genome; chrom is empty where that is not known, and start
        below 0 where nothing but the chromosome is.
    group
        Rows of one group hold the same sequence and belong on the same side of a split.
    name
        For the reader.
    source, line, region
        Where a row comes from, for the table of what was dropped.
    values
        (n, tasks) what was measured, NaN where it was not; None where nothing was.
    split
        (n,) index into `SPLITS` where the input says it.
    """

    codes: NDArray[np.uint8]
    offset: NDArray[np.int32]
    labels: NDArray[np.int8]
    chrom: NDArray[np.str_]
    start: NDArray[np.int64]
    group: NDArray[np.int64]
    name: NDArray[np.str_]
    source: NDArray[np.str_]
    line: NDArray[np.int64]
    region: NDArray[np.str_]
    values: NDArray[np.float32] | None = None
    split: NDArray[np.uint8] | None = None

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.codes)

    def __getitem__(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Rows:
        """Return those of ``rows``, a mask or indices."""
        columns = ((field.name, getattr(self, field.name)) for field in fields(self))
        return Rows(**{name: column[rows] for name, column in columns if column is not None})

    @property
    def placed(self) -> NDArray[np.bool_]:
        """(n,) whether it is known where on the genome the row lies."""
        return np.asarray((self.chrom != "") & (self.start >= 0))

    def windows(self, length: int) -> NDArray[np.uint8]:
        """Return the windows without their context, (n, length)."""
        return sliding_window_view(self.codes, length, axis=1)[np.arange(len(self)), self.offset]

    def pieces(
        self, length: int, among: NDArray[np.bool_] | None = None
    ) -> Iterator[NDArray[np.uint8]]:
        """Yield windows, all or those ``among`` them, some at a time, which bounds the memory."""
        rows = np.arange(len(self)) if among is None else np.flatnonzero(among)
        step = max(_PIECE // length, 1)
        for first in range(0, max(len(rows), 1), step):
            yield self[rows[first : first + step]].windows(length)

    def contexts(self) -> Intervals:
        """Return the contexts of those rows whose place is known as intervals of the genome."""
        start = self.start - self.offset
        return Intervals(self.chrom, start, start + self.codes.shape[1])


def drop(rows: Rows, which: NDArray[np.bool_], reason: str, dropped: list[Dropped]) -> Rows:
    """Return the other rows; those of ``which`` are added to ``dropped``."""
    if not which.any():
        return rows
    dropped.extend(
        Dropped(str(rows.source[i]), int(rows.line[i]), str(rows.region[i]), reason)
        for i in np.flatnonzero(which)
    )
    return rows[~which]


def stacked(first: Rows, second: Rows) -> Rows:
    """Return the rows of both, one after the other; a column that one lacks is left out."""
    pairs = {f.name: (getattr(first, f.name), getattr(second, f.name)) for f in fields(Rows)}
    there = {n: pair for n, pair in pairs.items() if pair[0] is not None and pair[1] is not None}
    return Rows(**{name: np.concatenate(pair) for name, pair in there.items()})
