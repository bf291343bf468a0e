"""Functions of one number, and sums and products of values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from motiflens.models.graphs.arrangement import Value
from motiflens.models.graphs.operations import (
    Clip,
    Combine,
    Elu,
    Function,
    Gelu,
    HardSigmoid,
    LeakyRelu,
    Operation,
    Power,
    Scale,
    Softmax,
)
from motiflens.models.graphs.operations.activations import Name
from motiflens.models.graphs.operations.joining import Pairwise
from motiflens.models.importers.onnx.call import Array, Call, translates

_FUNCTIONS: dict[str, Name] = {
    "Relu": "relu",
    "Softplus": "softplus",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Exp": "exp",
    "Erf": "erf",
    "Abs": "abs",
    "Neg": "neg",
    "Sqrt": "sqrt",
    "Log": "log",
    "Reciprocal": "reciprocal",
    "HardSwish": "hard_swish",
    "Mish": "mish",
}
_PAIRWISE: dict[str, Pairwise] = {
    "Add": "add",
    "Sub": "subtract",
    "Mul": "multiply",
    "Div": "divide",
    "Sum": "add",
    "Max": "maximum",
    "Min": "minimum",
}
_WITH_OPTIONS: dict[str, Callable[[Call], Operation]] = {
    "LeakyRelu": lambda call: LeakyRelu(slope=float(call.attribute("alpha", 0.01))),
    "Elu": lambda call: Elu(alpha=float(call.attribute("alpha", 1.0))),
    "Gelu": lambda call: Gelu(approximate=call.attribute("approximate", "none")),
}
_SELU = {"alpha": 1.67326319217681884765625, "gamma": 1.05070102214813232421875}


@translates(*_FUNCTIONS)
def _function(call: Call) -> Value:
    return call.add(Function(name=_FUNCTIONS[call.node.op_type]), call.x)


@translates(*_WITH_OPTIONS)
def _with_options(call: Call) -> Value:
    return call.add(_WITH_OPTIONS[call.node.op_type](call), call.x)


@translates("Selu")
def _selu(call: Call) -> Value:
    for name, usual in _SELU.items():
        if not np.isclose(call.attribute(name, usual), usual):
            raise call.refusal(f"its {name} is not the usual one")
    return call.add(Function(name="selu"), call.x)


@translates("HardSigmoid")
def _hard_sigmoid(call: Call) -> Value:
    if call.attribute("beta", 0.5) != 0.5:
        raise call.refusal("its beta is not 1/2")
    return call.add(HardSigmoid(slope=float(call.attribute("alpha", 0.2))), call.x)


@translates("Clip")
def _clip(call: Call) -> Value:
    bounds = [_number(call.constant(n, "bound"), call) for n in (1, 2)]
    least, most = (
        call.attribute(name) if bound is None else bound
        for name, bound in zip(("min", "max"), bounds, strict=True)
    )
    return call.add(Clip(least=least, most=most), call.x)


@translates("Pow")
def _power(call: Call) -> Value:
    exponent = _number(call.constant(1, "exponent"), call)
    if exponent is None:
        raise call.refusal("it has no exponent")
    return call.add(Power(exponent=exponent), call.x)


@translates("Softmax")
def _softmax(call: Call) -> Value:
    x = call.plain
    axis = int(call.attribute("axis", -1 if call.opset >= 13 else 1)) % x.rank
    if call.opset < 13 and any(size != 1 for size in call.shape(x)[axis:]):
        raise call.refusal("before version 13 it is taken over all last dimensions: not known")
    return call.add(Softmax(dim=call.axis(x, axis)), x)


@translates(*_PAIRWISE)
def _combine(call: Call) -> Value:
    how = _PAIRWISE[call.node.op_type]
    present = [item for item in call.inputs if item is not None]
    if len(present) == 2 and (scaled := _scaled(call, how)) is not None:
        return scaled
    values = [call.in_order(item) for item in present if isinstance(item, Value)]
    rank = values[0].rank
    if any(value.rank != rank for value in values):
        raise call.refusal("it takes values of different numbers of dimensions")
    operands = [
        call.in_order(item) if isinstance(item, Value) else _constant(call, item, rank, number)
        for number, item in enumerate(present)
    ]
    return (
        call.add(Combine(how=how), *operands, order=values[0].order)
        if len(operands) > 1
        else (operands[0])
    )


def _scaled(call: Call, how: Pairwise) -> Value | None:
    """Return a sum or product with one number; None where it is none."""
    left, right = call.inputs[:2]
    if isinstance(left, Value) and isinstance(right, np.ndarray) and right.size == 1:
        x, number, first = left, float(right.reshape(())), True
    elif isinstance(right, Value) and isinstance(left, np.ndarray) and left.size == 1:
        x, number, first = right, float(left.reshape(())), False
    else:
        return None
    scales = {
        "add": (1.0, number),
        "subtract": (1.0, -number) if first else (-1.0, number),
        "multiply": (number, 0.0),
        "divide": (1 / number, 0.0) if first and number else None,
    }
    found = scales.get(how)
    return None if found is None else call.add(Scale(factor=found[0], shift=found[1]), x)


def _constant(call: Call, constant: Array, rank: int, number: int) -> Value:
    """Return a constant as a value that every sequence has."""
    tensor = torch.from_numpy(np.array(constant, dtype=np.float32))
    if tensor.dim() > rank or (tensor.dim() == rank and tensor.shape[0] != 1):
        raise call.refusal(f"its constant of shape {tuple(tensor.shape)} has a batch of its own")
    whole = tensor.reshape([1] * (rank - tensor.dim()) + list(tensor.shape))
    name = call.graph.constant(f"{call.name}_constant{number}", whole)
    return Value(name, tuple(range(rank)))


def _number(constant: Array | None, call: Call) -> float | None:
    if constant is None:
        return None
    if constant.size != 1:
        raise call.refusal(f"one number was expected, and not {constant.shape}")
    return float(constant.reshape(()))
