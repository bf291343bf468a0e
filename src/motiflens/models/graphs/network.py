"""The module that runs a graph."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from pydantic import ValidationError
from torch import Tensor, nn

from motiflens.errors import ModelError
from motiflens.models.graphs.graph import Graph, Node, first_fault
from motiflens.models.graphs.operations import OPERATIONS, Operation


class Layer(nn.Module):
    """An operation with its tensors: parameters, and buffers where they are statistics."""

    def __init__(self, operation: Operation) -> None:
        super().__init__()
        self.operation = operation
        for name, shape in operation.shapes().items():
            value = torch.zeros(shape)
            if name in operation.statistics:
                self.register_buffer(name, value)
            else:
                self.register_parameter(name, nn.Parameter(value))

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return what the operation makes of its inputs."""
        tensors = {name: getattr(self, name) for name in self.operation.shapes()}
        return self.operation.run(inputs, tensors)

    def extra_repr(self) -> str:
        """Return kind and options."""
        return f"{self.operation.kind}, {self.operation!r}"


class GraphNetwork(nn.Module):
    """Run a `Graph`; its tensors are zeros until weights are loaded.

    They are ``layers.NODE.TENSOR`` in ``state_dict``.

    Parameters
    ----------
    graph
        As the source has it: the input in the graph's own layout.

    Raises
    ------
    ModelError
        Where an operation, an option or an input does not exist, or shapes don't fit; the node is
        named.
    """

    def __init__(self, graph: Graph) -> None:
        super().__init__()
        self.graph = graph
        self.layers = nn.ModuleDict()
        known = {graph.input.name}
        for node in graph.nodes:
            _check_node(node, known, self.layers)
            self.layers[node.name] = Layer(read_operation(node))
            known.add(node.name)
        for name in graph.outputs:
            if name not in known:
                raise ModelError(f"the network has no value {name!r}, which it is to return")
        _check_shapes(graph)

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, ...]:
        """Return the graph's output, or a tuple where it has several."""
        values = {self.graph.input.name: x}
        for node in self.graph.nodes:
            values[node.name] = self.layers[node.name](*(values[name] for name in node.inputs))
        outputs = tuple(values[name] for name in self.graph.outputs)
        return outputs[0] if len(outputs) == 1 else outputs


def read_operation(node: Node) -> Operation:
    """Return the operation of a node.

    Raises
    ------
    ModelError
        Where there is no such operation, or its options are wrong.
    """
    if node.op not in OPERATIONS:
        raise ModelError(
            f"there is no operation {node.op!r}; known are {', '.join(sorted(OPERATIONS))}",
            where=f"node {node.name}",
        )
    try:
        return OPERATIONS[node.op].model_validate(node.options)
    except ValidationError as error:
        raise ModelError(
            f"the options of {node.op} are wrong: {first_fault(error)}", where=f"node {node.name}"
        ) from None


def result_shape(
    operation: Operation, shapes: Sequence[tuple[int, ...]], *, where: str
) -> tuple[int, ...]:
    """Return the dimensions after the batch of what an operation makes of values.

    Raises
    ------
    ModelError
        Where it cannot take values of these dimensions.
    """
    with torch.device("meta"):
        values = [torch.empty(2, *shape) for shape in shapes]
        tensors = {name: torch.empty(shape) for name, shape in operation.shapes().items()}
        try:
            result = operation.run(values, tensors)
        except (RuntimeError, ValueError, IndexError, TypeError) as error:
            taken = " and ".join(str(shape) for shape in shapes)
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise ModelError(
                f"{operation.kind} cannot take a value of dimensions {taken}: {reason}",
                where=where,
            ) from None
    return tuple(result.shape[1:])


def _check_shapes(graph: Graph) -> None:
    """Check that each node can take what it is given."""
    shapes = {graph.input.name: graph.input.sizes}
    for node in graph.nodes:
        taken = [shapes[name] for name in node.inputs]
        shapes[node.name] = result_shape(read_operation(node), taken, where=f"node {node.name}")


def _check_node(node: Node, known: set[str], layers: nn.ModuleDict) -> None:
    where = f"node {node.name}"
    if node.name in known or hasattr(layers, node.name):
        raise ModelError(f"the name {node.name!r} is taken", where=where)
    for name in node.inputs:
        if name not in known:
            raise ModelError(f"it takes {name!r}, which no node before it computes", where=where)
    if node.op in OPERATIONS:
        least, most = OPERATIONS[node.op].arity
        if len(node.inputs) < least or (most is not None and len(node.inputs) > most):
            expected = f"{least}" if least == most else f"{least} or more"
            raise ModelError(
                f"{node.op} takes {expected} value(s), not {len(node.inputs)}", where=where
            )
