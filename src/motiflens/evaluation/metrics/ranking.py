"""Whether scores rank the positions that matter above the others."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from motiflens.evaluation.metrics.types import Flags, Numbers, Values


def auroc(scores: Numbers, truth: Flags) -> Values:
    """Return the chance that a true position outranks another, (n,).

    Parameters
    ----------
    scores
        (n, L).
    truth
        (n, L), which positions matter; nan where all or none do.
    """
    from sklearn.metrics import roc_auc_score

    return _each(roc_auc_score, scores, truth)


def average_precision(scores: Numbers, truth: Flags) -> Values:
    """Return the area under the curve of precision over recall, (n,), as steps; see `auroc`."""
    from sklearn.metrics import average_precision_score

    return _each(average_precision_score, scores, truth)


def _each(measure: Callable[..., float], scores: Numbers, truth: Flags) -> Values:
    found = np.full(len(scores), np.nan)
    for row, (values, wanted) in enumerate(zip(scores, np.asarray(truth, bool), strict=True)):
        if wanted.any() and not wanted.all():
            found[row] = measure(wanted, values)
    return found
