"""The quick scores are those of the libraries, weighted or not."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from motiflens.models.baselines.scores import Score

RNG = np.random.default_rng(0)
FOUND = RNG.integers(-4, 5, 200).astype(float)
LABELS = (RNG.random(200) < 0.3).astype(float)
VALUES = FOUND + RNG.normal(size=200)
WEIGHTS = RNG.integers(0, 4, 200).astype(float)


def test_the_auroc_is_that_of_sklearn() -> None:
    score = Score(FOUND, LABELS, classes=True)
    assert score() == pytest.approx(roc_auc_score(LABELS, FOUND))
    assert score(WEIGHTS) == pytest.approx(roc_auc_score(LABELS, FOUND, sample_weight=WEIGHTS))


def test_the_correlation_is_that_of_the_windows_as_often_as_they_count() -> None:
    score = Score(FOUND, VALUES, classes=False)
    assert score() == pytest.approx(np.corrcoef(FOUND, VALUES)[0, 1])
    rows = np.repeat(np.arange(200), WEIGHTS.astype(int))
    assert score(WEIGHTS) == pytest.approx(np.corrcoef(FOUND[rows], VALUES[rows])[0, 1])


@pytest.mark.parametrize("labels", [np.zeros(5), np.ones(5), np.zeros(0)])
def test_windows_of_one_kind_have_no_score(labels: np.ndarray) -> None:
    assert Score(np.arange(len(labels)) * 1.0, labels, classes=True)() is None
    assert Score(np.arange(len(labels)) * 1.0, labels, classes=False)() is None


def test_a_constant_ranks_nothing() -> None:
    assert Score(np.ones(200), LABELS, classes=True)() == pytest.approx(0.5)
    assert Score(np.ones(200), VALUES, classes=False)() is None
