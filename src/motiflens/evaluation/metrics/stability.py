"""How alike the scores of the same sequences are when what should not matter is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from motiflens.evaluation.metrics.agreement import pearson
from motiflens.evaluation.metrics.types import Numbers, Values


def mean_pairwise(
    several: Sequence[Numbers], measure: Callable[[Numbers, Numbers], Values] = pearson
) -> Values:
    """Return the mean of a measure over all pairs of several (n, L) scores, (n,)."""
    return np.asarray(np.mean([measure(a, b) for a, b in combinations(several, 2)], axis=0))
