"""Measured values."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from motiflens.models.objectives.base import Objective, correlation


class Values(Objective):
    """Squared error, mean over those tasks whose value is known."""

    score_name = "Pearson's r"

    def losses(self, output: Any, truth: Tensor) -> Tensor:
        """Return the loss (N,) of values and truth (N, T)."""
        return mean_of_known((output - truth.nan_to_num()) ** 2, truth)

    def _score(self, found: NDArray[np.float32], known: NDArray[np.float32]) -> float | None:
        return correlation(found, known)


def mean_of_known(losses: Tensor, truth: Tensor) -> Tensor:
    """Return (N,) means of losses (N, T) over tasks whose truth is no NaN; 0 where all are."""
    known = ~truth.isnan()
    return torch.where(known, losses, 0).sum(1) / known.sum(1).clamp(min=1)
