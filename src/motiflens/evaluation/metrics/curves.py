"""What the model says while bases are taken away, or given back, by the rank of their scores.

Insertion and deletion: Petsiuk, Das and Saenko 2018, BMVC (arXiv:1806.07421); in steps, Samek et
al. 2017, IEEE TNNLS 28:2660-2673.
"""

from __future__ import annotations

import numpy as np

from motiflens.evaluation.metrics.types import Flags, Numbers, Predict, Values


def area(curve: Numbers) -> Values:
    """Return the area under curves (..., K + 1) over the unit interval, by trapezoids, (...)."""
    return np.asarray(np.trapezoid(curve, dx=1 / (curve.shape[-1] - 1), axis=-1))


def deletion_curve(
    predict: Predict, x: Numbers, scores: Numbers, fills: Numbers, steps: int = 10
) -> Values:
    """Return the output while the highest scored positions are replaced, (n, steps + 1).

    Parameters
    ----------
    predict
        The explained number (m,) of inputs (m, 4, L).
    x
        (n, 4, L) sequences.
    scores
        (n, L).
    fills
        (n, F, 4, L) what takes the place of the bases; outputs are averaged over the F.
    steps
        Into how many equal parts the way from nothing to everything is cut.
    """
    return _outputs(predict, x, highest(scores, steps), fills)


def insertion_curve(
    predict: Predict, x: Numbers, scores: Numbers, fills: Numbers, steps: int = 10
) -> Values:
    """Return the output while the highest scored positions are put into the fills; see above."""
    return _outputs(predict, x, ~highest(scores, steps), fills)


def highest(scores: Numbers, steps: int) -> Flags:
    """Return (n, steps + 1, L): the highest 0, 1/steps, ..., all of the positions; ties from 5'."""
    length = scores.shape[1]
    order = np.argsort(-np.asarray(scores, dtype=np.float64), axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    counts = np.round(np.linspace(0, length, steps + 1))
    return np.asarray(rank[:, None] < counts[:, None])


def _outputs(predict: Predict, x: Numbers, replaced: Flags, fills: Numbers) -> Values:
    """Return the mean output over fills with positions (n, K, L) replaced, (n, K)."""
    n, points, length = replaced.shape
    total = np.zeros((n, points))
    for fill in np.moveaxis(fills, 1, 0):
        changed = np.where(replaced[:, :, None], fill[:, None], x[:, None])
        total += predict(changed.reshape(n * points, 4, length)).reshape(n, points)
    return np.asarray(total / fills.shape[1])
