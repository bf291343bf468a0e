"""Quotients, larger and smaller of two, choices by a mask, and products with a sum."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from motiflens.attribution.formulas.table import formula

aten = torch.ops.aten


@formula(aten.div.Tensor)
def divide(a: Any, b: Any) -> Tensor:
    """Return a * (1 / b)."""
    if not isinstance(b, Tensor) or not b.is_floating_point():
        return NotImplemented  # type: ignore[no-any-return]
    quotient: Tensor = a * b.reciprocal()
    return quotient


@formula(aten.maximum.default, aten.max.other, aten.clamp_min.Tensor)
def larger(a: Tensor, b: Tensor) -> Tensor:
    """Return b + relu(a - b)."""
    return b + torch.relu(a - b)


@formula(aten.minimum.default, aten.min.other, aten.clamp_max.Tensor)
def smaller(a: Tensor, b: Tensor) -> Tensor:
    """Return b - relu(b - a)."""
    return b - torch.relu(b - a)


@formula(aten.clamp.Tensor)
def clamp(x: Tensor, min: Tensor | None = None, max: Tensor | None = None) -> Tensor:
    """Return the smaller of ``max`` and the larger of x and ``min``."""
    x = x if min is None else larger(x, min)
    return x if max is None else smaller(x, max)


@formula(aten.where.self)
def where(mask: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """Return a without what the mask leaves out, plus b without what it takes."""
    if not a.is_floating_point() or not b.is_floating_point():
        return NotImplemented  # type: ignore[no-any-return]
    mask, a, b = torch.broadcast_tensors(mask, a, b)  # type: ignore[no-untyped-call]
    return a.masked_fill(~mask, 0) + b.masked_fill(mask, 0)


@formula(aten.where.ScalarOther)
def where_or_number(mask: Tensor, a: Tensor, b: float) -> Tensor:
    """Return a, and a number where the mask is false."""
    a, mask = torch.broadcast_tensors(a, mask)  # type: ignore[no-untyped-call]
    return a.masked_fill(~mask, b)


@formula(aten.where.ScalarSelf)
def number_where(mask: Tensor, a: float, b: Tensor) -> Tensor:
    """Return b, and a number where the mask is true."""
    b, mask = torch.broadcast_tensors(b, mask)  # type: ignore[no-untyped-call]
    return b.masked_fill(mask, a)


@formula(aten.tril.default)
def lower_triangle(x: Tensor, diagonal: int = 0) -> Tensor:
    """Return x with zeros above a diagonal."""
    if not x.is_floating_point():
        return NotImplemented  # type: ignore[no-any-return]
    return x.masked_fill(_beyond(x) > diagonal, 0)


@formula(aten.triu.default)
def upper_triangle(x: Tensor, diagonal: int = 0) -> Tensor:
    """Return x with zeros below a diagonal."""
    if not x.is_floating_point():
        return NotImplemented  # type: ignore[no-any-return]
    return x.masked_fill(_beyond(x) < diagonal, 0)


def _beyond(x: Tensor) -> Tensor:
    """Return how far right of the diagonal each element stands."""
    rows, columns = (torch.arange(x.shape[dim], device=x.device) for dim in (-2, -1))
    return columns - rows[:, None]


@formula(aten.hypot.default)
def hypotenuse(a: Tensor, b: Tensor) -> Tensor:
    """sqrt(a^2 + b^2)."""
    return torch.sqrt(a.square() + b.square())


@formula(aten.addcmul.default)
def add_product(x: Tensor, a: Tensor, b: Tensor, *, value: float = 1) -> Tensor:
    """Return x + value * a * b."""
    return x + a * b * value


@formula(aten.addcdiv.default)
def add_quotient(x: Tensor, a: Tensor, b: Tensor, *, value: float = 1) -> Tensor:
    """Return x + value * a / b."""
    return x + a * b.reciprocal() * value


@formula(aten.lerp.Scalar, aten.lerp.Tensor)
def between(a: Tensor, b: Tensor, weight: Any) -> Tensor:
    """Return a + weight * (b - a)."""
    moved: Tensor = a + (b - a) * weight
    return moved
