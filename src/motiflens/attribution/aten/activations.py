"""Builders of functions of one number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from motiflens.attribution.aten.table import BUILDERS, Builder, Call
from motiflens.attribution.operations import elementwise

aten = torch.ops.aten


_ELEMENTWISE: dict[Any, Callable[[Call], elementwise.Elementwise]] = {
    aten.relu.default: lambda _: elementwise.relu(),
    aten.leaky_relu.default: lambda call: elementwise.leaky_relu(call["negative_slope"]),
    aten.elu.default: lambda call: elementwise.elu(
        call["alpha"], call["scale"], call["input_scale"]
    ),
    aten.gelu.default: lambda call: elementwise.gelu(call["approximate"]),
    aten.silu.default: lambda _: elementwise.silu(),
    aten.softplus.default: lambda call: elementwise.softplus(call["beta"], call["threshold"]),
    aten.sigmoid.default: lambda _: elementwise.sigmoid(),
    aten.tanh.default: lambda _: elementwise.tanh(),
    aten.exp.default: lambda _: elementwise.exp(),
    aten.log.default: lambda _: elementwise.log(),
    aten.pow.Tensor_Scalar: lambda call: elementwise.power(call["exponent"]),
}


def _builder(make: Callable[[Call], elementwise.Elementwise]) -> Builder:
    return lambda call: (make(call), (call.x,))


BUILDERS.update({operator: _builder(make) for operator, make in _ELEMENTWISE.items()})
