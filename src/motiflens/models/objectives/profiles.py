"""Reads by base."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from motiflens.models.objectives.base import Objective, correlation


class Profiles(Objective):
    """Multinomial loss of each strand's profile, and squared error of each task's log counts.

    Avsec et al. 2021, Nature Genetics 53:354-366: where reads fall, given how many there are,
    and how many. Log counts are ln(1 + reads of the task). What of the multinomial likelihood
    depends on the reads alone is left out.

    Parameters
    ----------
    tracks
        The number of strands of each task.
    counts_weight
        What the squared error is multiplied by.
    """

    score_name = "Pearson's r of log counts"

    def __init__(self, tracks: tuple[int, ...], counts_weight: float) -> None:
        self._tracks = list(tracks)
        self._counts_weight = counts_weight

    def losses(self, output: Any, truth: Tensor) -> Tensor:
        """Return the loss (N,) of (logits (N, S, P), log counts (N, T)) and reads (N, S, P)."""
        logits, log_counts = output
        profile = -(truth * torch.log_softmax(logits, -1)).sum((1, 2))
        counts = ((log_counts - self.totals(truth)) ** 2).mean(1)
        total: Tensor = profile + self._counts_weight * counts
        return total

    def totals(self, truth: Tensor) -> Tensor:
        """Return ln(1 + reads) of each task, (N, T)."""
        by_task = torch.split(truth.sum(-1), self._tracks, dim=1)
        return torch.stack([task.sum(1) for task in by_task], dim=1).log1p()

    def _score(self, found: NDArray[np.float32], known: NDArray[np.float32]) -> float | None:
        return correlation(found, known)
