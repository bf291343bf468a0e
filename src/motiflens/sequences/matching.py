"""Choose some of many windows so that their GC content is distributed as that of others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BINS = 50


def match_gc(
    target: NDArray[np.float64], candidates: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Choose candidates, each at most once, with the GC content of the target.

    Parameters
    ----------
    target
        (n,) fractions of G and C. For each, a candidate of the same bin of 2 % is drawn, or of
        the nearest bin that has one left.
    candidates
        (m,) fractions of G and C.

    Returns
    -------
    (n,) int64
        Indices of candidates; all (m,) of them where there are fewer than n.
    """
    wanted = np.bincount(_bin(target), minlength=_BINS)
    order = rng.permutation(len(candidates))
    bins = _bin(candidates)[order]
    left = [order[bins == number] for number in range(_BINS)]
    chosen = [order[:0]]
    for distance in range(_BINS):
        for number in np.flatnonzero(wanted):
            for near in sorted({number - distance, number + distance}):
                if 0 <= near < _BINS:
                    taken, left[near] = np.split(left[near], [wanted[number]])
                    wanted[number] -= len(taken)
                    chosen.append(taken)
    return np.concatenate(chosen)


def _bin(gc: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.minimum((gc * _BINS).astype(np.int64), _BINS - 1)
