"""How many bases the highest point of the scores lies from where it should be."""

from __future__ import annotations

import numpy as np

from motiflens.evaluation.metrics.types import Numbers, Values


def smoothed(scores: Numbers, width: int) -> Values:
    """Return the mean of scores (n, L) over ``width`` positions around each; 0 beyond the ends."""
    from scipy.ndimage import uniform_filter1d

    values = np.asarray(scores, dtype=np.float64)
    return np.asarray(uniform_filter1d(values, width, axis=1, mode="constant"))


def distance_to_centre(scores: Numbers, centres: Numbers, width: int = 7) -> Values:
    """Return how far the highest smoothed score lies from the nearest centre, in bases, (n,).

    Parameters
    ----------
    scores
        (n, L).
    centres
        (n, S) positions of true centres, counted from 0; nan in place of those that a sequence
        has not. Where it has none, the distance is nan.
    width
        Of the window that scores are averaged over; an odd number has a middle.
    """
    peak = smoothed(scores, width).argmax(axis=1)
    gaps = np.abs(np.asarray(centres, dtype=np.float64) - peak[:, None])
    nearest = np.where(np.isnan(gaps), np.inf, gaps).min(axis=1)
    return np.where(np.isinf(nearest), np.nan, nearest)


def within(distances: Numbers, limit: float = 5) -> Values:
    """Return 1 where a distance is at most ``limit`` bases, else 0; nan stays, (n,)."""
    return np.where(np.isnan(distances), np.nan, distances <= limit)
