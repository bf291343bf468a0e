"""Builders of operations that only move numbers."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from motiflens.attribution import operations as ops
from motiflens.attribution.aten.table import (
    Activation,
    Built,
    Call,
    Refusal,
    axes,
    axis,
    builds,
    constant,
)

aten = torch.ops.aten


@builds(
    aten.clone.default,
    aten.alias.default,
    aten.contiguous.default,
)
def _identity(call: Call) -> Activation:
    return call.x


@builds(aten.to.dtype, aten._to_copy.default)
def _cast(call: Call) -> Activation:
    if call["dtype"] is not None and call["dtype"] != call.dtype:
        raise Refusal(f"it changes the precision to {call['dtype']}")
    return call.x


@builds(
    aten.view.default,
    aten._unsafe_view.default,
    aten.reshape.default,
    aten.unsqueeze.default,
    aten.squeeze.dim,
    aten.squeeze.dims,
    aten.squeeze.default,
    aten.flatten.using_ints,
    aten.unflatten.int,
)
def _reshape(call: Call) -> Built:
    return ops.Reshape(call.sizes, call.batch_axis), (call.x,)


@builds(aten.permute.default)
def _permute(call: Call) -> Built:
    return ops.Permute(tuple(axis(dim, len(call.sizes)) for dim in call["dims"])), (call.x,)


@builds(aten.transpose.int)
def _transpose(call: Call) -> Built:
    rank = len(call.sizes)
    dims = list(range(rank))
    one, other = axis(call["dim0"], rank), axis(call["dim1"], rank)
    dims[one], dims[other] = other, one
    return ops.Permute(tuple(dims)), (call.x,)


@builds(aten.expand.default)
def _expand(call: Call) -> Built:
    sizes = list(call.sizes)
    sizes[call.batch_axis] = -1
    return ops.Expand(tuple(sizes)), (call.x,)


@builds(aten.slice.Tensor)
def _slice(call: Call) -> Built | Activation:
    x, dim = call.x, axis(call["dim"], len(call.sizes))
    if call.sizes == x.sizes:
        return x
    if dim == x.batch_axis:
        raise Refusal("it cuts the batch")
    start, _, step = slice(call["start"], call["end"], call["step"]).indices(x.sizes[dim])
    return ops.Narrow(dim, start, call.sizes[dim], step), (x,)


@builds(aten.select.int)
def _select(call: Call) -> Built:
    x = call.x
    dim = axis(call["dim"], len(x.sizes))
    if dim == x.batch_axis:
        raise Refusal("it takes one sequence out of the batch")
    return ops.Narrow(dim, call["index"] % x.sizes[dim], 1, drop=True), (x,)


@builds(aten.split.Tensor, aten.split_with_sizes.default)
def _split(call: Call) -> Built:
    x, index = call.x, call.index or 0
    dim = axis(call["dim"], len(x.sizes))
    sizes = call.arguments.get("split_sizes") or call["split_size"]
    start = index * sizes if isinstance(sizes, int) else sum(sizes[:index])
    return ops.Narrow(dim, start, call.sizes[dim]), (x,)


@builds(aten.unbind.int)
def _unbind(call: Call) -> Built:
    dim = axis(call["dim"], len(call.x.sizes))
    return ops.Narrow(dim, call.index or 0, 1, drop=True), (call.x,)


@builds(aten.pad.default, aten.constant_pad_nd.default)
def _pad(call: Call) -> Built:
    mode = call.arguments.get("mode", "constant")
    if mode != "constant":
        return _pad_by_index(call, mode)
    if call["value"]:
        raise Refusal("it pads with a number other than zero")
    return ops.Pad(tuple(call["pad"])), (call.x,)


def _pad_by_index(call: Call, mode: str) -> Built:
    pads = call["pad"]
    if len(pads) != 2:
        raise Refusal(f"{mode} padding of more than the last dimension is not known")
    dim = len(call.x.sizes) - 1
    positions = torch.arange(call.x.sizes[dim], dtype=torch.float64)[None, None]
    return ops.Take(dim, F.pad(positions, pads, mode=mode)[0, 0].long()), (call.x,)


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
    (dim,) = axes(call["dim"], call.x)
    return ops.Take(dim, constant(call["index"], "index")), (call.x,)
