"""Metrics of numbers: values, and ln(1 + reads)."""

from __future__ import annotations

import numpy as np

from motiflens.models.metrics.measured import Floats, Measured


def pearson(measured: Measured) -> float | None:
    """Return Pearson's correlation."""
    return _correlation(measured.found, measured.known)


def spearman(measured: Measured) -> float | None:
    """Return Spearman's correlation: Pearson's of the ranks."""
    from scipy.stats import rankdata

    return _correlation(rankdata(measured.found), rankdata(measured.known))


def mse(measured: Measured) -> float | None:
    """Return the mean squared error."""
    error = (measured.found - measured.known) ** 2
    return float(error.mean()) if len(error) else None


def r2(measured: Measured) -> float | None:
    """Return the fraction of the variance that is explained; below 0 where the mean does better."""
    variance, error = _variance(measured.known), mse(measured)
    return None if variance is None or error is None else 1 - error / variance


def _correlation(a: Floats, b: Floats) -> float | None:
    if _variance(a) is None or _variance(b) is None:
        return None
    return float(np.corrcoef(a, b)[0, 1])


def _variance(values: Floats) -> float | None:
    """Return the variance, None where there is none."""
    return float(values.var()) if len(values) > 1 and np.ptp(values) > 0 else None
