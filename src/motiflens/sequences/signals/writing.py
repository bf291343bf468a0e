"""Numbers along a genome, written as bigWig: pieces that overlap are averaged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pybigtools
from numpy.typing import NDArray

Run = tuple[str, int, int, float]
"""Chromosome, start, end and value of bases that have the same one."""


def write_bigwig(path: Path, lengths: Mapping[str, int], runs: Iterable[Run]) -> None:
    """Write runs, sorted by chromosome and start, as they come.

    The library goes by the suffix, so that the file has one until it is done.
    """
    suffixed = path.with_name(f"{path.name}.bw")
    try:
        pybigtools.open(str(suffixed), "w").write(dict(lengths), runs)
        suffixed.replace(path)
    finally:
        suffixed.unlink(missing_ok=True)


def mean_runs(
    chrom: str,
    starts: NDArray[np.int64],
    pieces: Sequence[NDArray[np.floating]],
    length: int,
) -> Iterator[Run]:
    """Yield the runs of equal values of one chromosome, in order.

    Where several pieces lie on a base, it has their mean; where none does, there is no run.

    Parameters
    ----------
    chrom
        The chromosome.
    starts
        (n,) where each piece begins; what reaches past an end of the chromosome is left out.
    pieces
        Values of each, base by base.
    length
        Of the chromosome, in bp.
    """
    rows = np.argsort(starts, kind="stable")
    for start, mean in _clusters(starts, pieces, rows):
        yield from _equal(chrom, start, mean, length)


def _clusters(
    starts: NDArray[np.int64], pieces: Sequence[NDArray[np.floating]], rows: NDArray[np.int64]
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Yield start and mean of each stretch that pieces cover without a gap, in order."""
    ends = starts[rows] + [len(pieces[row]) for row in rows]
    reach = np.maximum.accumulate(ends)
    breaks = np.flatnonzero(starts[rows][1:] > reach[:-1]) + 1
    for members in np.split(rows, breaks):
        first = int(starts[members[0]])
        size = max(int(starts[row]) + len(pieces[row]) for row in members) - first
        total, depth = np.zeros(size), np.zeros(size)
        for row in members:
            offset = int(starts[row]) - first
            total[offset : offset + len(pieces[row])] += pieces[row]
            depth[offset : offset + len(pieces[row])] += 1
        yield first, total / depth


def _equal(chrom: str, start: int, values: NDArray[np.float64], length: int) -> Iterator[Run]:
    """Yield the runs of equal values of a stretch, within the chromosome."""
    inside = values[max(0, -start) : max(0, length - start)]
    first = max(0, start)
    edges = [0, *(np.flatnonzero(np.diff(inside)) + 1).tolist(), len(inside)]
    for left, right in pairwise(edges):
        if right > left:
            yield chrom, first + left, first + right, float(inside[left])
