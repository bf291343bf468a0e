"""Recurrent layers, in one direction; gates are in PyTorch's order."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

import torch
from torch import Tensor

from motiflens.models.graphs.operations.activations import hard_sigmoid
from motiflens.models.graphs.operations.base import Operation, Positive

Gate = Literal["sigmoid", "hard_sigmoid"]

_UNROLLED = 256
"""So many positions are taken one by one, batch first, as all attribution methods can follow."""


class _Recurrent(Operation):
    """What recurrent layers share: (N, L, inputs) to the state after each position, (N, L, units).

    ``gate`` is the function of the gates: a sigmoid, or 0.2 x + 0.5 between 0 and 1, as Keras had
    it until version 2.
    """

    gates: ClassVar[int]
    inputs: Positive
    units: Positive
    gate: Gate = "sigmoid"

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shapes of the weights and biases of the input and of the state."""
        rows = self.gates * self.units
        return {
            "weight_input": (rows, self.inputs),
            "weight_state": (rows, self.units),
            "bias_input": (rows,),
            "bias_state": (rows,),
        }

    def open(self, x: Tensor) -> Tensor:
        """Return how far gates are open."""
        return torch.sigmoid(x) if self.gate == "sigmoid" else hard_sigmoid(x, 0.2)

    def run(self, inputs: Sequence[Tensor], tensors: Mapping[str, Tensor]) -> Tensor:
        """Return (N, L, units) of (N, L, inputs)."""
        x = inputs[0]
        state = x.new_zeros(x.shape[0], self.units)
        if self.fused() and x.shape[1] > _UNROLLED:
            weights = [tensors[name] for name in self.shapes()]
            return self.whole(x, state.unsqueeze(0), weights)
        cell, states = state, []
        driven = x @ tensors["weight_input"].t() + tensors["bias_input"]
        if x.is_meta:  # shapes alone are asked for, and one step tells them
            state, _ = self.step(driven[:, 0], state, cell, tensors)
            return state.unsqueeze(1).expand(-1, x.shape[1], -1)
        for position in range(x.shape[1]):
            state, cell = self.step(driven[:, position], state, cell, tensors)
            states.append(state)
        return torch.stack(states, 1)

    @abstractmethod
    def fused(self) -> bool:
        """Return whether PyTorch has the layer as one operator."""

    @abstractmethod
    def whole(self, x: Tensor, state: Tensor, weights: list[Tensor]) -> Tensor:
        """Return the states by PyTorch's operator."""

    @abstractmethod
    def step(
        self, driven: Tensor, state: Tensor, cell: Tensor, tensors: Mapping[str, Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Return state and cell after a position, of what its input gives each gate."""


class Lstm(_Recurrent):
    """Long short-term memory; gates: input, forget, cell, output."""

    kind: ClassVar[str] = "lstm"
    gates: ClassVar[int] = 4

    def fused(self) -> bool:
        """Return whether PyTorch has the layer as one operator."""
        return self.gate == "sigmoid"

    def whole(self, x: Tensor, state: Tensor, weights: list[Tensor]) -> Tensor:
        """Return the states by PyTorch's operator."""
        return torch.lstm(x, [state, state], weights, True, 1, 0.0, False, False, True)[0]

    def step(
        self, driven: Tensor, state: Tensor, cell: Tensor, tensors: Mapping[str, Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Return state and cell after a position."""
        gates = driven + state @ tensors["weight_state"].t() + tensors["bias_state"]
        enter, keep, new, out = gates.chunk(4, 1)
        cell = self.open(keep) * cell + self.open(enter) * torch.tanh(new)
        return self.open(out) * torch.tanh(cell), cell


class Gru(_Recurrent):
    """Gated recurrent unit; gates: reset, update, new.

    ``reset_after``: the reset gate acts on the product of state and weights, and not on the state.
    """

    kind: ClassVar[str] = "gru"
    gates: ClassVar[int] = 3
    reset_after: bool = True

    def fused(self) -> bool:
        """Return whether PyTorch has the layer as one operator."""
        return self.gate == "sigmoid" and self.reset_after

    def whole(self, x: Tensor, state: Tensor, weights: list[Tensor]) -> Tensor:
        """Return the states by PyTorch's operator."""
        return torch.gru(x, state, weights, True, 1, 0.0, False, False, True)[0]

    def step(
        self, driven: Tensor, state: Tensor, cell: Tensor, tensors: Mapping[str, Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Return the state after a position; there is no cell."""
        weight, bias = tensors["weight_state"], tensors["bias_state"]
        both, last = 2 * self.units, slice(2 * self.units, None)
        gates = self.open(driven[:, :both] + state @ weight[:both].t() + bias[:both])
        reset, update = gates.chunk(2, 1)
        if self.reset_after:
            recalled = reset * (state @ weight[last].t() + bias[last])
        else:
            recalled = (reset * state) @ weight[last].t() + bias[last]
        new = torch.tanh(driven[:, last] + recalled)
        return update * state + (1 - update) * new, cell
