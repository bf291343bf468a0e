"""Secants and derivatives of functions, in float64 and beside it in float32."""

from __future__ import annotations

import pytest
import torch

from motiflens.attribution.operations import activations, functions, piecewise, secants
from motiflens.attribution.operations.elementwise import ActivationFunction, Elementwise

ANYWHERE: dict[str, Elementwise] = {
    "relu": piecewise.relu(),
    "leaky_relu": piecewise.leaky_relu(0.1),
    "prelu": piecewise.prelu(torch.tensor([0.3]).double()),
    "relu6": piecewise.hard_tanh(0.0, 6.0),
    "hardtanh": piecewise.hard_tanh(-0.5, 0.7),
    "hardsigmoid": piecewise.hard_sigmoid(),
    "hardswish": piecewise.hard_swish(),
    "threshold": piecewise.threshold(0.2, 0.2),
    "threshold with a jump": piecewise.threshold(0.2, 3.0),
    "clamp below": piecewise.clamp(0.1, None),
    "clamp above": piecewise.clamp(None, 0.1),
    "clamp by infinity": piecewise.clamp(-torch.inf, torch.inf),
    "abs": piecewise.absolute(),
    "elu": activations.elu(1.3, 1.1, 0.7),
    "gelu": activations.gelu("none"),
    "gelu tanh": activations.gelu("tanh"),
    "silu": activations.silu(),
    "mish": activations.mish(),
    "softplus": activations.softplus(2.0, 40.0),
    "softplus with a low threshold": activations.softplus(1.0, 1.0),
    "log_sigmoid": activations.log_sigmoid(),
    "sigmoid": activations.sigmoid(),
    "tanh": activations.tanh(),
    "exp": activations.exp(),
    "expm1": functions.expm1(),
    "sin": functions.sine(),
    "cos": functions.cosine(),
    "erf": functions.erf(),
    "atan": functions.atan(),
    "2 ** z": functions.exponential(2.0),
    "z ** 0": functions.power(0),
    "z ** 1": functions.power(1),
    "z ** 2": functions.power(2),
    "z ** 3": functions.power(3),
    "z ** 6": functions.power(6),
}
POSITIVE: dict[str, Elementwise] = {
    "log": functions.log(),
    "log2": functions.log(2),
    "log10": functions.log(10),
    "log1p": functions.log1p(),
    "sqrt": functions.sqrt(),
    "rsqrt": functions.rsqrt(),
    "reciprocal": functions.reciprocal(),
    "z ** -1": functions.power(-1),
    "z ** -2": functions.power(-2),
    "z ** 0.3": functions.power(0.3),
    "z ** 2.5": functions.power(2.5),
    "z ** -0.75": functions.power(-0.75),
    "z ** tensor": functions.power(torch.tensor([1.5]).double()),
}
FUNCTIONS = {**ANYWHERE, **POSITIVE}
JUMPS = ("threshold with a jump", "softplus with a low threshold")
BENT = {
    *("relu", "leaky_relu", "prelu", "relu6", "hardtanh", "hardsigmoid", "hardswish"),
    *("threshold", "clamp below", "clamp above", "abs", "elu", *JUMPS),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_derivative_is_that_of_autograd(name: str) -> None:
    function = FUNCTIONS[name]
    z = torch.linspace(0.1 if name in POSITIVE else -4.01, 8, 301, dtype=torch.float64)
    z.requires_grad_()
    (wanted,) = torch.autograd.grad(function.forward(z).sum(), z)
    # PyTorch's hardsigmoid has a derivative of float32(1 / 6).
    atol = 1e-8 if name.startswith("hards") else 1e-12
    torch.testing.assert_close(function.slope(z.detach()), wanted, rtol=1e-10, atol=atol)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("scale", [1e-12, 1e-7, 1e-4, 1e-2, 1.0, 30.0])
def test_secant_times_distance_is_the_change(name: str, scale: float) -> None:
    function = FUNCTIONS[name]
    z, z0 = _pairs(name, torch.float64, scale)
    y, y0 = function.forward(z), function.forward(z0)
    secant = function.secant(z, z0, y, y0)
    size = (y.abs() + y0.abs()).clamp(min=1)
    assert ((secant * (z - z0) - (y - y0)).abs() / size).max() < 1e-13
    assert torch.equal(torch.isfinite(secant), torch.ones_like(secant, dtype=torch.bool))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_secant_is_a_function_of_the_pair(name: str) -> None:
    function = FUNCTIONS[name]
    z, z0 = _pairs(name, torch.float64, 1.0)
    y, y0 = function.forward(z), function.forward(z0)
    one, other = function.secant(z, z0, y, y0), function.secant(z0, z, y0, y)
    torch.testing.assert_close(one, other, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_at_no_distance_the_secant_is_the_derivative(name: str) -> None:
    function = FUNCTIONS[name]
    z, _ = _pairs(name, torch.float64, 1.0)
    y = function.forward(z)
    torch.testing.assert_close(function.secant(z, z, y, y), function.slope(z))


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in BENT])
def test_float32_secant_stays_near_the_exact_one_at_any_distance(name: str) -> None:
    function = FUNCTIONS[name]
    for scale in torch.logspace(-8, 0, 9).tolist():
        z, z0 = _pairs(name, torch.float32, scale)
        found = function.secant(z, z0, function.forward(z), function.forward(z0))
        exact, exact0 = z.double(), z0.double()
        wanted = function.secant(exact, exact0, function.forward(exact), function.forward(exact0))
        # The plain quotient errs by up to 1; without a closed form 2e-5 is left at 5e-3.
        torch.testing.assert_close(found.double(), wanted, rtol=5e-5, atol=5e-5)


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_piecewise_linear_secants_are_exact_in_float32(name: str) -> None:
    function = FUNCTIONS[name]
    z, z0 = _pairs(name, torch.float32, 1.0)
    slope = 0.0 if name == "relu" else 0.1
    secant = function.secant(z, z0, function.forward(z), function.forward(z0))
    assert (secant[(z > 0) & (z0 > 0)] == 1).all()
    assert (secant[(z < 0) & (z0 < 0)] == slope).all()
    assert ((secant >= slope) & (secant <= 1)).all()


@pytest.mark.parametrize("name", ["relu", "abs", "sqrt", "z ** 0.3"])
def test_between_zero_and_zero_nothing_changes(name: str) -> None:
    function, zero = FUNCTIONS[name], torch.zeros(3)
    assert function.secant(zero, zero, zero, zero).tolist() == [0.0, 0.0, 0.0]
    assert function.slope(zero).tolist() == [0.0, 0.0, 0.0]


def test_relu_at_no_distance_takes_the_derivative_which_is_0_at_0() -> None:
    z = torch.tensor([-1.0, 0.0, 2.0])
    assert FUNCTIONS["relu"].secant(z, z, z.relu(), z.relu()).tolist() == [0.0, 0.0, 1.0]


def test_what_a_mask_made_minus_infinity_has_an_exponential_that_does_not_change() -> None:
    z = torch.tensor([-torch.inf, -torch.inf, 0.0])
    z0 = torch.tensor([-torch.inf, 0.0, -torch.inf])
    assert secants.exp(z, z0).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("function", [activations.sigmoid(), activations.tanh()])
def test_gates_do_not_overflow(function: Elementwise) -> None:
    z = torch.tensor([500.0, -500.0, 500.0, 0.0])
    z0 = torch.tensor([-500.0, -499.0, 499.0, 400.0])
    y, y0 = function.forward(z), function.forward(z0)
    secant = function.secant(z, z0, y, y0)
    torch.testing.assert_close(secant * (z - z0), y - y0)


def test_constants_move_with_the_function() -> None:
    function = piecewise.prelu(torch.tensor([0.25]))
    moved = function.to(torch.device("cpu"), torch.float64)
    assert moved.constants[0].dtype == torch.float64
    assert moved.forward(torch.tensor([-4.0]).double()).item() == -1


def test_inside_a_formula_an_activation_is_arithmetic() -> None:
    plain = activations.sigmoid().inside_a_formula()
    assert not isinstance(plain, ActivationFunction)
    assert plain.name == "sigmoid"


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name in BENT])
def test_secants_across_a_bend_are_bounded_by_the_slopes(name: str) -> None:
    function = FUNCTIONS[name]
    z, z0 = _pairs(name, torch.float32, 1e-6)
    secant = function.secant(z, z0, function.forward(z), function.forward(z0))
    if name not in JUMPS:
        assert secant.abs().max() <= 2.0


def _pairs(name: str, dtype: torch.dtype, scale: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return pairs ``scale`` apart; half of the first numbers lie on the bends of the functions."""
    generator = torch.Generator().manual_seed(3)
    bends = torch.tensor([0.0, -0.5, 0.7, 0.2, 0.1, 6.0, 3.0, -3.0, 1.0, 10.0])
    z = torch.randn(2000, dtype=torch.float64, generator=generator) * 2
    z[:1000] = bends.repeat(100) + z[:1000].sign() * 1e-9
    z0 = z + torch.randn(2000, dtype=torch.float64, generator=generator) * scale
    if name in POSITIVE:
        z, z0 = z.abs() + 0.1, z0.abs() + 0.1
    return z.to(dtype), z0.to(dtype)
