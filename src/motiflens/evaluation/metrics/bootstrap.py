"""How far a figure would move with other sequences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from motiflens.evaluation.metrics.types import Numbers, Values

Statistic = Callable[[Values], Values]
"""From values (B, n, ...) of the sequences of each draw to one figure of each draw, (B,)."""

_AT_A_TIME = 1 << 22
"""Numbers that are drawn at a time, which bounds the memory."""


@dataclass(frozen=True)
class Interval:
    """A figure over all sequences, and where it lies with others: nan where nothing is known."""

    value: float
    low: float
    high: float


def mean(values: Values) -> Values:
    """Return the mean over the sequences of each draw (B, n), (B,), leaving out nan."""
    known = ~np.isnan(values)
    counts = known.sum(axis=1)
    total = np.where(known, values, 0).sum(axis=1)
    return np.asarray(total / np.where(counts > 0, counts, np.nan))


def median(values: Values) -> Values:
    """Return the median over the sequences of each draw (B, n), (B,), leaving out nan."""
    known = ~np.isnan(values).all(axis=1)
    found = np.full(len(values), np.nan)
    found[known] = np.nanmedian(values[known], axis=1)
    return found


def interval(
    values: Numbers,
    statistic: Statistic = mean,
    *,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Interval:
    """Return a figure of n sequences with its bootstrap interval.

    Sequences are drawn with replacement, the same ones for every call with as many of them and the
    same seed, so that figures can be compared pair by pair. The interval is that of percentiles;
    for what is no mean or median it is moved by the bias of the draws, as what measures
    concentration is larger among fewer distinct sequences (Efron and Tibshirani 1993, An
    Introduction to the Bootstrap, chapter 10).

    Parameters
    ----------
    values
        (n, ...), what is known of each sequence.
    statistic
        Makes a figure of it; the mean if not given.
    draws
        How often.
    seed
        Seed of the draws.
    level
        Part of the draws that the interval holds.
    """
    known = np.asarray(values, dtype=np.float64)
    figure = float(statistic(known[None])[0])
    rng = np.random.default_rng(seed)
    size = max(1, _AT_A_TIME // max(known.size, 1))
    found = []
    for start in range(0, draws, size):
        rows = rng.integers(0, len(known), (min(size, draws - start), len(known)))
        found.append(statistic(known[rows]))
    drawn = np.concatenate(found)
    drawn = drawn[np.isfinite(drawn)]
    if len(drawn) == 0:
        return Interval(figure, float("nan"), float("nan"))
    moved = drawn if statistic in (mean, median) else drawn - (drawn.mean() - figure)
    tail = (1 - level) / 2
    low, high = np.quantile(moved, [tail, 1 - tail])
    return Interval(figure, min(float(low), figure), max(float(high), figure))
