"""Metrics of values and counts against their definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from motiflens.models.metrics import evaluate

RNG = np.random.default_rng(3)
TRUTH = RNG.normal(size=(80, 2))
FOUND = TRUTH + RNG.normal(size=(80, 2)) * [0.5, 2]


def test_values_are_those_of_scipy() -> None:
    found = evaluate(FOUND, TRUTH, ["a", "b"], readout="values")
    for column, task in enumerate("ab"):
        x, y = FOUND[:, column], TRUTH[:, column]
        values = found[task].values
        assert values["pearson"] == pytest.approx(stats.pearsonr(x, y).statistic)
        assert values["spearman"] == pytest.approx(stats.spearmanr(x, y).statistic)
        assert values["mse"] == pytest.approx(np.mean((x - y) ** 2))
        assert values["r2"] == pytest.approx(1 - ((x - y) ** 2).sum() / ((y - y.mean()) ** 2).sum())
        assert (found[task].n, found[task].n_positive) == (80, None)
        assert found[task].reliability == []


def test_what_is_not_known_is_left_out_of_its_task_alone() -> None:
    truth = TRUTH.copy()
    truth[10:, 0] = np.nan
    found = evaluate(FOUND, truth, ["a", "b"], readout="values")
    first = evaluate(FOUND[:10, :1], TRUTH[:10, :1], ["a"], readout="values")
    assert found["a"] == first["a"]
    assert found["b"].n == 80


def test_counts_are_compared_as_logarithms_of_one_more() -> None:
    reads = np.array([[0.0], [3.0], [10.0], [200.0]])
    expected = np.array([[1.0], [2.0], [20.0], [150.0]])
    values = evaluate(np.log(expected), reads, ["a"], readout="counts")["a"].values
    difference = np.log1p(expected) - np.log1p(reads)
    assert values["mse"] == pytest.approx(np.mean(difference**2))
    assert values["pearson"] == pytest.approx(
        stats.pearsonr(np.log1p(expected)[:, 0], np.log1p(reads)[:, 0]).statistic
    )


def test_a_constant_has_no_correlation() -> None:
    flat = evaluate(np.ones((5, 1)), TRUTH[:5, :1], ["a"], readout="values")["a"].values
    assert (flat["pearson"], flat["spearman"]) == (None, None)
    assert flat["r2"] is not None
    same = evaluate(FOUND[:5, :1], np.ones((5, 1)), ["a"], readout="values")["a"].values
    assert same["r2"] is None


def test_a_task_of_which_nothing_is_known_has_no_metrics() -> None:
    nothing = evaluate(FOUND[:3, :1], np.full((3, 1), math.nan), ["a"], readout="values")["a"]
    assert nothing.n == 0
    assert set(nothing.values.values()) == {None}
