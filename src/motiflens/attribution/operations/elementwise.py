"""Functions of one number, with their derivative and their secant.

The secant between z and z0 is (f(z) - f(z0)) / (z - z0): DeepLIFT's multiplier (Shrikumar 2017,
eq. 14-16). Near z = z0 the quotient is rounding noise, so each function either has a closed form
that stays exact, or takes the derivative at the midpoint, whose error is of second order.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.operations.base import Operation

# Below this distance the midpoint derivative is nearer to the secant than the quotient is:
# the first errs by about d^2 / 24, the second by the precision over d.
_NEAR = {torch.float64: 1e-5, torch.float32: 5e-3}


@dataclass(frozen=True)
class Elementwise(Operation):
    """y = f(x), element by element.

    Attributes
    ----------
    name
        Of the function, as errors and reports print it.
    function, derivative
        f and f'.
    exact_secant
        A closed form of the secant (z, z0), where there is one.
    """

    name: str
    function: Callable[[Tensor], Tensor]
    derivative: Callable[[Tensor], Tensor]
    exact_secant: Callable[[Tensor, Tensor], Tensor] | None = None

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return f(x)."""
        return self.function(inputs[0])

    def secant(self, z: Tensor, z0: Tensor, y: Tensor, y0: Tensor) -> Tensor:
        """Return (y - y0) / (z - z0), and its limit where z = z0."""
        if self.exact_secant is not None:
            return self.exact_secant(z, z0)
        delta = z - z0
        near = delta.abs() < _NEAR.get(delta.dtype, 5e-2)
        quotient = (y - y0) / delta.masked_fill(near, 1.0)
        return torch.where(near, self.derivative((z + z0) / 2), quotient)


class ActivationFunction(Elementwise):
    """The activation of a unit, through which LRP passes relevance unchanged."""


def relu() -> ActivationFunction:
    """max(z, 0); the derivative at 0 is 0."""
    return ActivationFunction("relu", torch.relu, _step, _relu_secant)


def leaky_relu(slope: float) -> ActivationFunction:
    """Return z where z > 0, else slope * z."""
    return ActivationFunction(
        "leaky_relu",
        partial(F.leaky_relu, negative_slope=slope),
        lambda z: slope + (1 - slope) * _step(z),
        lambda z, z0: slope + (1 - slope) * _relu_secant(z, z0),
    )


def elu(alpha: float, scale: float, input_scale: float) -> ActivationFunction:
    """Return scale * z where z > 0, else scale * alpha * (exp(input_scale * z) - 1)."""

    def derivative(z: Tensor) -> Tensor:
        bent = scale * alpha * input_scale * torch.exp(input_scale * z.clamp(max=0))
        return torch.where(z > 0, torch.full_like(z, scale), bent)

    def function(z: Tensor) -> Tensor:
        return torch.ops.aten.elu(z, alpha, scale, input_scale)  # type: ignore[no-any-return]

    return ActivationFunction("elu", function, derivative)


def gelu(approximate: str) -> ActivationFunction:
    """Gaussian error linear unit, exact or by tanh (``approximate``)."""
    exact = approximate == "none"
    return ActivationFunction(
        "gelu",
        partial(F.gelu, approximate=approximate),
        _gelu_derivative if exact else _gelu_tanh_derivative,
    )


def silu() -> ActivationFunction:
    """Return z * sigmoid(z)."""

    def derivative(z: Tensor) -> Tensor:
        gate = torch.sigmoid(z)
        return gate * (1 + z * (1 - gate))

    return ActivationFunction("silu", F.silu, derivative)


def softplus(beta: float, threshold: float) -> ActivationFunction:
    """Return log(1 + exp(beta * z)) / beta; z itself where beta * z > threshold."""
    return ActivationFunction(
        "softplus",
        partial(F.softplus, beta=beta, threshold=threshold),
        lambda z: torch.where(z * beta > threshold, torch.ones_like(z), torch.sigmoid(beta * z)),
    )


def sigmoid() -> ActivationFunction:
    """1 / (1 + exp(-z))."""
    return ActivationFunction(
        "sigmoid", torch.sigmoid, lambda z: torch.sigmoid(z) * torch.sigmoid(-z)
    )


def tanh() -> ActivationFunction:
    """Hyperbolic tangent."""
    return ActivationFunction("tanh", torch.tanh, lambda z: 1 - torch.tanh(z).square())


def exp() -> ActivationFunction:
    """exp(z); the secant is exp(z0) (exp(d) - 1) / d, exact at any distance."""

    def secant(z: Tensor, z0: Tensor) -> Tensor:
        delta = z - z0
        ratio = torch.where(delta == 0, torch.ones_like(delta), torch.expm1(delta) / delta)
        return torch.exp(z0) * ratio

    return ActivationFunction("exp", torch.exp, torch.exp, secant)


def log() -> Elementwise:
    """Natural logarithm."""
    return Elementwise("log", torch.log, torch.reciprocal)


def power(exponent: float) -> Elementwise:
    """Return z ** exponent."""
    return Elementwise(
        "pow",
        partial(torch.pow, exponent=exponent),
        lambda z: exponent * z ** (exponent - 1),
    )


def _step(z: Tensor) -> Tensor:
    return (z > 0).to(z.dtype)


def _relu_secant(z: Tensor, z0: Tensor) -> Tensor:
    # max(z, z0) / |z - z0| is the secant where z and z0 lie on either side of 0, at least 1 where
    # both are positive and negative where neither is; 0 / 0 only where both are 0. Five passes
    # over memory, all but one in place.
    distance = (z - z0).abs_()
    return torch.maximum(z, z0).div_(distance).clamp_(0, 1).nan_to_num_(0)


def _gelu_derivative(z: Tensor) -> Tensor:
    density = torch.exp(-z.square() / 2) / math.sqrt(2 * math.pi)
    return (1 + torch.erf(z / math.sqrt(2))) / 2 + z * density


def _gelu_tanh_derivative(z: Tensor) -> Tensor:
    scale, cubic = math.sqrt(2 / math.pi), 0.044715
    bend = torch.tanh(scale * (z + cubic * z**3))
    return (1 + bend) / 2 + z * (1 - bend.square()) / 2 * scale * (1 + 3 * cubic * z.square())
