"""How alike two sets of scores are, sequence by sequence."""

from __future__ import annotations

import numpy as np

from motiflens.evaluation.metrics.types import Numbers, Values


def pearson(a: Numbers, b: Numbers) -> Values:
    """Return Pearson's correlation of a and b (n, ...), (n,); nan where one does not vary."""
    return cosine(_less_mean(a), _less_mean(b))


def spearman(a: Numbers, b: Numbers) -> Values:
    """Return the correlation of the ranks of a and b (n, ...), (n,); ties share their mean rank."""
    from scipy.stats import rankdata

    return pearson(rankdata(_flat(a), axis=1), rankdata(_flat(b), axis=1))


def cosine(a: Numbers, b: Numbers) -> Values:
    """Return the cosine of the angle between a and b (n, ...), (n,); nan where one is zero."""
    first, second = _unit(a), _unit(b)
    return np.asarray((first * second).sum(axis=1))


def centred(maps: Numbers) -> Values:
    """Return maps (n, 4, L) less the mean over the four bases of each position."""
    return np.asarray(maps - maps.mean(axis=1, keepdims=True), dtype=np.float64)


def _flat(values: Numbers) -> Values:
    return np.asarray(values, dtype=np.float64).reshape(len(values), -1)


def _less_mean(values: Numbers) -> Values:
    flat = _flat(values)
    flat = flat - flat[:, :1]  # exact for what does not vary, which a mean is not
    return np.asarray(flat - flat.mean(axis=1, keepdims=True))


def _unit(values: Numbers) -> Values:
    flat = _flat(values)
    largest = np.abs(flat).max(axis=1, keepdims=True)
    scaled = flat / np.where(largest > 0, largest, 1)
    size = np.sqrt((scaled**2).sum(axis=1, keepdims=True))
    return np.asarray(scaled / np.where(size > 0, size, np.nan))
