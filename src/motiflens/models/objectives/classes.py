"""Whether windows belong to classes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from motiflens.models.objectives.base import Objective


class Classes(Objective):
    """Binary cross-entropy of each class, mean over classes."""

    score_name = "AUROC"

    def losses(self, output: Any, truth: Tensor) -> Tensor:
        """Return the loss (N,) of logits and labels (N, T)."""
        return binary_cross_entropy_with_logits(output, truth, reduction="none").mean(1)

    def _score(self, found: NDArray[np.float32], known: NDArray[np.float32]) -> float | None:
        return float(roc_auc_score(known, found)) if 0 < known.sum() < len(known) else None
