"""Intervals of figures over sequences."""

from __future__ import annotations

import numpy as np
import pytest

from motiflens.evaluation.metrics.bootstrap import interval, mean
from motiflens.evaluation.metrics.grammar import kld_bits

RNG = np.random.default_rng(11)


def test_the_interval_of_a_mean_is_that_of_its_standard_error() -> None:
    values = RNG.normal(size=400)
    found = interval(values, draws=4000)
    error = values.std() / np.sqrt(400)
    assert found.value == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.05)


def test_it_holds_the_truth_about_as_often_as_it_says() -> None:
    held = [
        one.low <= 1 <= one.high
        for one in (interval(RNG.exponential(size=60), draws=300, seed=s) for s in range(300))
    ]
    assert 0.88 <= np.mean(held) <= 0.98


def test_equal_seeds_draw_the_same_sequences() -> None:
    values = RNG.normal(size=50)
    assert interval(values, seed=5) == interval(values, seed=5)
    assert interval(values, seed=5) != interval(values, seed=6)
    moved, found = interval(values + 2, seed=5), interval(values, seed=5)
    assert (moved.low, moved.high) == pytest.approx((found.low + 2, found.high + 2))


def test_what_is_not_known_is_left_out() -> None:
    values = np.array([1.0, np.nan, 3.0])
    assert mean(values[None])[0] == 2
    nothing = interval(np.full(4, np.nan))
    assert np.isnan([nothing.value, nothing.low, nothing.high]).all()


def test_a_biased_figure_lies_in_its_interval() -> None:
    mass = RNG.dirichlet(np.full(64, 0.3), size=40)

    def divergence(drawn: np.ndarray) -> np.ndarray:
        return kld_bits(drawn.sum(axis=1))

    found = interval(mass, divergence, draws=200)
    assert found.low < found.value < found.high


def test_draws_in_pieces_are_those_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    values = RNG.normal(size=30)
    whole = interval(values, draws=100)
    monkeypatch.setattr("motiflens.evaluation.metrics.bootstrap._AT_A_TIME", 30 * 7)
    assert interval(values, draws=100) == whole
