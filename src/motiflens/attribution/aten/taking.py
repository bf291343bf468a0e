"""Builders of what takes elements by a constant index, or between elements by interpolation."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from motiflens.attribution import operations as ops
from motiflens.attribution.aten.table import (
    Built,
    Call,
    Refusal,
    axes,
    builds,
    constant,
    unmixed,
    windows,
)

aten = torch.ops.aten


@builds(aten.flip.default)
def _flip(call: Call) -> Built:
    return ops.Flip(axes(call["dims"], call.x)), (call.x,)


@builds(aten.roll.default)
def _roll(call: Call) -> Built:
    if len(call["dims"]) != 1:
        raise Refusal("only a roll along one dimension is known")
    (dim,) = axes(call["dims"], call.x)
    return ops.Take(dim, torch.arange(call.sizes[dim]).roll(call["shifts"][0])), (call.x,)


@builds(aten.index_select.default)
def _index_select(call: Call) -> Built:
    index = constant(call["index"], "index")
    return ops.Take(unmixed(call["dim"], call.x), index), (call.x,)


@builds(aten.index.Tensor)
def _index(call: Call) -> Built:
    """x[..., i, j, ...] with constant indices of neighbouring dimensions, broadcast together."""
    x, given = call.x, call["indices"]
    dims = [dim for dim, index in enumerate(given) if index is not None]
    if dims != list(range(dims[0], dims[-1] + 1)):
        raise Refusal("it indexes dimensions that are not neighbours")
    chosen = [unmixed(dim, x) for dim in dims]
    first, last = chosen[0], chosen[-1] + 1
    flat, shape = _flat_index([given[dim] for dim in dims], x.sizes[first:last])
    joined = (*x.sizes[:first], math.prod(x.sizes[first:last]), *x.sizes[last:])
    moved = x.batch_axis if x.batch_axis < first else x.batch_axis - len(dims) + 1
    merged = x
    if len(dims) > 1:
        merged = call.step(ops.Reshape(joined, moved), x, sizes=joined, batch_axis=moved)
    if len(shape) == 1:
        return ops.Take(first, flat), (merged,)
    taken = (*x.sizes[:first], len(flat), *x.sizes[last:])
    step = call.step(ops.Take(first, flat), merged, sizes=taken, batch_axis=moved)
    return ops.Reshape(call.sizes, call.batch_axis), (step,)


def _flat_index(indices: list[Any], sizes: tuple[int, ...]) -> tuple[Tensor, torch.Size]:
    """Return one index into dimensions ``sizes`` joined, flat, and the shape that it had."""
    whole = [constant(index, "index") for index in indices]
    if len(whole) == 1 and whole[0].dtype == torch.bool:
        return whole[0].nonzero()[:, 0], torch.Size([int(whole[0].sum())])
    if any(index.dtype == torch.bool for index in whole):
        raise Refusal("masks among several indices are not known")
    flat = torch.zeros((), dtype=torch.long, device=whole[0].device)
    for index, size in zip(whole, sizes, strict=True):
        flat = flat * size + index % size
    return flat.flatten(), flat.shape


@builds(aten.upsample_nearest1d.vec)
def _nearest(call: Call) -> Built:
    x = windows(call, 1)
    places = torch.arange(x.sizes[-1], dtype=torch.float64)[None, None]
    index = aten.upsample_nearest1d.vec(places, call["output_size"], call["scale_factors"])
    return ops.Take(len(x.sizes) - 1, index[0, 0].long()), (x,)


@builds(aten.upsample_linear1d.vec)
def _linear(call: Call) -> Built:
    """Interpolate; where between two elements is what interpolating their numbers gives."""
    x, last = windows(call, 1), len(call.sizes) - 1
    places = torch.arange(x.sizes[-1], dtype=torch.float64)[None, None]
    given = (call[name] for name in ("output_size", "align_corners", "scale_factors"))
    between = aten.upsample_linear1d.vec(places, *given)[0, 0]
    low = between.floor().long().clamp(max=x.sizes[-1] - 1)
    high = (low + 1).clamp(max=x.sizes[-1] - 1)
    return ops.Interpolation(last, low, high, between - low), (x,)
