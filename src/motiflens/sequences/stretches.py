"""Windows that lie close together, so that a file is read once for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_LONGEST = 4_000_000
"""Bases of a stretch, about, which bounds the memory."""


def stretches(
    chrom: NDArray[np.str_], start: NDArray[np.int64], length: int, gap: int
) -> Iterator[tuple[str, int, int, NDArray[np.int64]]]:
    """Yield chromosome, start, end and windows of each stretch that windows cover.

    Parameters
    ----------
    chrom, start
        (n,) of the windows.
    length
        Of each window in bp.
    gap
        Windows share a stretch where there are no more than this many bases between them.
    """
    for name in np.unique(chrom):
        rows = np.flatnonzero(chrom == name)
        rows = rows[np.argsort(start[rows], kind="stable")]
        first = start[rows]
        far = np.diff(first, prepend=first[0]) > length + gap
        begins = np.maximum.accumulate(np.where(far, first, first[0]))
        block = (first - begins) // _LONGEST
        breaks = np.flatnonzero(far | (np.diff(block, prepend=0) != 0))
        for members in np.split(rows, breaks):
            if len(members):
                yield str(name), int(start[members[0]]), int(start[members[-1]]) + length, members
