"""Put a graph together, operation by operation, with its tensors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from motiflens.errors import ModelError
from motiflens.models.graphs.graph import Graph, Input, Node
from motiflens.models.graphs.network import GraphNetwork, result_shape
from motiflens.models.graphs.operations import Constant, Operation

INPUT = "sequence"


class GraphBuilder:
    """A graph that grows, from its input on.

    What depends on constants alone is computed at once, and is a constant. What has been added
    before, from the same values and without tensors, is not added again.

    Parameters
    ----------
    sizes
        Dimensions of the input after the batch.
    """

    def __init__(self, sizes: tuple[int, ...]) -> None:
        self._input = Input(name=INPUT, sizes=sizes)
        self._shapes = {INPUT: sizes}
        self._nodes: dict[str, Node] = {}
        self._tensors: dict[str, dict[str, Tensor]] = {}
        self._constants: dict[str, Tensor] = {}
        self._without_tensors: dict[tuple[Operation, tuple[str, ...]], str] = {}

    def add(
        self,
        name: str,
        operation: Operation,
        inputs: Sequence[str] = (),
        tensors: Mapping[str, Tensor] | None = None,
    ) -> str:
        """Add an operation and return the name of its value.

        Parameters
        ----------
        name
            What the source calls it; changed where it is taken or holds other signs than letters,
            digits, ``_`` and ``-``.
        operation, inputs
            What is computed, and from which values.
        tensors
            Of the operation, in the shapes that it wants.

        Raises
        ------
        ModelError
            Where shapes do not fit.
        """
        tensors = dict(tensors or {})
        same = (operation, tuple(inputs))
        if not tensors and same in self._without_tensors:
            return self._without_tensors[same]
        check_tensors(name, operation, tensors)
        if inputs and all(value in self._constants for value in inputs):
            values = [self._constants[value] for value in inputs]
            return self.constant(name, operation.run(values, tensors))
        shapes = [self._shapes[value] for value in inputs]
        shape = result_shape(operation, shapes, where=f"layer {name}")
        free = self._free(name)
        self._nodes[free] = Node(
            name=free,
            op=operation.kind,
            inputs=tuple(inputs),
            options=operation.model_dump(mode="json"),
        )
        self._tensors[free] = tensors
        self._shapes[free] = shape
        if not tensors:
            self._without_tensors[same] = free
        return free

    def constant(self, name: str, value: Tensor) -> str:
        """Add a constant (1, ...) of every sequence and return its name."""
        free = self.add(name, Constant(sizes=tuple(value.shape[1:])), (), {"value": value})
        self._constants[free] = value
        return free

    def shape(self, value: str) -> tuple[int, ...]:
        """Return the dimensions of a value after the batch."""
        return self._shapes[value]

    def made_by(self, value: str) -> Node | None:
        """Return the node that computes a value; None for the input."""
        return self._nodes.get(value)

    def network(self, outputs: Sequence[str], layout: str) -> GraphNetwork:
        """Return the network of what ``outputs`` depend on, in evaluation mode."""
        graph = Graph(
            layout=layout,
            input=self._input,
            nodes=self._needed(outputs),
            outputs=tuple(outputs),
        )
        network = GraphNetwork(graph)
        network.load_state_dict(
            {
                f"layers.{node.name}.{key}": tensor
                for node in graph.nodes
                for key, tensor in self._tensors[node.name].items()
            }
        )
        return network.eval()

    def _needed(self, outputs: Sequence[str]) -> tuple[Node, ...]:
        wanted, kept = set(outputs), []
        for node in reversed(self._nodes.values()):
            if node.name in wanted:
                wanted.update(node.inputs)
                kept.append(node)
        return tuple(reversed(kept))

    def _free(self, name: str) -> str:
        plain = re.sub(r"[^A-Za-z0-9_-]", "_", name) or "value"
        taken = nn.ModuleDict()  # has names of its own, which no layer can have
        free, count = plain, 1
        while free in self._shapes or hasattr(taken, free):
            free, count = f"{plain}_{count}", count + 1
        return free


def check_tensors(name: str, operation: Operation, tensors: Mapping[str, Tensor]) -> None:
    """Check that an operation's tensors are there, in its shapes, and finite.

    Raises
    ------
    ModelError
        Naming the layer, the tensor, and what was expected.
    """
    expected = operation.shapes()
    if expected.keys() != tensors.keys():
        raise ModelError(
            f"{operation.kind} has tensors {', '.join(tensors) or 'none'}, and needs "
            f"{', '.join(expected) or 'none'}",
            where=f"layer {name}",
        )
    for key, shape in expected.items():
        if tuple(tensors[key].shape) != shape:
            raise ModelError(
                f"{key} is {tuple(tensors[key].shape)}, and {shape} was expected",
                where=f"layer {name}",
            )
        if not torch.isfinite(tensors[key]).all():
            raise ModelError(f"{key} holds what is no finite number", where=f"layer {name}")
