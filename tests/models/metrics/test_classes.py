"""Metrics of classes against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motiflens.models.metrics import Metrics, evaluate

# Few distinct scores, so that there are ties.
SCORED = st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=30).filter(
    lambda rows: len({label for _, label in rows}) == 2
)


@settings(deadline=None, max_examples=50)
@given(SCORED)
def test_auroc_is_the_fraction_of_pairs_in_the_right_order(rows: list[tuple[int, bool]]) -> None:
    positive = [score for score, label in rows if label]
    negative = [score for score, label in rows if not label]
    won = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    metrics = _evaluate(rows)
    assert metrics.values["auroc"] == pytest.approx(won / (len(positive) * len(negative)))
    assert metrics.n == len(rows)
    assert (metrics.n_positive, metrics.n_negative) == (len(positive), len(negative))


@settings(deadline=None, max_examples=50)
@given(SCORED)
def test_auprc_is_the_precision_at_each_step_of_recall(rows: list[tuple[int, bool]]) -> None:
    n_positive = sum(label for _, label in rows)
    area, found_before = 0.0, 0
    for threshold in sorted({score for score, _ in rows}, reverse=True):
        called = [label for score, label in rows if score >= threshold]
        area += (sum(called) - found_before) / n_positive * sum(called) / len(called)
        found_before = sum(called)
    assert _evaluate(rows).values["auprc"] == pytest.approx(area)


@settings(deadline=None, max_examples=50)
@given(SCORED)
def test_the_brier_score_is_the_squared_error_of_probabilities(
    rows: list[tuple[int, bool]],
) -> None:
    errors = [(1 / (1 + np.exp(-score)) - label) ** 2 for score, label in rows]
    assert _evaluate(rows).values["brier"] == pytest.approx(np.mean(errors))


def test_areas_are_undefined_where_all_windows_are_of_one_kind() -> None:
    metrics = evaluate(
        np.zeros((4, 2), np.float32), np.array([[1, 0]] * 4, np.int8), ["all", "none"]
    )
    for task in ("all", "none"):
        assert metrics[task].values["auroc"] is None
        assert metrics[task].values["auprc"] is None
        assert metrics[task].values["brier"] == pytest.approx(0.25)
    assert (metrics["none"].n_positive, metrics["none"].n_negative) == (0, 4)


def test_reliability_holds_what_is_predicted_against_what_is_found() -> None:
    probability = np.array([0.05, 0.05, 0.55, 0.55, 0.55, 0.55, 1.0])
    logits = np.log(probability) - np.log1p(-np.minimum(probability, 1 - 1e-15))
    metrics = _evaluate(list(zip(logits, [0, 1, 1, 1, 1, 0, 1], strict=True)))
    bins = [(one.low, one.high, one.n, one.observed) for one in metrics.reliability]
    assert bins == [(0, 0.1, 2, 0.5), (0.5, 0.6, 4, 0.75), (0.9, 1, 1, 1)]
    assert [one.predicted for one in metrics.reliability] == pytest.approx([0.05, 0.55, 1])
    expected = (2 * 0.45 + 4 * 0.2 + 0) / 7
    assert metrics.values["calibration_error"] == pytest.approx(expected)


def test_a_calibrated_model_has_hardly_any_calibration_error() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, 50_000)
    labels = rng.random(50_000) < 1 / (1 + np.exp(-logits))
    right = _evaluate(list(zip(logits, labels, strict=True))).values
    loud = _evaluate(list(zip(3 * logits, labels, strict=True))).values
    assert right["calibration_error"] < 0.01 < 0.1 < loud["calibration_error"]
    assert right["auroc"] == pytest.approx(loud["auroc"])


def test_huge_logits_are_probabilities_too() -> None:
    values = _evaluate([(-1e4, 0), (1e4, 1)]).values
    assert (values["brier"], values["calibration_error"]) == (0, 0)


def _evaluate(rows: list[tuple[float, bool]]) -> Metrics:
    scores = np.array([[score] for score, _ in rows], np.float64)
    labels = np.array([[label] for _, label in rows], np.int8)
    return evaluate(scores, labels, ["task"])["task"]
