"""How well a model tells the windows of a class from all others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from motiflens.models.card import Metrics


def evaluate(
    logits: NDArray[np.float32], labels: NDArray[np.int8], tasks: Sequence[str]
) -> dict[str, Metrics]:
    """Return the metrics of each task.

    Parameters
    ----------
    logits, labels
        (N, T); labels are 1 where a window belongs to the class.
    tasks
        Names of the T classes.

    Returns
    -------
    Areas under the ROC and the precision-recall curve (average precision), None where all
    windows are of one kind.
    """
    return {
        task: _one_task(logits[:, column], labels[:, column]) for column, task in enumerate(tasks)
    }


def _one_task(scores: NDArray[np.float32], labels: NDArray[np.int8]) -> Metrics:
    n_positive = int(labels.sum())
    n_negative = len(labels) - n_positive
    mixed = n_positive > 0 and n_negative > 0
    return Metrics(
        auroc=float(roc_auc_score(labels, scores)) if mixed else None,
        auprc=float(average_precision_score(labels, scores)) if mixed else None,
        n_positive=n_positive,
        n_negative=n_negative,
    )
