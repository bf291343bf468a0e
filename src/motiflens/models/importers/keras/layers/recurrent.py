"""LSTM and GRU, in one direction or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import torch
from torch import Tensor

from motiflens.models.graphs.arrangement import Value, own_order
from motiflens.models.graphs.operations import (
    Combine,
    Concatenate,
    Flip,
    Gru,
    Lstm,
    Reshape,
    Scale,
    Slice,
)
from motiflens.models.importers.keras.layer import Layer, translates
from motiflens.models.importers.keras.layers.activations import activation_name
from motiflens.models.importers.keras.names import in_words_of_keras_2

_GATES = {"LSTM": 4, "GRU": 3}


@translates("LSTM", "GRU")
def _recurrent(layer: Layer, inputs: Sequence[Value]) -> Value:
    states = _states(layer, inputs[0], backwards=bool(layer.option("go_backwards", False)))
    return states if layer.option("return_sequences", False) else _last(layer, states)


@translates("Bidirectional")
def _bidirectional(layer: Layer, inputs: Sequence[Value]) -> Value:
    merge = layer.option("merge_mode")
    if merge not in ("concat", "sum", "mul", "ave"):
        raise layer.refusal(f"its merge_mode is {merge!r}; concat, sum, mul and ave are known")
    forward, backward = _directions(layer)
    x, sequences = inputs[0], bool(forward.option("return_sequences", False))
    ahead = _states(forward, x, backwards=False)
    behind = _states(backward, x, backwards=True)
    if sequences:
        behind = backward.add(Flip(dim=1), behind, part="in_order")
    else:
        ahead, behind = _last(forward, ahead), _last(backward, behind)
    if merge == "concat":
        return layer.add(Concatenate(dim=behind.rank - 1), ahead, behind)
    y = layer.add(Combine(how="multiply" if merge == "mul" else "add"), ahead, behind)
    return layer.add(Scale(factor=0.5), y, part="mean") if merge == "ave" else y


def _directions(layer: Layer) -> tuple[Layer, Layer]:
    """Return the layer for each direction; both are of one class and have tensors of their own."""
    inner: dict[str, Any] = layer.options["layer"]
    kind, options = in_words_of_keras_2(inner["class_name"], inner["config"])
    if kind not in _GATES:
        raise layer.refusal(f"it holds a layer of the class {kind}; LSTM and GRU are known")
    stored = layer.load()
    half = len(stored) // 2
    halves = {"forward": stored[:half], "backward": stored[half:]}
    forward, backward = (
        replace(layer, path=(*layer.path, way), kind=kind, options=options, load=partial(list, own))
        for way, own in halves.items()
    )
    return forward, backward


def _states(layer: Layer, x: Value, *, backwards: bool) -> Value:
    """Return the state after each position, in the order in which they are read."""
    for name in ("stateful", "return_state", "time_major"):
        layer.refuse_unless(name, False)
    layer.refuse_unless("activation", "tanh")
    gate = activation_name(layer, layer.option("recurrent_activation", "sigmoid"))
    if gate == "hard_sigmoid" and layer.version > 2:
        raise layer.refusal("its gates are hard_sigmoid as Keras 3 defines it, which is not known")
    if gate not in ("sigmoid", "hard_sigmoid"):
        raise layer.refusal(f"its gates are {gate}; sigmoid and hard_sigmoid are known")
    x = layer.arranged(x, own_order(3))
    if backwards:
        x = layer.add(Flip(dim=1), x, part="backwards")
    shared: dict[str, Any] = {
        "inputs": layer.shape(x)[-1],
        "units": int(layer.options["units"]),
        "gate": gate,
    }
    if layer.kind == "LSTM":
        return layer.add(Lstm(**shared), x, tensors=_tensors(layer, x, two_biases=False))
    after = bool(layer.option("reset_after", layer.version > 2))
    tensors = _tensors(layer, x, two_biases=after)
    return layer.add(Gru(reset_after=after, **shared), x, tensors=tensors)


def _tensors(layer: Layer, x: Value, *, two_biases: bool) -> dict[str, Tensor]:
    units, gates = int(layer.options["units"]), _GATES[layer.kind]
    rows = gates * units
    bias = {"bias": (2, rows) if two_biases else (rows,)} if layer.option("use_bias", True) else {}
    found = layer.weights(
        {"kernel": (layer.shape(x)[-1], rows), "recurrent_kernel": (units, rows), **bias}
    )
    biases = found.get("bias", torch.zeros(rows))
    first, second = biases if two_biases and bias else (biases, torch.zeros(rows))
    return {
        "weight_input": _ordered(found["kernel"].t(), units, layer.kind),
        "weight_state": _ordered(found["recurrent_kernel"].t(), units, layer.kind),
        "bias_input": _ordered(first, units, layer.kind),
        "bias_state": _ordered(second, units, layer.kind),
    }


def _ordered(rows: Tensor, units: int, kind: str) -> Tensor:
    """Return the rows of each gate in PyTorch's order: a GRU's reset gate comes first there."""
    if kind == "LSTM":
        return rows.contiguous()
    update, reset, new = torch.split(rows, units)
    return torch.cat([reset, update, new])


def _last(layer: Layer, states: Value) -> Value:
    """Return the state after the last position."""
    length, units = layer.shape(states)
    one = layer.add(Slice(dim=1, start=length - 1, length=1), states, part="last")
    return layer.add(Reshape(sizes=(units,)), one, order=own_order(2), part="state")
