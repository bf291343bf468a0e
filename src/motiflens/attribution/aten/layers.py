"""Builders of layers with weights and of batch normalisation."""

from __future__ import annotations

import torch

from motiflens.attribution import operations as ops
from motiflens.attribution.aten.table import (
    Built,
    Call,
    builds,
    constant,
    per_dimension,
    windows,
)

aten = torch.ops.aten


@builds(
    aten.conv1d.default,
    aten.conv1d.padding,
    aten.conv2d.default,
    aten.conv2d.padding,
    aten.conv3d.default,
    aten.conv3d.padding,
)
def _convolution(call: Call) -> Built:
    weight = constant(call["weight"], "weight")
    rank = weight.dim() - 2
    x = windows(call, rank + 1)
    dilation = per_dimension(call["dilation"], rank)
    trailing = (0,) * rank
    if call["padding"] == "same":
        total = [d * (k - 1) for d, k in zip(dilation, weight.shape[2:], strict=True)]
        padding = tuple(t // 2 for t in total)
        trailing = tuple(t % 2 for t in total)
    elif call["padding"] == "valid":
        padding = (0,) * rank
    else:
        padding = per_dimension(call["padding"], rank)
    operation = ops.Convolution(
        weight,
        constant(call["bias"], "bias"),
        per_dimension(call["stride"], rank),
        padding,
        dilation,
        trailing,
        call["groups"],
    )
    return operation, (x,)


@builds(aten.conv_transpose1d.default, aten.conv_transpose2d.input)
def _transposed_convolution(call: Call) -> Built:
    weight = constant(call["weight"], "weight")
    rank = weight.dim() - 2
    operation = ops.TransposedConvolution(
        weight,
        constant(call["bias"], "bias"),
        per_dimension(call["stride"], rank),
        per_dimension(call["padding"], rank),
        per_dimension(call["output_padding"], rank),
        per_dimension(call["dilation"], rank),
        call["groups"],
    )
    return operation, (windows(call, rank + 1),)


@builds(aten.linear.default)
def _linear(call: Call) -> Built:
    weight = constant(call["weight"], "weight")
    return ops.Dense(weight, constant(call["bias"], "bias")), (call.x,)


@builds(aten._native_batch_norm_legit_no_training.default)
def _batch_norm(call: Call) -> Built:
    mean, variance = call["running_mean"], call["running_var"]
    scale = torch.rsqrt(variance + call["eps"])
    scale = scale if call["weight"] is None else scale * call["weight"]
    shift = -mean * scale if call["bias"] is None else call["bias"] - mean * scale
    tail = [1] * (len(call.x.sizes) - 2)
    return ops.BatchNorm(scale.view(-1, *tail), shift.view(-1, *tail)), (call.x,)
