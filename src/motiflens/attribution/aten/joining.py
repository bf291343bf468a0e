"""Builders of sums, products, masks and concatenations."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

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
    left, right = _own_rows(left, right, call), _own_rows(right, left, call)
    if isinstance(left, Activation) and isinstance(right, Activation):
        return ops.Add(factor), (left, right)
    if isinstance(left, Activation):
        return ops.Shift(constant_operand(right, call) * factor), (left,)
    if factor == -1:
        return ops.Shift(constant_operand(left, call), sign=-1), (right,)
    if factor != 1:
        scale = torch.tensor(float(factor), dtype=torch.float64)
        sizes, axis = right.sizes, right.batch_axis
        right = call.step(ops.Scale(scale), right, sizes=sizes, batch_axis=axis)
    return ops.Shift(constant_operand(left, call)), (right,)


def _own_rows(value: Any, other: Any, call: Call) -> Any:
    """Return a constant that gives each row of a sequence its own numbers as an activation."""
    rows = call.sizes[call.batch_axis]
    whole = isinstance(value, Tensor) and value.dim() == len(call.sizes)
    if rows > 1 and whole and value.shape[call.batch_axis] == rows:
        return call.repeated(value, other)
    return value


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


@builds(aten.masked_fill.Scalar, aten.masked_fill.Tensor)
def _masked_fill(call: Call) -> Built:
    mask = constant_operand(constant(call["mask"], "mask"), call)
    value = constant_operand(constant(call["value"], "value"), call)
    return ops.Masked(mask, value), (call.x,)


@builds(aten.cat.default)
def _cat(call: Call) -> Built:
    parts = _activations(call)
    return ops.Concat(_joined_axis(call)), parts


@builds(aten.stack.default)
def _stack(call: Call) -> Built:
    parts = call["tensors"]
    if not all(isinstance(part, Activation) for part in parts):
        raise Refusal("it stacks an activation on a constant: use cat")
    return ops.Stack(_joined_axis(call)), tuple(parts)


def _activations(call: Call) -> tuple[Activation, ...]:
    """Return what is joined, a constant as what every sequence has of it."""
    parts = [part for part in call["tensors"] if isinstance(part, Activation) or part.numel()]
    like = next(part for part in parts if isinstance(part, Activation))
    return tuple(
        part if isinstance(part, Activation) else call.repeated(part, like) for part in parts
    )


def _joined_axis(call: Call) -> int:
    dim = axis(call["dim"], len(call.sizes))
    if dim == call.batch_axis:
        raise Refusal("it mixes the sequences of a batch")
    return dim
