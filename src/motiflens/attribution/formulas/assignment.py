"""Assignments to parts of a tensor, as what `torch.export` makes of them.

``y[:, 2:5] = z`` becomes a new tensor: y before, z, y behind.
"""

from __future__ import annotations

import sys
from typing import Any

import torch
from torch import Tensor

from motiflens.attribution.formulas.table import formula

aten = torch.ops.aten


@formula(aten.copy.default)
def copy(x: Tensor, source: Tensor, non_blocking: bool = False) -> Tensor:
    """Return the source, in the shape of x."""
    del non_blocking
    return source.to(x.dtype).expand(x.shape).clone()


@formula(aten.fill.Scalar, aten.fill.Tensor)
def fill(x: Tensor, value: Any) -> Tensor:
    """Return the value, in the shape of x."""
    if isinstance(value, Tensor):
        return value.to(x.dtype).expand(x.shape).clone()
    return torch.full_like(x, value)


@formula(aten.slice_scatter.default)
def slice_scatter(
    x: Tensor,
    source: Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
) -> Tensor:
    """Return x with the source in the place of a slice."""
    if not start and (end is None or end == sys.maxsize) and step == 1:
        return source.expand(x.shape).clone()
    size = x.shape[dim]
    first, last, _ = slice(start, end, step).indices(size)
    source = (
        source.expand(
            [last - first if axis == dim % x.dim() else n for axis, n in enumerate(x.shape)]
        )
        if step == 1
        else source
    )
    if step == 1:
        parts = x.narrow(dim, 0, first), source, x.narrow(dim, last, size - last)
        return torch.cat([part for part in parts if part.shape[dim]], dim)
    places = torch.arange(size, device=x.device)
    inside = (places >= first) & (places < last) & ((places - first) % step == 0)
    return torch.cat([x, source], dim).index_select(
        dim, torch.where(inside, size + (places - first) // step, places)
    )


@formula(aten.select_scatter.default)
def select_scatter(x: Tensor, source: Tensor, dim: int, index: int) -> Tensor:
    """Return x with the source in the place of one element along ``dim``."""
    place = index % x.shape[dim]
    return slice_scatter(x, source.unsqueeze(dim), dim, place, place + 1)
