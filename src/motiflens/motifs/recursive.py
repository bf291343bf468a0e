"""Recursive seqlets: stretches that stand out, and every part of which does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

SHORTEST, LONGEST = 4, 25
"""Of a seqlet, in bp."""

Span = tuple[int, int, int]
"""Row, begin and end."""


def recursive_spans(scores: NDArray[np.float64], p_value: float) -> list[Span]:
    """Return stretches of positive sums, none of which overlaps another.

    The p-value of a stretch is the share of all stretches of its length, in all windows, whose
    sum is as large. A seqlet is a stretch of `SHORTEST` to `LONGEST` bp with a p-value of at most
    ``p_value``, all of whose parts of at least `SHORTEST` bp have one, too (the definition of
    tangermeme; Schreiber 2025). In each window the longest is taken first, of equally long ones
    that of the largest sum, then what is left of the others.

    Parameters
    ----------
    scores
        (n, L) of each position.
    p_value
        Largest p-value.
    """
    reach = _reach(scores, p_value)
    rows = np.flatnonzero(reach.any(axis=1))
    return [(int(row), *span) for row in rows for span in _disjoint(reach[row], scores[row])]


def _reach(scores: NDArray[np.float64], p_value: float) -> NDArray[np.uint8]:
    """Return (n, L) length of the longest stretch from each position on, 0 where there is none."""
    n, length = scores.shape
    reach = np.zeros((n, length), dtype=np.uint8)
    sums = np.concatenate([np.zeros((n, 1)), np.cumsum(scores, axis=1)], axis=1)
    kept = np.ones((n, max(length - SHORTEST + 2, 0)), dtype=bool)
    for size in range(SHORTEST, min(LONGEST, length) + 1):
        found = sums[:, size:] - sums[:, :-size]
        significant = (found > 0) & (found >= _threshold(found, p_value))
        kept = significant & kept[:, :-1] & kept[:, 1:]
        if not kept.any():
            break
        reach[:, : kept.shape[1]][kept] = size
    return reach


def _threshold(sums: NDArray[np.float64], p_value: float) -> float:
    """Return the smallest sum that at most a share ``p_value`` of all reach; infinite if none."""
    ordered = np.sort(sums, axis=None)
    allowed = int(p_value * len(ordered))
    if allowed == 0:
        return np.inf
    cut = ordered[-allowed]
    tied = len(ordered) - np.searchsorted(ordered, cut)
    if tied <= allowed:
        return float(cut)
    return float(np.nextafter(cut, np.inf))


def _disjoint(reach: NDArray[np.uint8], scores: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    left = reach.astype(np.int64)
    sums = np.concatenate([[0], np.cumsum(scores)])
    places = np.arange(len(left))
    while left.any():
        longest = np.flatnonzero(left == left.max())
        begin = int(longest[np.argmax(sums[longest + left.max()] - sums[longest])])
        end = begin + int(left.max())
        yield begin, end
        left[begin:end] = 0
        before = places < begin
        left[before] = np.minimum(left[before], begin - places[before])
        left[left < SHORTEST] = 0
