"""Linear models of simple features, for each task: logistic for classes, ridge for numbers."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, Ridge

from motiflens.models.baselines.features import BASELINES
from motiflens.models.baselines.scores import Score
from motiflens.models.metrics.measured import by_task

PENALTIES = (10.0, 100.0, 1000.0)
"""Of the squared weights; the one that does best on a fifth of the training windows is taken."""


class Baselines:
    """A linear model of each row of `BASELINES` for each task.

    Parameters
    ----------
    codes
        (N, L) training windows, 20,000 or fewer: more take time, and teach these models little.
    truth
        What is known of them: (N, T) or, of profiles, reads (N, S, P), of which the baselines
        learn ln(1 + reads) of a task. NaN is not known.
    readout
        A row of `motiflens.readouts.READOUTS`.
    tracks
        Profiles: the number of strands of each task.
    seed
        Which fifth it is.

    Attributes
    ----------
    n
        Number of training windows.
    """

    MOST = 20_000

    def __init__(
        self,
        codes: NDArray[np.uint8],
        truth: NDArray[Any],
        *,
        readout: str = "classes",
        tracks: Sequence[int] = (),
        seed: int = 0,
    ) -> None:
        self.n, self.readout, self.tracks = len(codes), readout, tuple(tracks)
        known = _numbers(truth, readout, tracks)
        held_out = np.random.default_rng(seed).random(len(codes)) < 0.2
        self._models = {
            name: _fit_all(row.features(codes), known, held_out, readout == "classes")
            for name, row in BASELINES.items()
        }

    def predict(self, name: str, codes: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Return (n, T) logits, values or log counts by the baseline ``name``."""
        features = BASELINES[name].features(codes)
        weights, constants = self._models[name]
        return np.asarray(features @ weights + constants, dtype=np.float64)


_Fitted = tuple[NDArray[np.float64], NDArray[np.float64]]


def _numbers(truth: NDArray[Any], readout: str, tracks: Sequence[int]) -> NDArray[np.float64]:
    """Return (N, T) labels, values or ln(1 + reads), NaN where not known."""
    if readout != "profiles":
        known = np.asarray(truth, np.float64)
        return np.log1p(known) if readout == "counts" else known
    none = np.zeros((len(truth), len(tracks)))
    return np.stack([one.known for one in by_task((truth, none), truth, readout, tracks)], axis=1)


def _fit_all(
    features: NDArray[np.float32],
    known: NDArray[np.float64],
    held_out: NDArray[np.bool_],
    classes: bool,
) -> _Fitted:
    fitted = [_fit_one(features, column, held_out, classes) for column in known.T]
    weights, constants = zip(*fitted, strict=True)
    return np.stack(weights, axis=1), np.array(constants)


def _fit_one(
    features: NDArray[np.float32],
    known: NDArray[np.float64],
    held_out: NDArray[np.bool_],
    classes: bool,
) -> tuple[NDArray[np.float64], float]:
    """Return weights (f,) and constant, with the penalty that does best on what is held out."""
    there = ~np.isnan(known)
    learnt, judged = there & ~held_out, there & held_out

    def success(penalty: float) -> float:
        weights, constant = _fit(features[learnt], known[learnt], penalty, classes)
        return Score(features[judged] @ weights + constant, known[judged], classes)() or 0.0

    best = max(PENALTIES, key=success)
    return _fit(features[there], known[there], best, classes)


def _fit(
    features: NDArray[np.float32], known: NDArray[np.float64], penalty: float, classes: bool
) -> tuple[NDArray[np.float64], float]:
    if len(np.unique(known)) < 2:
        return np.zeros(features.shape[1]), float(known[0]) if len(known) else 0.0
    if classes:
        model = LogisticRegression(C=1 / penalty, max_iter=300, tol=1e-3)
    else:
        model = Ridge(alpha=penalty, solver="lsqr")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # near the optimum is good enough
        model.fit(features, known)
    return np.ravel(model.coef_), float(np.ravel(model.intercept_)[0])
