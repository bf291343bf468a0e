"""What every objective answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor


class Objective(ABC):
    """How far a network's output is from what is known of the windows.

    Attributes
    ----------
    score_name
        What `scores` measures.
    """

    score_name: str

    @abstractmethod
    def losses(self, output: Any, truth: Tensor) -> Tensor:
        """Return the loss (N,) of each window, in nats where it is a likelihood.

        Parameters
        ----------
        output
            What the network returns.
        truth
            (N, T) labels, values or reads; of profiles, reads (N, S, P). NaN is not known.
        """

    def totals(self, truth: Tensor) -> Tensor:
        """Return (N, T) what the numbers of an output stand for."""
        return truth

    def scores(self, numbers: Tensor, totals: Tensor) -> list[float | None]:
        """Return how well (N, T) numbers agree with totals, by task; None where undefined."""
        return [
            self._score(found.numpy(), known.numpy())
            for found, known in zip(numbers.T, totals.T, strict=True)
        ]

    @abstractmethod
    def _score(self, found: NDArray[np.float32], known: NDArray[np.float32]) -> float | None:
        """Return the score of one task, of (N,) numbers."""


def correlation(found: NDArray[np.float32], known: NDArray[np.float32]) -> float | None:
    """Return Pearson's correlation over what is known; None where nothing varies."""
    there = ~np.isnan(known)
    found, known = found[there].astype(np.float64), known[there].astype(np.float64)
    if len(known) < 2 or found.std() == 0 or known.std() == 0:
        return None
    return float(np.corrcoef(found, known)[0, 1])
