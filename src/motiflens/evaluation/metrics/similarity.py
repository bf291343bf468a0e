"""How much of a picture of scores is left when the model's parameters are no longer its own.

Adebayo et al. 2018, NeurIPS 31:9505-9515: both are of the sizes of scores, as a picture shows them.
"""

from __future__ import annotations

import numpy as np

from motiflens.evaluation.metrics.agreement import spearman
from motiflens.evaluation.metrics.types import Numbers, Values

_WINDOW = 7
_K1, _K2 = 0.01, 0.03  # of Wang et al. 2004, IEEE TIP 13:600-612


def rank_similarity(a: Numbers, b: Numbers) -> Values:
    """Return Spearman's correlation of the sizes of scores a and b (n, L), (n,)."""
    return spearman(np.abs(a), np.abs(b))


def structural_similarity(a: Numbers, b: Numbers) -> Values:
    """Return the mean structural similarity (SSIM) of the sizes of a and b (n, L), (n,).

    Each is divided by its largest; windows have 7 positions.
    """
    from scipy.ndimage import uniform_filter1d

    def mean(values: Values) -> Values:
        return np.asarray(uniform_filter1d(values, _WINDOW, axis=1, mode="reflect"))

    a, b = _sizes(a), _sizes(b)
    mean_a, mean_b = mean(a), mean(b)
    variance_a, variance_b = mean(a * a) - mean_a**2, mean(b * b) - mean_b**2
    covariance = mean(a * b) - mean_a * mean_b
    light = (2 * mean_a * mean_b + _K1**2) / (mean_a**2 + mean_b**2 + _K1**2)
    structure = (2 * covariance + _K2**2) / (variance_a + variance_b + _K2**2)
    return np.asarray((light * structure).mean(axis=1))


def _sizes(scores: Numbers) -> Values:
    sizes = np.abs(np.asarray(scores, dtype=np.float64))
    largest = sizes.max(axis=1, keepdims=True)
    return np.asarray(sizes / np.where(largest > 0, largest, 1))
