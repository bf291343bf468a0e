"""Builders of functions of one number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from motiflens.attribution import operations as ops
from motiflens.attribution.aten.table import (
    BUILDERS,
    Activation,
    Builder,
    Built,
    Call,
    Refusal,
    builds,
    constant,
)
from motiflens.attribution.operations import activations, functions, piecewise

aten = torch.ops.aten

_SELU = 1.6732632423543772, 1.0507009873554805

_ELEMENTWISE: dict[Any, Callable[[Call], ops.Elementwise]] = {
    aten.relu.default: lambda _: piecewise.relu(),
    aten.relu6.default: lambda _: piecewise.hard_tanh(0.0, 6.0, "relu6"),
    aten.leaky_relu.default: lambda call: piecewise.leaky_relu(call["negative_slope"]),
    aten.rrelu.default: lambda call: piecewise.leaky_relu((call["lower"] + call["upper"]) / 2),
    aten.hardtanh.default: lambda call: piecewise.hard_tanh(call["min_val"], call["max_val"]),
    aten.hardsigmoid.default: lambda _: piecewise.hard_sigmoid(),
    aten.hardswish.default: lambda _: piecewise.hard_swish(),
    aten.threshold.default: lambda call: piecewise.threshold(call["threshold"], call["value"]),
    aten.clamp.default: lambda call: piecewise.clamp(call["min"], call["max"]),
    aten.clamp_min.default: lambda call: piecewise.clamp(call["min"], None),
    aten.clamp_max.default: lambda call: piecewise.clamp(None, call["max"]),
    aten.abs.default: lambda _: piecewise.absolute(),
    aten.elu.default: lambda call: activations.elu(
        call["alpha"], call["scale"], call["input_scale"]
    ),
    aten.selu.default: lambda _: activations.elu(*_SELU, 1.0),
    aten.celu.default: lambda call: activations.elu(call["alpha"], 1.0, 1 / call["alpha"]),
    aten.gelu.default: lambda call: activations.gelu(call["approximate"]),
    aten.silu.default: lambda _: activations.silu(),
    aten.mish.default: lambda _: activations.mish(),
    aten.softplus.default: lambda call: activations.softplus(call["beta"], call["threshold"]),
    aten.log_sigmoid.default: lambda _: activations.log_sigmoid(),
    aten.sigmoid.default: lambda _: activations.sigmoid(),
    aten.tanh.default: lambda _: activations.tanh(),
    aten.exp.default: lambda _: activations.exp(),
    aten.exp2.default: lambda _: functions.exponential(2.0),
    aten.expm1.default: lambda _: functions.expm1(),
    aten.log.default: lambda _: functions.log(),
    aten.log2.default: lambda _: functions.log(2),
    aten.log10.default: lambda _: functions.log(10),
    aten.log1p.default: lambda _: functions.log1p(),
    aten.sqrt.default: lambda _: functions.sqrt(),
    aten.rsqrt.default: lambda _: functions.rsqrt(),
    aten.reciprocal.default: lambda _: functions.reciprocal(),
    aten.square.default: lambda _: functions.power(2),
    aten.pow.Tensor_Scalar: lambda call: functions.power(call["exponent"]),
    aten.erf.default: lambda _: functions.erf(),
    aten.sin.default: lambda _: functions.sine(),
    aten.cos.default: lambda _: functions.cosine(),
    aten.atan.default: lambda _: functions.atan(),
}


def _builder(make: Callable[[Call], ops.Elementwise]) -> Builder:
    return lambda call: (make(call), (call.x,))


BUILDERS.update({operator: _builder(make) for operator, make in _ELEMENTWISE.items()})


@builds(aten.prelu.default)
def _prelu(call: Call) -> Built:
    slope = constant(call["weight"], "slope")
    if len(call.sizes) > 1:
        slope = slope.view(-1, *[1] * (len(call.sizes) - 2))
    return piecewise.prelu(slope), (call.x,)


@builds(aten.pow.Scalar, aten.pow.Tensor_Tensor)
def _pow(call: Call) -> Built:
    base, exponent = call["self"], call["exponent"]
    if not isinstance(exponent, Activation):
        return functions.power(exponent), (base,)
    if not isinstance(base, Activation):
        if bool((torch.as_tensor(base) <= 0).any()):
            raise Refusal("its base is not positive")
        return functions.exponential(_fitting(base, exponent)), (exponent,)
    # Two activations, the first positive: exp(exponent * log(base)).
    logarithm = call.step(functions.log(), base, sizes=base.sizes, batch_axis=base.batch_axis)
    product = call.step(ops.Product(), exponent, logarithm)
    return activations.exp().inside_a_formula(), (product,)


def _fitting(base: float | Tensor, exponent: Activation) -> float | Tensor:
    if isinstance(base, Tensor) and base.dim() > len(exponent.sizes):
        raise Refusal("its base has more dimensions than its exponent")
    return base
