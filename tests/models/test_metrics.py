"""Metrics against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motiflens.models.card import Metrics
from motiflens.models.metrics import evaluate

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
    assert metrics.auroc == pytest.approx(won / (len(positive) * len(negative)))
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
    assert _evaluate(rows).auprc == pytest.approx(area)


def test_areas_are_undefined_where_all_windows_are_of_one_kind() -> None:
    metrics = evaluate(
        np.zeros((4, 2), np.float32), np.array([[1, 0]] * 4, np.int8), ["all", "none"]
    )
    assert (metrics["all"].auroc, metrics["all"].auprc) == (None, None)
    assert (metrics["none"].n_positive, metrics["none"].n_negative) == (0, 4)


def _evaluate(rows: list[tuple[int, bool]]) -> Metrics:
    scores = np.array([[score] for score, _ in rows], np.float32)
    labels = np.array([[label] for _, label in rows], np.int8)
    return evaluate(scores, labels, ["task"])["task"]
