"""Weights are read off scores that were made with known ones."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from motiflens.evaluation.interactions.weights import (
    exponents,
    polynomial_shares,
    scales,
    single_shares,
)

_PLACES = torch.tensor([0, 2, 3])
_DEGREE = 3


def test_exponents_are_all_terms_up_to_a_degree() -> None:
    powers = exponents(3, 3)
    assert powers.shape == (20, 3)
    assert len({tuple(row) for row in powers.tolist()}) == 20
    assert powers[0].tolist() == [0, 0, 0]
    assert powers.sum(1).max() == 3


def test_scales_determine_a_polynomial() -> None:
    at = scales(3, 3)
    assert at.min() >= 0.4
    assert at.max() <= 1
    terms = (at[:, None] ** exponents(3, 3)).prod(2)
    assert torch.linalg.matrix_rank(terms[:20]) == 20


def _made(seed: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return effects (E,), weights (E, 5), and what scores and outputs they make at the scales."""
    generator = torch.Generator().manual_seed(seed)
    powers, at = exponents(3, _DEGREE), scales(3, _DEGREE)
    effects = torch.rand(len(powers), generator=generator, dtype=torch.float64) + 0.5
    effects[0] = 0
    weights = torch.randn(len(powers), 5, generator=generator, dtype=torch.float64)
    terms = (at[:, None] ** powers).prod(2) * effects
    return weights, effects, terms @ weights, terms.sum(1)


def test_any_weights_are_found_again() -> None:
    weights, _, scores, outputs = _made(0)
    found = polynomial_shares(scores, outputs, scales(3, _DEGREE), _PLACES, _DEGREE)
    assert found is not None
    torch.testing.assert_close(found.weights, weights[1:], rtol=1e-6, atol=1e-8)
    assert found.for_nothing.abs().max() < 1e-8
    powers = exponents(3, _DEGREE)[1:]
    assert (found.members[:, _PLACES] == (powers > 0)).all()
    assert not found.members[:, [1, 4]].any()


def test_what_is_given_for_nothing_is_seen() -> None:
    _, _, scores, outputs = _made(1)
    scores[:, 1] += 0.25 * outputs.abs().max()
    found = polynomial_shares(scores, outputs, scales(3, _DEGREE), _PLACES, _DEGREE)
    assert found is not None
    assert found.for_nothing.tolist() == pytest.approx([0, 0.25, 0, 0, 0], abs=1e-8)
    assert found.elsewhere >= 0.25


def test_scores_that_are_no_polynomials_have_no_shares() -> None:
    _, _, scores, outputs = _made(2)
    scores[:, 0] += 0.01 * scales(3, _DEGREE)[:, 0].reciprocal()
    assert polynomial_shares(scores, outputs, scales(3, _DEGREE), _PLACES, _DEGREE) is None


def test_one_effect_at_a_time() -> None:
    before = torch.tensor([1.0, 2.0, 0.0])
    after = torch.tensor([[0.5, 2.0, 0.0], [1.0, 1.0, 0.5]])
    found = single_shares(before, after, torch.tensor([-0.5, -1.0]), torch.tensor([0, 1]))
    assert found.weights.tolist() == [[1, 0, 0], [0, 1, -0.5]]
    assert found.covered == 1
    assert found.elsewhere == 0.5
    assert found.totals == (0.5, 1)
