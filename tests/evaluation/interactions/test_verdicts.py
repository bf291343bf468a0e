"""The criteria on the probes: methods whose weights are known have them, and so the verdicts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from motiflens.attribution.methods import METHODS
from motiflens.evaluation.interactions.probes import PROBES, Gate, Twin
from motiflens.evaluation.interactions.unit import Polynomial, Unit, bases, unit_subject
from motiflens.evaluation.interactions.verdicts import CRITERIA, Criterion, measured
from motiflens.evaluation.interactions.weights import exponents

_POWERS = exponents(2, 3)[1:].double()
_SIZES = _POWERS.sum(1, keepdim=True)
_MEMBERS = (_POWERS > 0).double()

# What the unit's Taylor effects are shared out by: the powers of its two inputs, kappa.
_WEIGHTS = {
    "gradient-x-input": _POWERS,
    "integrated-gradients": _POWERS / _SIZES,
    "deeplift": _POWERS / _SIZES,
    # One input raises, the other lowers: each part has one, with half where both are there.
    "deeplift-revealcancel": _MEMBERS / _MEMBERS.sum(1, keepdim=True),
    "shapley": _MEMBERS / _MEMBERS.sum(1, keepdim=True),
    "occlusion": _MEMBERS,
    "deep-taylor": torch.tensor([[1.0, 0.0]]).double().expand_as(_POWERS),
}


@pytest.fixture(autouse=True)
def _no_gradients() -> Iterator[None]:
    with torch.inference_mode():
        yield


@pytest.mark.parametrize("method", _WEIGHTS)
def test_weights_on_a_unit_are_those_of_theory(method: str) -> None:
    shares = measured(method).shares["unit"]
    assert shares is not None
    torch.testing.assert_close(
        shares.weights[:, [0, 5]], _WEIGHTS[method], rtol=0, atol=2e-3 if method[0] == "i" else 1e-6
    )
    assert shares.weights[:, 1:5].abs().max() < 1e-6
    assert shares.for_nothing.abs().max() < 1e-6


def test_alpha_and_beta_give_every_effect_by_sign() -> None:
    # The layer below, which reads the bases, keeps a fifth (its stabiliser).
    shares = measured("lrp-epsilon-alpha2beta1").shares
    assert shares["unit"] is not None
    assert shares["one-sign"] is not None
    expected = torch.tensor([2.0, -1.0]).double().expand_as(_POWERS) * 0.8
    torch.testing.assert_close(shares["unit"].weights[:, [0, 5]], expected, rtol=0, atol=1e-5)
    low, high = shares["one-sign"].totals
    assert low == pytest.approx(1.6, abs=1e-5)
    assert high == pytest.approx(1.6, abs=1e-5)


_DERIVED = {
    "grad-cam": (False, False, False),
    "smoothgrad": (False, True, False),
    "occlusion": (True, True, False),
    "occlusion-patch": (True, False, False),
    "prediction-difference": (True, True, False),
    "deep-taylor": (True, False, True),
    "deeplift": (True, True, True),
    "deeplift-revealcancel": (True, True, True),
    "deepshap": (True, True, True),
    "integrated-gradients": (True, True, True),
    "expected-gradients": (True, True, True),
    "shapley": (True, True, True),
}


@pytest.mark.parametrize("method", _DERIVED)
def test_verdicts_are_those_that_can_be_derived(method: str) -> None:
    found = measured(method)
    assert tuple(found.verdict(criterion) for criterion in CRITERIA) == _DERIVED[method]


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("method", METHODS)
def test_theory_never_denies_what_was_measured(method: str, criterion: Criterion) -> None:
    """Networks here are few: one may show that a criterion fails, and none that it holds."""
    theory, verdict = (
        getattr(METHODS[method].criteria, criterion),
        measured(method).verdict(criterion),
    )
    assert not (theory is False and verdict is True)


def test_a_gate_that_is_full_has_no_slope_and_is_not_covered_by_slopes() -> None:
    for method in ("gradient-x-input", "lrp-epsilon-plus"):
        found = measured(method)
        assert found.verdict("coverage") is False
        assert found.failed("coverage") == ["gate"]


def test_layers_share_out_anew() -> None:
    assert measured("deeplift").twins == pytest.approx(0.5)
    assert measured("integrated-gradients").twins == pytest.approx(0, abs=1e-3)
    assert measured("shapley").twins == pytest.approx(0, abs=1e-9)


def test_a_sum_stands_in_where_scores_are_no_polynomials() -> None:
    found = measured("lrp-layered")
    assert found.shares["unit"] is None
    assert found.holds("locality", "sum") is False
    assert "sum" not in measured("deeplift").shares
    assert all(row.instead_of in ("", *PROBES) for row in PROBES.values())


def test_twins_compute_the_same_function() -> None:
    first, second = Twin(early=True), Twin(early=False)
    x = torch.rand(50, 4, 2, dtype=torch.float64)
    x[:, :, 0] += torch.tensor([1.0, 0, 0, 0])
    torch.testing.assert_close(first(x), second(x))
    assert float(first(bases(2))) == 1


def test_the_gate_opens_for_both_and_is_flat() -> None:
    gate, x = Gate(), bases(6)
    assert float(gate(x)) == pytest.approx(Gate.high - Gate.low)
    other = x.clone()
    other[:, :, 1] = torch.tensor([0.0, 1, 0, 0])
    assert float(gate(other)) == 0
    assert float(gate(0.9 * x)) == pytest.approx(float(gate(x)))
    assert float(gate(torch.full_like(x, 0.25))) == 0


def test_program_and_model_of_a_unit_agree() -> None:
    weights = torch.tensor([1.0, 0.0, -0.3], dtype=torch.float64)
    subject = unit_subject(weights, (0.5, 1.0, 0.75))
    generator = torch.Generator().manual_seed(0)
    x = torch.rand(5, 4, 3, generator=generator, dtype=torch.float64)
    torch.testing.assert_close(subject.program.output_of(x), subject.call(x)[:, 0])
    expected = Unit(weights, Polynomial((0.5, 1.0, 0.75)))(x)[:, 0]
    torch.testing.assert_close(subject.program.output_of(x), expected)
    z = torch.tensor([0.7], dtype=torch.float64)
    polynomial = Polynomial((0.5, 1.0, 0.75))
    assert float(polynomial(z)) == pytest.approx(0.5 * 0.7 + 0.7**2 + 0.75 * 0.7**3)
    assert float(polynomial.slope(z)) == pytest.approx(0.5 + 2 * 0.7 + 3 * 0.75 * 0.7**2)
    rise = (polynomial(z) - polynomial(-z)) / (2 * z)
    torch.testing.assert_close(polynomial.secant(z, -z), rise)
