"""How much of what the output lost the scores fail to say."""

from __future__ import annotations

import numpy as np

from motiflens.evaluation.metrics.sensitivity import sums
from motiflens.evaluation.metrics.types import Flags, Numbers, Values


def infidelity(scores: Numbers, subsets: Flags, drops: Numbers) -> Values:
    """Return the mean square of what sums of scores miss of the drops, (n,).

    It is divided by the mean square of the drops: 0 says all, and scores of zero say nothing and
    get 1. It depends on the unit of the scores, which must be that of the output (Yeh et al. 2019,
    NeurIPS 32:10965-10976). Parameters are those of `sensitivity_n`.
    """
    missed = np.square(sums(scores, subsets) - drops).mean(axis=1)
    all_of_it = np.square(drops).mean(axis=1)
    return np.asarray(missed / np.where(all_of_it > 0, all_of_it, np.nan))
