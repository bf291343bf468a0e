"""How far true positions stand above the largest of the others."""

from __future__ import annotations

import numpy as np

from motiflens.evaluation.metrics.types import Flags, Numbers, Values


def snr_topk(scores: Numbers, truth: Flags, k: int = 10) -> Values:
    """Return the mean score of true positions over that of the k largest positive others, (n,).

    Parameters
    ----------
    scores
        (n, L).
    truth
        (n, L), which positions matter.
    k
        How many of the others count; all that are positive where there are fewer. The result is
        nan where there is none, or no true position.
    """
    found = np.full(len(scores), np.nan)
    for row, (values, wanted) in enumerate(zip(scores, np.asarray(truth, bool), strict=True)):
        others = np.sort(values[~wanted & (values > 0)])[::-1][:k]
        if wanted.any() and len(others):
            found[row] = values[wanted].mean() / others.mean()
    return found
