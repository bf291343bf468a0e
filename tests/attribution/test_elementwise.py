"""Secants and derivatives of activations, in float64 and beside it in float32."""

from __future__ import annotations

import pytest
import torch

from motiflens.attribution.operations import elementwise
from motiflens.attribution.operations.elementwise import Elementwise

FUNCTIONS: dict[str, Elementwise] = {
    "relu": elementwise.relu(),
    "leaky_relu": elementwise.leaky_relu(0.1),
    "elu": elementwise.elu(1.3, 1.0, 1.0),
    "gelu": elementwise.gelu("none"),
    "gelu tanh": elementwise.gelu("tanh"),
    "silu": elementwise.silu(),
    "softplus": elementwise.softplus(2.0, 20.0),
    "sigmoid": elementwise.sigmoid(),
    "tanh": elementwise.tanh(),
    "exp": elementwise.exp(),
    "pow": elementwise.power(3),
}
KINKED = ("relu", "leaky_relu", "elu")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_derivative_is_that_of_autograd(name: str) -> None:
    function = FUNCTIONS[name]
    z = torch.linspace(-4, 4, 201, dtype=torch.float64, requires_grad=True)
    (wanted,) = torch.autograd.grad(function.forward(z).sum(), z)
    torch.testing.assert_close(function.derivative(z.detach()), wanted, rtol=1e-10, atol=1e-12)


def test_derivative_of_log() -> None:
    z = torch.linspace(0.1, 4, 40, dtype=torch.float64)
    torch.testing.assert_close(elementwise.log().derivative(z), 1 / z)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_secant_times_distance_is_the_change(name: str) -> None:
    function = FUNCTIONS[name]
    z, z0 = _pairs(torch.float64)
    y, y0 = function.forward(z), function.forward(z0)
    secant = function.secant(z, z0, y, y0)
    torch.testing.assert_close(secant * (z - z0), y - y0, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in KINKED])
def test_float32_secant_stays_near_the_exact_one_at_any_distance(name: str) -> None:
    function = FUNCTIONS[name]
    z0 = torch.linspace(-3, 3, 61).repeat(9)
    distance = torch.logspace(-8, 0, 9).repeat_interleave(61)
    z = z0 + distance
    found = function.secant(z, z0, function.forward(z), function.forward(z0))
    exact_z, exact_z0 = z.double(), z0.double()
    wanted = function.secant(
        exact_z, exact_z0, function.forward(exact_z), function.forward(exact_z0)
    )
    # The plain quotient errs by up to 1 here; the rest is float32 at a distance of 5e-3.
    torch.testing.assert_close(found.double(), wanted, rtol=2e-4, atol=2e-4)


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_piecewise_linear_secants_are_exact_in_float32(name: str) -> None:
    function = FUNCTIONS[name]
    z, z0 = _pairs(torch.float32)
    slope = 0.0 if name == "relu" else 0.1
    secant = function.secant(z, z0, function.forward(z), function.forward(z0))
    assert (secant[(z > 0) & (z0 > 0)] == 1).all()
    assert (secant[(z < 0) & (z0 < 0)] == slope).all()
    assert ((secant >= slope) & (secant <= 1)).all()


def test_relu_at_no_distance_takes_the_derivative_which_is_0_at_0() -> None:
    z = torch.tensor([-1.0, 0.0, 2.0])
    secant = FUNCTIONS["relu"].secant(z, z, z.relu(), z.relu())
    assert secant.tolist() == [0.0, 0.0, 1.0]


def _pairs(dtype: torch.dtype) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    z = torch.randn(2000, dtype=dtype, generator=generator) * 2
    return z, torch.randn(2000, dtype=dtype, generator=generator) * 2
