"""Values whose dimensions lie in another order in the graph than in its source.

Keras has channels last and PyTorch first, and a source may have the batch behind the positions.
Values are kept as PyTorch's layers want them, with a note of which dimension is which, so that
numbers move only where the source's own order matters: where they are flattened or reshaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from motiflens.models.graphs.builder import GraphBuilder
from motiflens.models.graphs.operations import Operation, Permute, Reshape

Order = tuple[int, ...]


@dataclass(frozen=True)
class Value:
    """A value of the graph.

    Attributes
    ----------
    name
        In the graph.
    order
        For each dimension in the graph, which one it is in the source. The graph's first is the
        batch, which is the source's first, too, but for what recurrent layers of ONNX take.
    """

    name: str
    order: Order

    @property
    def rank(self) -> int:
        """Return the number of dimensions, the batch among them."""
        return len(self.order)

    def dim(self, axis: int) -> int:
        """Return where in the graph a dimension is; negative ones count from the end."""
        return self.order.index(axis % self.rank)


def added(
    graph: GraphBuilder,
    source: str,
    operation: Operation,
    values: Sequence[Value],
    *,
    order: Order | None = None,
    tensors: Mapping[str, Tensor] | None = None,
    part: str = "",
) -> Value:
    """Add an operation to the graph, named after the source's layer or node.

    ``order`` is that of the result, which is that of the first value where it is not given.
    ``part`` tells several operations of one source apart.
    """
    name = graph.add(
        f"{source}_{part}" if part else source,
        operation,
        [value.name for value in values],
        tensors,
    )
    return Value(name, values[0].order if order is None else order)


def own_order(rank: int) -> Order:
    """Return the source's own order."""
    return tuple(range(rank))


def channels_first(rank: int, data_format: str = "channels_last") -> Order:
    """Return the order that has the channels behind the batch, wherever the source has them."""
    if data_format == "channels_first" or rank < 3:
        return own_order(rank)
    return (0, rank - 1, *range(1, rank - 1))


def source_shape(graph: GraphBuilder, value: Value) -> tuple[int, ...]:
    """Return the dimensions of a value after the batch, as the source has them."""
    shape = graph.shape(value.name)
    axes = sorted(value.order[1:])
    return tuple(shape[value.dim(axis) - 1] for axis in axes)


def arranged(graph: GraphBuilder, value: Value, order: Order) -> Value:
    """Return a value with its dimensions in another order, moved where that moves numbers."""
    if value.order == order:
        return value
    dims = tuple(value.order.index(axis) for axis in order[1:])
    shape = graph.shape(value.name)
    long = [dim for dim in dims if shape[dim - 1] > 1]
    if long == sorted(long):
        sizes = tuple(shape[dim - 1] for dim in dims)
        name = graph.add(f"{value.name}_view", Reshape(sizes=sizes), [value.name])
    else:
        name = graph.add(f"{value.name}_moved", Permute(dims=dims), [value.name])
    return Value(name, order)
