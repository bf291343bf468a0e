"""Completeness errors, taken together."""

from __future__ import annotations

import math

import pytest
import torch

from motiflens.attribution.completeness import summary


def test_errors_are_summed_up_by_their_quantiles() -> None:
    relative = torch.linspace(0, 1, 1001, dtype=torch.float64).reshape(7, 143)
    found = summary(relative, torch.tensor([[2.0, 3.0]]), in_float64=4)
    assert found.median == pytest.approx(0.5)
    assert found.p999 == pytest.approx(0.999)
    assert (found.maximum, found.absolute, found.in_float64) == (1, 3, 4)


def test_an_error_that_is_no_number_is_infinite() -> None:
    found = summary(torch.tensor([0.0, math.nan]), torch.tensor([0.0, math.nan]))
    assert found.maximum == found.absolute == math.inf
    assert found.maximum > found.tolerance
