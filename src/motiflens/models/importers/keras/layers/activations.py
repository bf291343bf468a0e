"""Activations, as layers and as options of layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from motiflens.models.graphs.arrangement import Value
from motiflens.models.graphs.operations import (
    Clip,
    Elu,
    Function,
    Gelu,
    HardSigmoid,
    LeakyRelu,
    Operation,
    Softmax,
)
from motiflens.models.graphs.operations.activations import Name
from motiflens.models.importers.keras.layer import Layer, translates

_ALIASES = {"exponential": "exp", "swish": "silu"}
_FUNCTIONS = set(get_args(Name)) - {"erf", "abs", "neg", "sqrt", "log", "reciprocal"}
_OTHERS: dict[str, Callable[[int], Operation]] = {
    "elu": lambda _: Elu(alpha=1.0),
    "gelu": lambda _: Gelu(),
    "leaky_relu": lambda _: LeakyRelu(slope=0.2),
    # Keras 3 defines it as other libraries do.
    "hard_sigmoid": lambda version: HardSigmoid(slope=0.2 if version < 3 else 1 / 6),
}


def activated(layer: Layer, value: Value, activation: Any) -> Value:
    """Add the activation that an option names to what a layer computes."""
    name = activation_name(layer, activation)
    if name == "linear":
        return value
    if name == "softmax":
        return layer.add(Softmax(dim=value.dim(-1)), value, part="softmax")
    if name in _FUNCTIONS:
        return layer.add(Function.model_validate({"name": name}), value, part=name)
    if name in _OTHERS:
        return layer.add(_OTHERS[name](layer.version), value, part=name)
    known = sorted({"linear", "softmax", *_FUNCTIONS, *_OTHERS})
    raise layer.refusal(f"its activation {name!r} is not known; known are {', '.join(known)}")


def activation_name(layer: Layer, activation: Any) -> str:
    """Return the name of an activation, which newer versions may wrap in a mapping."""
    if isinstance(activation, Mapping):
        options = activation.get("config")
        activation = options if isinstance(options, str) else activation.get("class_name")
        if isinstance(options, Mapping) and set(options) - {"name", "dtype", "trainable"}:
            raise layer.refusal(f"its activation {activation} has options: {dict(options)}")
    name = "linear" if activation is None else str(activation)
    return _ALIASES.get(name, name)


@translates("Activation")
def _activation(layer: Layer, inputs: Sequence[Value]) -> Value:
    return activated(layer, inputs[0], layer.options["activation"])


@translates("Softmax")
def _softmax(layer: Layer, inputs: Sequence[Value]) -> Value:
    axis = layer.option("axis", -1)
    axis = axis if isinstance(axis, int) else axis[0]
    return layer.add(Softmax(dim=inputs[0].dim(axis)), inputs[0])


@translates("ReLU")
def _relu(layer: Layer, inputs: Sequence[Value]) -> Value:
    layer.refuse_unless("threshold", 0)
    slope, most = float(layer.option("negative_slope", 0)), layer.option("max_value")
    if slope and most is not None:
        raise layer.refusal("a slope below zero and a largest value at once are not known")
    if slope:
        return layer.add(LeakyRelu(slope=slope), inputs[0])
    operation = Function(name="relu") if most is None else Clip(least=0.0, most=float(most))
    return layer.add(operation, inputs[0])


@translates("LeakyReLU")
def _leaky_relu(layer: Layer, inputs: Sequence[Value]) -> Value:
    slope = layer.option("negative_slope", layer.option("alpha", 0.3))
    return layer.add(LeakyRelu(slope=float(slope)), inputs[0])


@translates("ELU")
def _elu(layer: Layer, inputs: Sequence[Value]) -> Value:
    return layer.add(Elu(alpha=float(layer.option("alpha", 1.0))), inputs[0])
