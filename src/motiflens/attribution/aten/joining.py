"""Builders of sums, products and concatenations."""

from __future__ import annotations

from typing import Any

import torch

from motiflens.attribution import operations as ops
from motiflens.attribution.aten.table import (
    Activation,
    Built,
    Call,
    Refusal,
    axis,
    builds,
    constant,
    constant_operand,
)

aten = torch.ops.aten


@builds(aten.add.Tensor, aten.add.Scalar)
def _add(call: Call) -> Built:
    return _sum_of(call["self"], call["other"], call["alpha"], call)


@builds(aten.sub.Tensor, aten.sub.Scalar)
def _sub(call: Call) -> Built:
    return _sum_of(call["self"], call["other"], -call["alpha"], call)


@builds(aten.rsub.Scalar)
def _rsub(call: Call) -> Built:
    return ops.Shift(constant_operand(call["other"], call), sign=-1), (call.x,)


def _sum_of(left: Any, right: Any, factor: float, call: Call) -> Built:
    if isinstance(left, Activation) and isinstance(right, Activation):
        return ops.Add(factor), (left, right)
    if isinstance(left, Activation):
        return ops.Shift(constant_operand(right, call) * factor), (left,)
    if abs(factor) != 1:
        raise Refusal("a constant plus a multiple of an activation: write the factor apart")
    return ops.Shift(constant_operand(left, call), sign=int(factor)), (right,)


@builds(aten.neg.default)
def _neg(call: Call) -> Built:
    return ops.Scale(constant_operand(-1.0, call)), (call.x,)


@builds(aten.mul.Tensor, aten.mul.Scalar)
def _mul(call: Call) -> Built:
    left, right = call["self"], call["other"]
    if isinstance(left, Activation) and isinstance(right, Activation):
        return ops.Product(), (left, right)
    if isinstance(left, Activation):
        return ops.Scale(constant_operand(right, call)), (left,)
    return ops.Scale(constant_operand(left, call)), (right,)


@builds(aten.div.Tensor, aten.div.Scalar)
def _div(call: Call) -> Built:
    divisor = constant_operand(constant(call["other"], "divisor"), call)
    return ops.Scale(divisor.reciprocal()), (call.x,)


@builds(aten.cat.default)
def _cat(call: Call) -> Built:
    return ops.Concat(_joined_axis(call)), tuple(call["tensors"])


@builds(aten.stack.default)
def _stack(call: Call) -> Built:
    return ops.Stack(_joined_axis(call)), tuple(call["tensors"])


def _joined_axis(call: Call) -> int:
    if not all(isinstance(part, Activation) for part in call["tensors"]):
        raise Refusal("it joins an activation with a constant")
    dim = axis(call["dim"], len(call.sizes))
    if dim == call.batch_axis:
        raise Refusal("it mixes the sequences of a batch")
    return dim
