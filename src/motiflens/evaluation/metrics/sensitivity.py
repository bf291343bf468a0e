"""Whether the scores of several bases say what taking them away does to the output."""

from __future__ import annotations

import numpy as np

from motiflens.evaluation.metrics.agreement import pearson
from motiflens.evaluation.metrics.types import Flags, Numbers, Values


def sensitivity_n(scores: Numbers, subsets: Flags, drops: Numbers) -> Values:
    """Return the correlation of sums of scores with what the output lost, (n,).

    Ancona et al. 2018, ICLR (arXiv:1711.06104).

    Parameters
    ----------
    scores
        (n, L).
    subsets
        (n, M, L), M sets of positions of each sequence, all of one size.
    drops
        (n, M): f(x) less f of x with these positions replaced.
    """
    return pearson(sums(scores, subsets), drops)


def sums(scores: Numbers, subsets: Flags) -> Values:
    """Return the sum of the scores (n, L) of each set of positions (n, M, L), (n, M)."""
    weights = subsets.astype(np.float64)
    return np.asarray(np.einsum("nml,nl->nm", weights, np.asarray(scores, dtype=np.float64)))
