"""Reads in windows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import poisson_nll_loss

from motiflens.models.objectives.base import Objective, correlation
from motiflens.models.objectives.values import mean_of_known


class Counts(Objective):
    """Negative log-likelihood of Poisson, but for what depends on the reads alone.

    The output is the logarithm of the expected reads.
    """

    score_name = "Pearson's r of log counts"

    def losses(self, output: Any, truth: Tensor) -> Tensor:
        """Return the loss (N,) of log counts and reads (N, T)."""
        return mean_of_known(
            poisson_nll_loss(output, truth.nan_to_num(), log_input=True, reduction="none"), truth
        )

    def totals(self, truth: Tensor) -> Tensor:
        """Return ln(1 + reads), (N, T)."""
        return truth.log1p()

    def _score(self, found: NDArray[np.float32], known: NDArray[np.float32]) -> float | None:
        return correlation(found, known)
