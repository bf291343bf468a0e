"""Activations of units that bend smoothly."""

from __future__ import annotations

import math
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.operations import secants
from motiflens.attribution.operations.elementwise import ActivationFunction, factory


@factory
def sigmoid() -> ActivationFunction:
    """1 / (1 + exp(-z))."""
    return ActivationFunction("sigmoid", torch.sigmoid, _sigmoid_derivative, secants.sigmoid)


@factory
def tanh() -> ActivationFunction:
    """Hyperbolic tangent."""
    return ActivationFunction("tanh", torch.tanh, lambda z: 1 - torch.tanh(z) ** 2, secants.tanh)


@factory
def exp() -> ActivationFunction:
    """exp(z), which some first layers use."""
    return ActivationFunction("exp", torch.exp, torch.exp, secants.exp)


@factory
def elu(alpha: float, scale: float, input_scale: float) -> ActivationFunction:
    """Return scale * z where z > 0, else scale * alpha * (exp(input_scale * z) - 1)."""
    bend = scale * alpha * input_scale

    def derivative(z: Tensor) -> Tensor:
        left = bend * torch.exp(input_scale * z.clamp(max=0))
        return torch.where(z > 0, torch.full_like(z, scale), left)

    def secant(z: Tensor, z0: Tensor) -> Tensor:
        right = secants.relu(z, z0)
        left = secants.exp(input_scale * z.clamp(max=0), input_scale * z0.clamp(max=0))
        return scale * right + bend * left * (1 - right)

    def function(z: Tensor) -> Tensor:
        return torch.ops.aten.elu(z, alpha, scale, input_scale)  # type: ignore[no-any-return]

    return ActivationFunction("elu", function, derivative, secant)


@factory
def silu() -> ActivationFunction:
    """Return z * sigmoid(z)."""

    def secant(z: Tensor, z0: Tensor) -> Tensor:
        return _product(z, z0, torch.sigmoid(z), torch.sigmoid(z0), secants.sigmoid(z, z0))

    return ActivationFunction(
        "silu", F.silu, lambda z: torch.sigmoid(z) + z * _sigmoid_derivative(z), secant
    )


@factory
def gelu(approximate: str) -> ActivationFunction:
    """Gaussian error linear unit z * Phi(z), exact or by tanh (``approximate``)."""
    if approximate == "tanh":
        return ActivationFunction(
            "gelu", partial(F.gelu, approximate="tanh"), _gelu_tanh_derivative, _gelu_tanh_secant
        )

    def secant(z: Tensor, z0: Tensor) -> Tensor:
        y, y0 = _normal(z), _normal(z0)
        return _product(z, z0, y, y0, secants.quotient_secant(_density, z, z0, y, y0))

    return ActivationFunction("gelu", F.gelu, lambda z: _normal(z) + z * _density(z), secant)


@factory
def mish() -> ActivationFunction:
    """Return z * tanh(softplus(z))."""

    def derivative(z: Tensor) -> Tensor:
        gate = torch.tanh(secants.exact_softplus(z))
        return gate + z * (1 - gate.square()) * torch.sigmoid(z)

    def secant(z: Tensor, z0: Tensor) -> Tensor:
        u, u0 = secants.exact_softplus(z), secants.exact_softplus(z0)
        slope = secants.tanh(u, u0) * secants.softplus(z, z0)
        return _product(z, z0, torch.tanh(u), torch.tanh(u0), slope)

    return ActivationFunction("mish", F.mish, derivative, secant)


_HIGH = 15.0


@factory
def softplus(beta: float, threshold: float) -> ActivationFunction:
    """Return log(1 + exp(beta * z)) / beta; z itself where beta * z > threshold."""
    function = partial(F.softplus, beta=beta, threshold=threshold)

    def derivative(z: Tensor) -> Tensor:
        return torch.where(z * beta > threshold, torch.ones_like(z), torch.sigmoid(beta * z))

    def secant(z: Tensor, z0: Tensor) -> Tensor:
        straight, straight0 = z * beta > threshold, z0 * beta > threshold
        smooth = secants.softplus(beta * z, beta * z0)
        within = torch.where(straight & straight0, torch.ones_like(smooth), smooth)
        # Across the threshold f jumps, by so little where it is high that rounding hides it.
        across = straight != straight0
        if threshold >= _HIGH:
            across = across & ~secants.near(z, z0)
        return torch.where(across, (function(z) - function(z0)) / (z - z0), within)

    return ActivationFunction("softplus", function, derivative, secant)


@factory
def log_sigmoid() -> ActivationFunction:
    """Return -log(1 + exp(-z))."""
    return ActivationFunction(
        "log_sigmoid",
        F.logsigmoid,
        lambda z: torch.sigmoid(-z),
        lambda z, z0: secants.softplus(-z, -z0),
    )


def _product(z: Tensor, z0: Tensor, gate: Tensor, gate0: Tensor, slope: Tensor) -> Tensor:
    """Return the secant of z * gate(z), from that of the gate."""
    return (gate + gate0) / 2 + (z + z0) / 2 * slope


def _sigmoid_derivative(z: Tensor) -> Tensor:
    return torch.sigmoid(z) * torch.sigmoid(-z)


def _normal(z: Tensor) -> Tensor:
    return (1 + torch.erf(z / math.sqrt(2))) / 2


def _density(z: Tensor) -> Tensor:
    return torch.exp(-z.square() / 2) / math.sqrt(2 * math.pi)


_TANH_SCALE, _TANH_CUBIC = math.sqrt(2 / math.pi), 0.044715


def _tanh_argument(z: Tensor) -> Tensor:
    return _TANH_SCALE * (z + _TANH_CUBIC * z**3)


def _gelu_tanh_derivative(z: Tensor) -> Tensor:
    bend = torch.tanh(_tanh_argument(z))
    slope = _TANH_SCALE * (1 + 3 * _TANH_CUBIC * z.square())
    return (1 + bend) / 2 + z * (1 - bend.square()) / 2 * slope


def _gelu_tanh_secant(z: Tensor, z0: Tensor) -> Tensor:
    u, u0 = _tanh_argument(z), _tanh_argument(z0)
    slope = _TANH_SCALE * (1 + _TANH_CUBIC * secants.integer_power(z, z0, 3))
    bend = secants.tanh(u, u0) * slope
    return _product(z, z0, (1 + torch.tanh(u)) / 2, (1 + torch.tanh(u0)) / 2, bend / 2)
