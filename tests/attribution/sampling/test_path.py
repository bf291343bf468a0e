"""The mean gradient along a line: against closed forms, and what its error says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from motiflens.attribution.sampling.path import GAUSS, KRONROD, NODES, integrate

STARTS = torch.tensor([0.31, 0.52, 0.77], dtype=torch.float64)


def test_the_rules_are_exact_as_far_as_they_must_be() -> None:
    nodes = np.array(NODES)
    for degree in range(12):
        exact = 2 / (degree + 1) if degree % 2 == 0 else 0
        assert np.dot(KRONROD, nodes**degree) == pytest.approx(exact, abs=1e-14)
        if degree < 6:
            assert np.dot(GAUSS, nodes**degree) == pytest.approx(exact, abs=1e-14)
    assert abs(np.dot(GAUSS, nodes**6) - 2 / 7) > 1e-3


def _bent(rows: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
    """Return relu(t - s) for three s, each with the gradient in one of two columns."""
    beyond = (places - STARTS[rows]).clamp(min=0)
    gradients = torch.zeros(len(rows), 4, 2, dtype=torch.float64)
    gradients[:, 0, 0] = (beyond > 0).double()
    return beyond, gradients


@pytest.mark.parametrize("tolerance", [1e-2, 1e-5, 1e-10])
def test_a_bend_is_closed_in_on(tolerance: float) -> None:
    change = torch.zeros(3, 4, 2, dtype=torch.float64)
    change[:, 0, 0] = 1
    ends = (torch.zeros(3, dtype=torch.float64), 1 - STARTS)
    found = integrate(_bent, change, ends, tolerance=tolerance, max_steps=10_000)
    off = (found.slope[:, 0, 0] - (1 - STARTS)).abs()
    assert (off <= tolerance * (1 - STARTS)).all()
    assert (found.error <= tolerance).all()
    assert (found.steps < 14 * 40).all()


def _hidden(rows: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
    """Return t, whose gradient moves from one column to the other at s: the sum shows nothing."""
    beyond = (places > STARTS[rows]).double()
    gradients = torch.zeros(len(rows), 4, 2, dtype=torch.float64)
    gradients[:, 0, 0], gradients[:, 0, 1] = beyond, 1 - beyond
    return places, gradients


def test_an_error_that_cancels_in_the_sum_is_seen() -> None:
    change = torch.zeros(3, 4, 2, dtype=torch.float64)
    change[:, 0] = 1
    ends = (torch.zeros(3, dtype=torch.float64), torch.ones(3, dtype=torch.float64))
    found = integrate(_hidden, change, ends, tolerance=1e-6, max_steps=10_000)
    torch.testing.assert_close(found.slope[:, 0, 1], STARTS, rtol=1e-6, atol=0)


def test_the_most_steps_are_kept_to_and_the_error_is_said() -> None:
    change = torch.zeros(3, 4, 2, dtype=torch.float64)
    change[:, 0, 0] = 1
    ends = (torch.zeros(3, dtype=torch.float64), 1 - STARTS)
    found = integrate(_bent, change, ends, tolerance=1e-10, max_steps=60)
    assert (found.steps <= 60).all()
    assert (found.error > 1e-10).all()
    off = (found.slope[:, 0, 0] - (1 - STARTS)).abs() / (1 - STARTS)
    assert (off <= found.error).all()


def test_sequences_do_not_wait_for_each_other() -> None:
    change = torch.zeros(3, 4, 2, dtype=torch.float64)
    change[:, 0, 0] = 1
    ends = (torch.zeros(3, dtype=torch.float64), 1 - STARTS)
    whole = integrate(_bent, change, ends, tolerance=1e-4, max_steps=10_000)
    for row in range(3):

        def alone(rows: Tensor, places: Tensor, row: int = row) -> tuple[Tensor, Tensor]:
            return _bent(torch.full_like(rows, row), places)

        one = (end[row : row + 1] for end in ends)
        found = integrate(alone, change[:1], (*one,), tolerance=1e-4, max_steps=10_000, piece=2)
        assert found.steps[0] == whole.steps[row]
        torch.testing.assert_close(found.slope[0], whole.slope[row])


def test_nothing_that_rises_is_no_error() -> None:
    def flat(rows: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        return torch.ones_like(places), torch.zeros(len(rows), 4, 2, dtype=torch.float64)

    ends = (torch.ones(2, dtype=torch.float64),) * 2
    change = torch.ones(2, 4, 2, dtype=torch.float64)
    found = integrate(flat, change, ends, tolerance=1e-3, max_steps=100)
    assert found.error.tolist() == [0, 0]
    assert found.steps.tolist() == [7, 7]


def test_rounding_of_a_large_output_is_no_error() -> None:
    def far(rows: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        gradients = torch.zeros(len(rows), 4, 2)
        gradients[:, 0, 0] = 1e-5
        return 100 + 1e-5 * places, gradients

    change = torch.ones(1, 4, 2)
    ends = (torch.tensor([100.0]), torch.tensor([100.0]) + 1e-5)
    assert float(ends[1] - ends[0]) != pytest.approx(1e-5, rel=0.1)
    found = integrate(far, change, ends, tolerance=1e-2, max_steps=100)
    assert found.steps.tolist() == [7]
