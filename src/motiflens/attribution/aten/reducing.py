"""Builders of pooling and of reductions over dimensions."""

from __future__ import annotations

import torch

from motiflens.attribution import operations as ops
from motiflens.attribution.aten.table import (
    Built,
    Call,
    Refusal,
    axes,
    builds,
    per_dimension,
    unmixed,
    windows,
)

aten = torch.ops.aten


@builds(
    aten.max_pool1d.default,
    aten.max_pool2d.default,
    aten.max_pool1d_with_indices.default,
    aten.max_pool2d_with_indices.default,
)
def _max_pool(call: Call) -> Built:
    if call.index:
        raise Refusal("the position of a maximum is not a smooth function of the input")
    rank = _rank(call)
    kernel = per_dimension(call["kernel_size"], rank)
    operation = ops.MaxPool(
        kernel,
        per_dimension(call["stride"], rank) if call["stride"] else kernel,
        per_dimension(call["padding"], rank),
        per_dimension(call["dilation"], rank),
        call["ceil_mode"],
    )
    return operation, (windows(call, rank),)


def _rank(call: Call) -> int:
    """Return over how many dimensions windows move."""
    return 1 if len(call.x.sizes) == 3 else 2


@builds(aten.amax.default, aten.max.dim)
def _amax(call: Call) -> Built:
    if call.index:
        raise Refusal("the position of a maximum is not a smooth function of the input")
    dims = call["dim"]
    return ops.MaxOverDimensions(axes(dims, call.x), call["keepdim"]), (call.x,)


@builds(aten.avg_pool1d.default, aten.avg_pool2d.default)
def _avg_pool(call: Call) -> Built:
    if call.arguments.get("divisor_override") is not None:
        raise Refusal("divisor_override is not known")
    rank = _rank(call)
    kernel = per_dimension(call["kernel_size"], rank)
    operation = ops.AveragePool(
        kernel,
        per_dimension(call["stride"], rank) if call["stride"] else kernel,
        per_dimension(call["padding"], rank),
        call["ceil_mode"],
        call["count_include_pad"],
    )
    return operation, (windows(call, rank),)


@builds(aten.adaptive_avg_pool1d.default, aten.adaptive_avg_pool2d.default)
def _adaptive_avg_pool(call: Call) -> Built:
    sizes = tuple(call["output_size"])
    return ops.AdaptiveAveragePool(sizes), (windows(call, len(sizes)),)


@builds(aten.sum.dim_IntList, aten.sum.default)
def _sum(call: Call) -> Built:
    return ops.Sum(*_reduced(call)), (call.x,)


@builds(aten.mean.dim, aten.mean.default)
def _mean(call: Call) -> Built:
    return ops.Mean(*_reduced(call)), (call.x,)


@builds(aten.logsumexp.default)
def _logsumexp(call: Call) -> Built:
    return ops.LogSumExp(*_reduced(call)), (call.x,)


def _reduced(call: Call) -> tuple[tuple[int, ...], bool]:
    given = call.arguments
    return axes(given.get("dim"), call.x), bool(given.get("keepdim"))


@builds(aten.cumsum.default)
def _cumsum(call: Call) -> Built:
    return ops.RunningSum(unmixed(call["dim"], call.x)), (call.x,)
