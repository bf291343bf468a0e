"""Whether scores add up to what they explain."""

from __future__ import annotations

import numpy as np

from motiflens.evaluation.metrics.types import Numbers, Values


def completeness_error(scores: Numbers, explained: Numbers) -> Values:
    """Return what is missing in the sum of scores (n, L), (n,).

    It is relative to the larger of what is explained, (n,), and of the sum of the scores' sizes.
    """
    total = np.asarray(scores, dtype=np.float64).sum(axis=1)
    size = np.maximum(np.abs(explained), np.abs(scores).sum(axis=1))
    return np.asarray(np.abs(total - explained) / np.where(size > 0, size, 1))
