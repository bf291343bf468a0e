"""Functions made of straight lines: their secants are exact at any distance."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.operations import secants
from motiflens.attribution.operations.elementwise import ActivationFunction, Elementwise, factory

Bend = tuple[float, float]
"""Where a line bends, and by how much its slope changes there."""


@factory
def relu() -> ActivationFunction:
    """max(z, 0); the derivative at 0 is 0."""
    return ActivationFunction("relu", torch.relu, secants.step, secants.relu)


@factory
def leaky_relu(slope: float) -> ActivationFunction:
    """Return z where z > 0, else slope * z."""
    return ActivationFunction(
        "leaky_relu",
        partial(F.leaky_relu, negative_slope=slope),
        *_lines(slope, (0.0, 1 - slope)),
    )


@factory
def prelu(slope: Tensor) -> ActivationFunction:
    """Return z where z > 0, else slope * z, with a slope for each channel, (C, 1, ...)."""
    return ActivationFunction(
        "prelu",
        lambda z, slope: torch.where(z > 0, z, slope * z),
        lambda z, slope: slope + (1 - slope) * secants.step(z),
        lambda z, z0, slope: slope + (1 - slope) * secants.relu(z, z0),
        (slope,),
    )


@factory
def hard_tanh(low: float, high: float, name: str = "hardtanh") -> ActivationFunction:
    """Return z, cut off below ``low`` and above ``high``."""
    return ActivationFunction(name, partial(torch.clamp, min=low, max=high), *_cut(low, high))


@factory
def hard_sigmoid() -> ActivationFunction:
    """min(max(z + 3, 0), 6) / 6."""
    return ActivationFunction(
        "hardsigmoid", F.hardsigmoid, *_lines(0.0, (-3.0, 1 / 6), (3.0, -1 / 6))
    )


@factory
def hard_swish() -> ActivationFunction:
    """Return z * hardsigmoid(z)."""
    slope, secant = _lines(0.0, (-3.0, 1 / 6), (3.0, -1 / 6))

    def product(z: Tensor, z0: Tensor) -> Tensor:
        return (F.hardsigmoid(z) + F.hardsigmoid(z0) + (z + z0) * secant(z, z0)) / 2

    return ActivationFunction(
        "hardswish", F.hardswish, lambda z: F.hardsigmoid(z) + z * slope(z), product
    )


@factory
def threshold(at: float, value: float) -> ActivationFunction:
    """Return z where z > at, else ``value``: with a jump, across which the quotient is taken."""

    def secant(z: Tensor, z0: Tensor) -> Tensor:
        across = (z > at) != (z0 > at)
        rise = F.threshold(z, at, value) - F.threshold(z0, at, value)
        return torch.where(across, rise / (z - z0), secants.step(torch.minimum(z, z0) - at))

    slope, bend = _lines(0.0, (at, 1.0))
    function = partial(F.threshold, threshold=at, value=value)
    return ActivationFunction("threshold", function, slope, bend if at == value else secant)


@factory
def clamp(low: float | None, high: float | None) -> Elementwise:
    """Return z, cut off at bounds of which either may be missing."""
    return Elementwise("clamp", partial(torch.clamp, min=low, max=high), *_cut(low, high))


@factory
def absolute() -> Elementwise:
    """Return |z|; the derivative at 0 is 0."""
    return Elementwise("abs", torch.abs, torch.sign, secants.absolute)


def _cut(
    low: float | None, high: float | None
) -> tuple[Callable[[Tensor], Tensor], secants.Secant]:
    low = None if low == -torch.inf else low
    high = None if high == torch.inf else high
    if low is not None and high is not None and low >= high:
        return _lines(0.0)  # PyTorch gives ``high`` everywhere
    bends = [(low, 1.0)] if low is not None else []
    bends += [(high, -1.0)] if high is not None else []
    return _lines(0.0 if low is not None else 1.0, *bends)


def _lines(first: float, *bends: Bend) -> tuple[Callable[[Tensor], Tensor], secants.Secant]:
    """Return derivative and secant of a line of slope ``first`` at the far left, with ``bends``."""

    def derivative(z: Tensor) -> Tensor:
        slope = torch.full_like(z, first)
        for at, change in bends:
            slope = slope + change * secants.step(z - at)
        return slope

    def secant(z: Tensor, z0: Tensor) -> Tensor:
        slope = torch.full_like(z, first)
        for at, change in bends:
            slope = slope + change * secants.relu(z - at, z0 - at)
        return slope

    return derivative, secant
