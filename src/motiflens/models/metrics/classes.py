"""Metrics of logits and labels."""

from __future__ import annotations

import numpy as np

from motiflens.models.metrics.measured import Floats, Measured
from motiflens.models.metrics.parts import ReliabilityBin

N_BINS = 10


def auroc(measured: Measured) -> float | None:
    """Return the area under the receiver operating characteristic."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(measured.known, measured.found)) if _mixed(measured) else None


def auprc(measured: Measured) -> float | None:
    """Return the average precision, the area under precision over recall."""
    from sklearn.metrics import average_precision_score

    if not _mixed(measured):
        return None
    return float(average_precision_score(measured.known, measured.found))


def brier(measured: Measured) -> float | None:
    """Return the mean squared error of the probabilities (Brier 1950)."""
    error = (probabilities(measured.found) - measured.known) ** 2
    return float(error.mean()) if len(error) else None


def calibration_error(measured: Measured) -> float | None:
    """Return the expected calibration error over ten bins (Naeini et al. 2015)."""
    bins = reliability(measured)
    gaps = sum(one.n * abs(one.predicted - one.observed) for one in bins)
    return gaps / len(measured.known) if bins else None


def reliability(measured: Measured) -> list[ReliabilityBin]:
    """Return the bins of probability, of a width of 0.1, that hold a window."""
    predicted = probabilities(measured.found)
    number = np.minimum((predicted * N_BINS).astype(int), N_BINS - 1)
    return [
        ReliabilityBin(
            low=one / N_BINS,
            high=(one + 1) / N_BINS,
            n=int((number == one).sum()),
            predicted=float(predicted[number == one].mean()),
            observed=float(measured.known[number == one].mean()),
        )
        for one in np.unique(number).tolist()
    ]


def probabilities(logits: Floats) -> Floats:
    """Return the logistic function, which never overflows."""
    return np.asarray(np.exp(-np.logaddexp(0, -logits)))


def _mixed(measured: Measured) -> bool:
    return len(np.unique(measured.known)) == 2
