"""Builders of pooling and of reductions over dimensions."""

from __future__ import annotations

import torch

from motiflens.attribution import operations as ops
from motiflens.attribution.aten.table import Built, Call, Refusal, axes, builds, per_dimension

aten = torch.ops.aten


@builds(aten.max_pool1d.default, aten.max_pool2d.default)
def _max_pool(call: Call) -> Built:
    rank = 1 if len(call.x.sizes) == 3 else 2
    kernel = per_dimension(call["kernel_size"], rank)
    operation = ops.MaxPool(
        kernel,
        per_dimension(call["stride"], rank) if call["stride"] else kernel,
        per_dimension(call["padding"], rank),
        per_dimension(call["dilation"], rank),
        call["ceil_mode"],
    )
    return operation, (call.x,)


@builds(aten.adaptive_max_pool1d.default)
def _adaptive_max_pool(call: Call) -> Built:
    if list(call["output_size"]) != [1] or call.index != 0:
        raise Refusal("only the maximum over all positions is known")
    return ops.MaxOverDimensions((len(call.x.sizes) - 1,), keepdim=True), (call.x,)


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
    rank = 1 if len(call.x.sizes) == 3 else 2
    kernel = per_dimension(call["kernel_size"], rank)
    operation = ops.AveragePool(
        kernel,
        per_dimension(call["stride"], rank) if call["stride"] else kernel,
        per_dimension(call["padding"], rank),
        call["ceil_mode"],
        call["count_include_pad"],
    )
    return operation, (call.x,)


@builds(aten.adaptive_avg_pool1d.default)
def _adaptive_avg_pool(call: Call) -> Built:
    return ops.AdaptiveAveragePool(call["output_size"][0]), (call.x,)


@builds(aten.sum.dim_IntList)
def _sum(call: Call) -> Built:
    return ops.Sum(axes(call["dim"], call.x), call["keepdim"]), (call.x,)


@builds(aten.mean.dim)
def _mean(call: Call) -> Built:
    return ops.Mean(axes(call["dim"], call.x), call["keepdim"]), (call.x,)
