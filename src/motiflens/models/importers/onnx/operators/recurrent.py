"""LSTM and GRU, whose batch is behind the positions."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.models.graphs.arrangement import Value, arranged
from motiflens.models.graphs.operations import Concatenate, Flip, Gru, Lstm, Reshape, Slice
from motiflens.models.importers.onnx.call import Call, translates

_IN, _OUT, _LAST = (1, 0, 2), (2, 0, 1, 3), (1, 0, 2)
"""Orders of (positions, batch, features), of all states, (positions, directions, batch, units), and
of the last ones, (directions, batch, units)."""

_USUAL = {"LSTM": ["Sigmoid", "Tanh", "Tanh"], "GRU": ["Sigmoid", "Tanh"]}
_GATES = {"LSTM": (0, 2, 3, 1), "GRU": (1, 0, 2)}
"""Where PyTorch's gates are among those of ONNX: i o f c, and z r h."""


@translates("LSTM", "GRU")
def _recurrent(call: Call) -> list[Value]:
    _check(call)
    x = call.x
    if x.order[0] != 1:
        raise call.refusal("the batch is not the second dimension of what it takes")
    x = arranged(call.graph, x, _IN)
    units, length = int(call.attribute("hidden_size")), call.shape(x)[0]
    direction = call.attribute("direction", "forward")
    ways = ("forward", "reverse") if direction == "bidirectional" else (direction,)
    every, ends = [], []
    for number, way in enumerate(ways):
        states = _states(call, x, units, number, way)
        every.append(_with_direction(call, states, units, way))
        end = Slice(dim=1, start=0 if way == "reverse" else length - 1, length=1)
        ends.append(call.add(end, states, part=f"{way}_end"))
    together = call.add(Concatenate(dim=2), *every, order=_OUT, part="states")
    return [together, call.add(Concatenate(dim=1), *ends, order=_LAST, part="ends")]


def _check(call: Call) -> None:
    usual = _USUAL[call.node.op_type]
    given = [name.decode() for name in call.attribute("activations", [])]
    if given not in ([], usual, usual * 2):
        raise call.refusal(f"its activations are {given}; {usual} are known")
    if call.attribute("layout", 0) or call.attribute("clip") or call.attribute("input_forget", 0):
        raise call.refusal("its layout, clip or input_forget is not known")
    first = [call.constant(number, "first state") for number in (5, 6)]
    if any(state is not None and state.any() for state in first):
        raise call.refusal("it begins with a state that is not zero")
    if call.constant(7, "peepholes") is not None:
        raise call.refusal("its peepholes are not known")


def _states(call: Call, x: Value, units: int, number: int, way: str) -> Value:
    """Return the state after each position of one direction, in the order of the positions."""
    tensors = _tensors(call, units, number)
    shared = {"inputs": call.shape(x)[-1], "units": units}
    if call.node.op_type == "LSTM":
        layer: Lstm | Gru = Lstm.model_validate(shared)
    else:
        after = bool(call.attribute("linear_before_reset", 0))
        layer = Gru.model_validate({**shared, "reset_after": after})
    if way == "reverse":
        x = call.add(Flip(dim=1), x, part="backwards")
    states = call.add(layer, x, tensors=tensors, part=way)
    return call.add(Flip(dim=1), states, part="in_order") if way == "reverse" else states


def _tensors(call: Call, units: int, number: int) -> dict[str, Tensor]:
    gates = _GATES[call.node.op_type]
    biases = torch.zeros(2 * len(gates) * units)
    if len(call.inputs) > 3 and call.inputs[3] is not None:
        biases = call.tensor(3, "bias")[number]
    first, second = biases.chunk(2)

    def ordered(rows: Tensor) -> Tensor:
        parts = torch.split(rows, units)
        return torch.cat([parts[gate] for gate in gates])

    return {
        "weight_input": ordered(call.tensor(1, "weight")[number]),
        "weight_state": ordered(call.tensor(2, "recurrent weight")[number]),
        "bias_input": ordered(first),
        "bias_state": ordered(second),
    }


def _with_direction(call: Call, states: Value, units: int, way: str) -> Value:
    """Return (batch, positions, units) as (batch, positions, 1, units)."""
    sizes = (call.shape(states)[0], 1, units)
    return call.add(Reshape(sizes=sizes), states, order=_OUT, part=f"{way}_each")
