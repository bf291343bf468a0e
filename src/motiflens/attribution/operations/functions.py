"""Mathematical functions: steps of arithmetic rather than activations of units."""

from __future__ import annotations

import math
from functools import partial

import torch
from torch import Tensor

from motiflens.attribution.operations import secants
from motiflens.attribution.operations.elementwise import Elementwise, factory

_SUMMED = 64
"""Whole exponents up to this one have their secant as a sum of products."""


@factory
def expm1() -> Elementwise:
    """exp(z) - 1."""
    return Elementwise("expm1", torch.expm1, torch.exp, secants.exp)


@factory
def log(base: float = math.e) -> Elementwise:
    """Logarithm to ``base`` (e, 2 or 10)."""
    function = {math.e: torch.log, 2: torch.log2, 10: torch.log10}[base]
    scale = 1 / math.log(base)
    return Elementwise(
        function.__name__,
        function,
        lambda z: scale / z,
        lambda z, z0: scale * secants.log(z, z0),
    )


@factory
def log1p() -> Elementwise:
    """log(1 + z)."""
    return Elementwise(
        "log1p",
        torch.log1p,
        lambda z: 1 / (1 + z),
        lambda z, z0: secants.log(1 + z, 1 + z0),
    )


@factory
def sqrt() -> Elementwise:
    """Square root; a change from 0 to 0 has the multiplier 0."""
    return Elementwise("sqrt", torch.sqrt, lambda z: secants.finite(z.rsqrt() / 2), secants.sqrt)


@factory
def rsqrt() -> Elementwise:
    """1 / sqrt(z)."""
    return Elementwise("rsqrt", torch.rsqrt, lambda z: -z.rsqrt() / z / 2, secants.rsqrt)


@factory
def reciprocal() -> Elementwise:
    """1 / z."""
    return Elementwise(
        "reciprocal", torch.reciprocal, lambda z: -z.reciprocal().square(), secants.reciprocal
    )


@factory
def sine() -> Elementwise:
    """sin(z)."""
    return Elementwise("sin", torch.sin, torch.cos, secants.sine)


@factory
def cosine() -> Elementwise:
    """cos(z)."""
    return Elementwise("cos", torch.cos, lambda z: -torch.sin(z), secants.cosine)


@factory
def erf() -> Elementwise:
    """Error function."""
    return Elementwise("erf", torch.erf, lambda z: 2 / math.sqrt(math.pi) * torch.exp(-z.square()))


@factory
def atan() -> Elementwise:
    """Inverse tangent."""
    return Elementwise("atan", torch.atan, lambda z: 1 / (1 + z.square()))


@factory
def power(exponent: float | Tensor) -> Elementwise:
    """Return z ** exponent: a number, or a constant tensor of them."""
    if isinstance(exponent, Tensor):
        return Elementwise("pow", torch.pow, _power_slope, secants.real_power, (exponent,))
    function = partial(torch.pow, exponent=exponent)
    slope = partial(_power_slope, exponent=exponent)
    if float(exponent).is_integer() and abs(exponent) <= _SUMMED:
        return Elementwise("pow", function, slope, partial(_whole_secant, exponent=int(exponent)))
    return Elementwise("pow", function, slope, partial(secants.real_power, exponent=exponent))


@factory
def exponential(base: float | Tensor) -> Elementwise:
    """Return base ** z, base > 0: a number, or a constant tensor."""
    logarithm = torch.log(torch.as_tensor(base, dtype=torch.float64))

    def scaled(z: Tensor, rate: Tensor) -> Tensor:
        return torch.exp(z * rate)

    return Elementwise(
        "pow",
        scaled,
        lambda z, rate: rate * torch.exp(z * rate),
        lambda z, z0, rate: rate * secants.exp(z * rate, z0 * rate),
        (logarithm,),
    )


def _power_slope(z: Tensor, exponent: float | Tensor) -> Tensor:
    return secants.finite(exponent * z ** (exponent - 1))


def _whole_secant(z: Tensor, z0: Tensor, exponent: int) -> Tensor:
    if exponent == 0:
        return torch.zeros_like(z + z0)
    if exponent > 0:
        return secants.integer_power(z, z0, exponent)
    rise = secants.integer_power(z, z0, -exponent)
    return secants.finite(-rise * z**exponent * z0**exponent)
