"""The one number by which networks and baselines are compared, quick enough to bootstrap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Score:
    """The AUROC of classes, or Pearson's correlation of numbers.

    Parameters
    ----------
    found, known
        (n,) what a model says, and what is known.
    classes
        Whether ``known`` are labels.
    """

    def __init__(self, found: Floats, known: Floats, classes: bool) -> None:
        self._known, self._classes = known, classes
        # Of an AUROC the order alone counts; equal numbers stay equal.
        self._found = np.unique(found, return_inverse=True)[1] if classes else found

    def __call__(self, weights: Floats | None = None) -> float | None:
        """Return it, where windows count ``weights`` (n,) times, or once each.

        None where all windows are of one kind, or nothing varies.
        """
        weights = np.ones(len(self._known)) if weights is None else weights
        return self._auroc(weights) if self._classes else self._pearson(weights)

    def _auroc(self, weights: Floats) -> float | None:
        positive = np.bincount(self._found, weights * self._known)
        negative = np.bincount(self._found, weights * (1 - self._known))
        pairs = positive.sum() * negative.sum()
        below = np.cumsum(negative) - negative / 2
        return float((positive * below).sum() / pairs) if pairs else None

    def _pearson(self, weights: Floats) -> float | None:
        if not weights.any() or np.ptp(self._found) == 0:
            return None
        x = self._found - np.average(self._found, weights=weights)
        y = self._known - np.average(self._known, weights=weights)
        size = np.sqrt((weights * x * x).sum() * (weights * y * y).sum())
        return float((weights * x * y).sum() / size) if size > 0 else None
