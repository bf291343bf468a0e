"""Which intervals overlap others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.regions import Region


@dataclass(frozen=True)
class Intervals:
    """Intervals of a genome, 0-based half-open: three columns of equal length (n,)."""

    chrom: NDArray[np.str_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.start)

    def __getitem__(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Intervals:
        """Return those of ``rows``, a mask or indices."""
        return Intervals(self.chrom[rows], self.start[rows], self.end[rows])

    def overlap(self, others: Intervals) -> NDArray[np.bool_]:
        """Return (n,), true where an interval shares at least one base with one of ``others``."""
        found = np.zeros(len(self), dtype=bool)
        for chrom in np.unique(others.chrom):
            mine, theirs = np.flatnonzero(self.chrom == chrom), others[others.chrom == chrom]
            order = np.argsort(theirs.start, kind="stable")
            furthest_end = np.maximum.accumulate(theirs.end[order])
            # Among those that begin before my end, does the one that reaches furthest reach me?
            before = np.searchsorted(theirs.start[order], self.end[mine], side="left")
            reach = furthest_end[np.maximum(before - 1, 0)]
            found[mine] = (before > 0) & (reach > self.start[mine])
        return found


def joined(*parts: Intervals) -> Intervals:
    """Return the intervals of all parts, one after the other."""
    return Intervals(
        np.concatenate([part.chrom for part in parts]),
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.end for part in parts]),
    )


def spans(regions: Iterable[Region]) -> Intervals:
    """Return the regions as intervals."""
    return _intervals([(region.chrom, region.start, region.end) for region in regions])


def centres(regions: Iterable[Region]) -> Intervals:
    """Return the regions' centres as intervals of one base."""
    return _intervals([(region.chrom, region.centre, region.centre + 1) for region in regions])


def _intervals(rows: Sequence[tuple[str, int, int]]) -> Intervals:
    chrom, start, end = zip(*rows, strict=True) if rows else ((), (), ())
    return Intervals(
        np.array(chrom, dtype=np.str_), np.array(start, np.int64), np.array(end, np.int64)
    )
