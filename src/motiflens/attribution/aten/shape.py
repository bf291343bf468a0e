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
    axis,
    builds,
    unmixed,
    windows,
)

aten = torch.ops.aten


@builds(
    aten.clone.default,
    aten.alias.default,
    aten.contiguous.default,
    aten.positive.default,
)
def _identity(call: Call) -> Activation:
    return call.x


@builds(
    aten.to.dtype,
    aten.to.dtype_layout,
    aten.to.device,
    aten.to.other,
    aten._to_copy.default,
    aten.type_as.default,
)
def _cast(call: Call) -> Activation:
    if call.result_dtype != call.dtype:
        raise Refusal(f"it changes the precision to {call.result_dtype}")
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
    dim = unmixed(call["dim"], x)
    sizes = call.arguments.get("split_sizes") or call["split_size"]
    start = index * sizes if isinstance(sizes, int) else sum(sizes[:index])
    return ops.Narrow(dim, start, call.sizes[dim]), (x,)


@builds(aten.unbind.int)
def _unbind(call: Call) -> Built:
    dim = unmixed(call["dim"], call.x)
    return ops.Narrow(dim, call.index or 0, 1, drop=True), (call.x,)


@builds(aten.pad.default, aten.constant_pad_nd.default)
def _pad(call: Call) -> Built:
    mode, pads = call.arguments.get("mode", "constant"), tuple(call["pad"])
    x = windows(call, len(pads) // 2)
    if mode != "constant":
        return _pad_by_index(call, mode)
    if not call["value"]:
        return ops.Pad(pads), (x,)
    sizes = [1 if axis == x.batch_axis else size for axis, size in enumerate(x.sizes)]
    edge = F.pad(torch.zeros(sizes, dtype=torch.float64), pads, value=call["value"])
    return ops.Shift(edge.to(call.dtype)), (call.step(ops.Pad(pads), x),)


def _pad_by_index(call: Call, mode: str) -> Built:
    pads = call["pad"]
    if len(pads) != 2:
        raise Refusal(f"{mode} padding of more than the last dimension is not known")
    dim = len(call.x.sizes) - 1
    positions = torch.arange(call.x.sizes[dim], dtype=torch.float64)[None, None]
    return ops.Take(dim, F.pad(positions, pads, mode=mode)[0, 0].long()), (call.x,)
