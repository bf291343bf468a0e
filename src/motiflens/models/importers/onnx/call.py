"""What a translator of an ONNX operator is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor

from motiflens.errors import ModelError
from motiflens.models.graphs import GraphBuilder
from motiflens.models.graphs.arrangement import Order, Value, added, arranged, own_order
from motiflens.models.graphs.operations import Operation

Array = NDArray[Any]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Call:
    """A node whose result depends on the sequence.

    Attributes
    ----------
    node
        As the file has it.
    inputs
        What it takes: values of the graph, constants, and None where an input is left out.
    opset
        The version of the operators.
    batch
        For how many sequences shapes are computed: one, unless the model is fixed to a number.
    graph
        To add to.
    """

    node: onnx.NodeProto
    inputs: tuple[Value | Array | None, ...]
    opset: int
    batch: int
    graph: GraphBuilder

    @property
    def name(self) -> str:
        """Return the node's name, or that of its first result where it has none."""
        return self.node.name or self.node.output[0]

    def refusal(self, why: str) -> ModelError:
        """Return an error that names the node and its operator."""
        return ModelError(why, where=f"node {self.name} ({self.node.op_type})")

    def attribute(self, name: str, default: Any = None) -> Any:
        """Return an attribute of the node."""
        for item in self.node.attribute:
            if item.name == name:
                value = onnx.helper.get_attribute_value(item)
                return value.decode() if isinstance(value, bytes) else value
        return default

    def integers(self, name: str, default: Sequence[int]) -> Shape:
        """Return an attribute that is a list of whole numbers."""
        return tuple(int(item) for item in self.attribute(name, default))

    @property
    def values(self) -> tuple[Value, ...]:
        """Return all inputs, each of which must depend on the sequence."""
        for number, item in enumerate(self.inputs):
            if not isinstance(item, Value):
                raise self.refusal(f"its input {self.node.input[number]!r} is a constant")
        return tuple(item for item in self.inputs if isinstance(item, Value))

    @property
    def x(self) -> Value:
        """Return the first input, which must depend on the sequence, as it lies in the graph."""
        if isinstance(self.inputs[0], Value):
            return self.inputs[0]
        raise self.refusal(f"its first input {self.node.input[0]!r} is a constant")

    @property
    def plain(self) -> Value:
        """Return the first input with its dimensions in ONNX's order, the batch first."""
        return self.in_order(self.x)

    def in_order(self, value: Value) -> Value:
        """Return a value with its dimensions in ONNX's order, the batch first."""
        if value.order[0] != 0:
            raise self.refusal("the batch is not the first dimension of what it takes")
        return arranged(self.graph, value, own_order(value.rank))

    def shape(self, value: Value) -> Shape:
        """Return the dimensions of a value in the graph, after the batch."""
        return self.graph.shape(value.name)

    def constant(self, number: int, what: str) -> Array | None:
        """Return an input that must be a constant; None where it is left out."""
        item = self.inputs[number] if number < len(self.inputs) else None
        if isinstance(item, Value):
            raise self.refusal(f"its {what} depends on the sequence")
        return item

    def tensor(self, number: int, what: str) -> Tensor:
        """Return an input that must be a constant and there, as float32."""
        found = self.constant(number, what)
        if found is None:
            raise self.refusal(f"it has no {what}")
        return torch.from_numpy(np.array(found, dtype=np.float32))

    def axis(self, value: Value, axis: int) -> int:
        """Return where in the graph a dimension of ONNX is; it must not be the batch."""
        if not -value.rank <= axis < value.rank:
            raise self.refusal(f"it works along dimension {axis} of a value of {value.rank}")
        if value.dim(axis) == 0:
            raise self.refusal("it works along the batch")
        return value.dim(axis)

    def add(
        self,
        operation: Operation,
        *values: Value,
        order: Order | None = None,
        tensors: Mapping[str, Tensor] | None = None,
        part: str = "",
    ) -> Value:
        """Add an operation to the graph, named after the node; see `added`."""
        return added(
            self.graph, self.name, operation, values, order=order, tensors=tensors, part=part
        )


Translator = Callable[[Call], Value | Sequence[Value]]
"""Adds to the graph what a node computes; several values where the node has several results."""

TRANSLATORS: dict[str, Translator] = {}
"""By operator."""


def translates(*operators: str) -> Callable[[Translator], Translator]:
    """Enter a translator of these operators into the table."""

    def enter(translator: Translator) -> Translator:
        TRANSLATORS.update(dict.fromkeys(operators, translator))
        return translator

    return enter
