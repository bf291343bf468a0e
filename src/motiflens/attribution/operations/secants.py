"""Secants (f(z) - f(z0)) / (z - z0) that stay exact at any distance, limits included.

Each is a symmetric function of the pair and finite wherever f is. Where a difference of two values
would cancel, it is rewritten through ``expm1`` and ``log1p``, which do not.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.operations import compiled

Secant = Callable[[Tensor, Tensor], Tensor]

# Below this distance the midpoint derivative is nearer to the secant than the quotient is:
# the first errs by about d^2 / 24, the second by the precision over d.
_NEAR = {torch.float64: 1e-5, torch.float32: 5e-3}

# The least number, where the least normal one is too large to be next to nothing.
_LEAST = {torch.float16: 6e-8}


def quotient_secant(
    derivative: Callable[[Tensor], Tensor], z: Tensor, z0: Tensor, y: Tensor, y0: Tensor
) -> Tensor:
    """Return (y - y0) / (z - z0), and close by the derivative at the midpoint."""
    close = near(z, z0)
    quotient = (y - y0) / (z - z0).masked_fill(close, 1.0)
    return torch.where(close, derivative((z + z0) / 2), quotient)


def near(z: Tensor, z0: Tensor) -> Tensor:
    """Return where a quotient of differences would be rounding noise."""
    return (z - z0).abs() < _NEAR.get(z.dtype, 5e-2)


def step(z: Tensor) -> Tensor:
    """Return the derivative of a ReLU: 1 where z > 0, and 0 at 0."""
    return (z > 0).to(z.dtype)


def relu(z: Tensor, z0: Tensor) -> Tensor:
    """Secant of max(z, 0)."""
    # With h the largest and l the smallest of z, z0 and 0 it is h / (h - l); 0 / 0 is kept off by
    # an l just below 0.
    found = compiled.relu_secants(z, z0)
    if found is not None:
        return found
    high = torch.maximum(z, z0.clamp(min=0))
    low = torch.minimum(z, z0.clamp(max=-_LEAST.get(z.dtype, torch.finfo(z.dtype).tiny)))
    return high.div_(torch.sub(high, low, out=low))


def absolute(z: Tensor, z0: Tensor) -> Tensor:
    """Secant of |z|: (z + z0) / (|z| + |z0|), and 0 where both are 0."""
    return ((z + z0) / (z.abs() + z0.abs())).nan_to_num_(0)


def exp(z: Tensor, z0: Tensor) -> Tensor:
    """Secant of exp(z): exp(h) (1 - exp(-d)) / d with h the larger and d >= 0 the distance."""
    high, low = torch.maximum(z, z0), torch.minimum(z, z0)
    return torch.exp(high) * _decay(high - low)


def sigmoid(z: Tensor, z0: Tensor) -> Tensor:
    """Secant of 1 / (1 + exp(-z)), which never overflows."""
    high, low = torch.maximum(z, z0), torch.minimum(z, z0)
    return torch.sigmoid(high) * torch.sigmoid(-low) * _decay(high - low)


def tanh(z: Tensor, z0: Tensor) -> Tensor:
    """Secant of tanh(z) = 2 sigmoid(2 z) - 1."""
    return 4 * sigmoid(2 * z, 2 * z0)


def softplus(z: Tensor, z0: Tensor) -> Tensor:
    """Secant of log(1 + exp(z))."""
    high, low = torch.maximum(z, z0), torch.minimum(z, z0)
    distance = high - low
    fallen = torch.sigmoid(high) * torch.expm1(-distance)
    close = -torch.log1p(fallen) / distance
    far = (exact_softplus(high) - exact_softplus(low)) / distance
    middle = torch.sigmoid((z + z0) / 2)
    return torch.where(distance < 0.5, torch.where(distance == 0, middle, close), far)


def exact_softplus(z: Tensor) -> Tensor:
    """Return log(1 + exp(z)), which from 40 on is z in every precision."""
    return F.softplus(z, threshold=40.0)


def log(z: Tensor, z0: Tensor) -> Tensor:
    """Secant of log(z), z > 0: log1p(d / l) / d with l the smaller and d the distance."""
    low = torch.minimum(z, z0)
    ratio = (z - z0).abs() / low
    return torch.where(ratio == 0, torch.ones_like(ratio), torch.log1p(ratio) / ratio) / low


def sqrt(z: Tensor, z0: Tensor) -> Tensor:
    """Secant of sqrt(z): 1 / (sqrt(z) + sqrt(z0)), and 0 where both are 0."""
    return finite(torch.reciprocal(z.sqrt() + z0.sqrt()))


def reciprocal(z: Tensor, z0: Tensor) -> Tensor:
    """Secant of 1 / z: -1 / (z z0)."""
    return finite(-z.reciprocal() * z0.reciprocal())


def rsqrt(z: Tensor, z0: Tensor) -> Tensor:
    """Secant of 1 / sqrt(z): -1 / (sqrt(z z0) (sqrt(z) + sqrt(z0)))."""
    return -finite(z.rsqrt() * z0.rsqrt() / (z.sqrt() + z0.sqrt()))


def integer_power(z: Tensor, z0: Tensor, exponent: int) -> Tensor:
    """Secant of z^n, n > 0: the sum of z^k z0^(n-1-k)."""
    total, power = torch.ones_like(z + z0), torch.ones_like(z + z0)
    for _ in range(exponent - 1):
        power = power * z
        total = total * z0 + power
    return total


def real_power(z: Tensor, z0: Tensor, exponent: float | Tensor) -> Tensor:
    """Secant of z^p, z >= 0, for any p: l^p expm1(p log1p(d / l)) / d; 0 where that is infinite."""
    high, low = torch.maximum(z, z0), torch.minimum(z, z0)
    distance = high - low
    close = low**exponent * torch.expm1(exponent * torch.log1p(distance / low)) / distance
    far = (high**exponent - low**exponent) / distance
    limit = exponent * high ** (exponent - 1)
    chosen = torch.where(distance > high / 2, far, close)
    return finite(torch.where(distance == 0, limit, chosen))


def sine(z: Tensor, z0: Tensor) -> Tensor:
    """Secant of sin(z): cos of the middle, times sin(d/2) / (d/2)."""
    return torch.cos((z + z0) / 2) * _sinc((z - z0) / 2)


def cosine(z: Tensor, z0: Tensor) -> Tensor:
    """Secant of cos(z)."""
    return -torch.sin((z + z0) / 2) * _sinc((z - z0) / 2)


def finite(slope: Tensor) -> Tensor:
    """Return ``slope`` with 0 where it has no bound: there nothing changes, or f has no value."""
    return torch.where(slope.isfinite(), slope, torch.zeros_like(slope))


def _decay(distance: Tensor) -> Tensor:
    """Return (1 - exp(-d)) / d for d >= 0; 1 at 0, and between two infinities of one sign."""
    ratio = -torch.expm1(-distance) / distance
    return torch.where((distance == 0) | distance.isnan(), torch.ones_like(ratio), ratio)


def _sinc(z: Tensor) -> Tensor:
    return torch.where(z == 0, torch.ones_like(z), torch.sin(z) / z)
