"""From an ONNX graph to a graph of ours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import onnx
from onnx import numpy_helper

from motiflens.errors import ModelError
from motiflens.models.graphs import GraphBuilder
from motiflens.models.graphs.arrangement import Value, own_order
from motiflens.models.graphs.operations import Reshape
from motiflens.models.importers.onnx import operators as _operators  # noqa: F401 - fills TRANSLATORS
from motiflens.models.importers.onnx.call import TRANSLATORS, Array, Call
from motiflens.models.importers.onnx.files import is_standard, opset
from motiflens.models.importers.onnx.folding import computed


@dataclass
class Translation:
    """A translation on its way.

    Attributes
    ----------
    model
        To be read.
    graph
        To add to.
    values
        What each name stands for: a value of the graph, or a constant.
    batch
        For how many sequences shapes are computed.
    flat
        Values by the names of what they are joined to, all sequences in one row.
    unknown
        Nodes that cannot be read.
    unread
        Names of what depends on them.
    """

    model: onnx.ModelProto
    graph: GraphBuilder
    values: dict[str, Value | Array]
    batch: int = 1
    flat: dict[str, Value] = field(default_factory=dict)
    unknown: list[onnx.NodeProto] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def outputs(self) -> list[Value]:
        """Translate all nodes and return the model's outputs.

        Raises
        ------
        ModelError
            Which names all operators that are not known, or the first node that is not used in a
            way that is.
        """
        for tensor in self.model.graph.initializer:
            self.values[tensor.name] = numpy_helper.to_array(tensor)
        for node in self.model.graph.node:
            self._read(node)
        if self.unknown:
            raise _unknown(self.unknown)
        return [self._output(item.name) for item in self.model.graph.output]

    def _read(self, node: onnx.NodeProto) -> None:
        if node.op_type == "Gather" and node.input[0] in self.flat:
            self.values[node.output[0]] = self._unflattened(node)
            return
        inputs = [self._input(name, node) for name in node.input]
        known = is_standard(node) and node.op_type in TRANSLATORS
        behind = not self.unread.isdisjoint(node.input)
        if node.op_type == "Shape" and isinstance(inputs[0], Value):
            self._keep(node, [self._shape(node, inputs[0])])
        elif not behind and not any(isinstance(item, Value) for item in inputs):
            constants = [item for item in inputs if not isinstance(item, Value)]
            self._keep(node, computed(node, constants, opset(self.model)))
        elif self._is_flattening(node, inputs) and isinstance(inputs[0], Value):
            self.flat[node.output[0]] = inputs[0]
        elif behind or not known:
            self.unread.update(node.output)
            if not known:
                self.unknown.append(node)
        else:
            call = Call(node, tuple(inputs), opset(self.model), self.batch, self.graph)
            found = TRANSLATORS[node.op_type](call)
            self._keep(node, [found] if isinstance(found, Value) else found)

    def _keep(self, node: onnx.NodeProto, found: Sequence[Value | Array]) -> None:
        self.values.update(zip(node.output, found, strict=False))

    def _input(self, name: str, node: onnx.NodeProto) -> Value | Array | None:
        if not name or name in self.unread:
            return None
        if name not in self.values:
            raise ModelError(
                f"it takes {name!r}, a result that is not known",
                where=f"node {node.name or node.output[0]} ({node.op_type})",
            )
        return self.values[name]

    def _shape(self, node: onnx.NodeProto, x: Value) -> Array:
        """Return the dimensions of a value."""
        shape = (self.batch, *self.graph.shape(x.name))
        sizes = [shape[x.dim(axis)] for axis in range(x.rank)]
        said = {item.name: item.i for item in node.attribute}
        return np.array(sizes[said.get("start", 0) : said.get("end")], dtype=np.int64)

    def _is_flattening(self, node: onnx.NodeProto, inputs: Sequence[Value | Array | None]) -> bool:
        """Return whether a node joins all sequences to one row."""
        target = inputs[1] if node.op_type == "Reshape" else None
        return isinstance(target, np.ndarray) and target.tolist() == [-1]

    def _unflattened(self, node: onnx.NodeProto) -> Value:
        """Return what takes all of a row in its order, in the dimensions that it gives it.

        PyTorch writes the mean over all positions so, as a view of memory.
        """
        x, index = self.flat[node.input[0]], self._input(node.input[1], node)
        call = Call(node, (x, None), opset(self.model), self.batch, self.graph)
        if isinstance(index, Value) or index is None or index.shape[:1] != (self.batch,):
            raise call.refusal("it takes elements of other sequences")
        whole = np.arange(self.batch * math.prod(self.graph.shape(x.name)))
        if not np.array_equal(index.reshape(-1), whole):
            raise call.refusal("it takes elements of other sequences")
        order = own_order(index.ndim)
        return call.add(Reshape(sizes=index.shape[1:]), call.in_order(x), order=order)

    def _output(self, name: str) -> Value:
        found = self.values.get(name)
        if not isinstance(found, Value):
            raise ModelError(f"the output {name!r} does not depend on the sequence")
        return found


def _unknown(nodes: Sequence[onnx.NodeProto]) -> ModelError:
    places: dict[str, list[str]] = {}
    for node in nodes:
        kind = node.op_type if is_standard(node) else f"{node.domain}.{node.op_type}"
        places.setdefault(kind, []).append(node.name or node.output[0])
    listed = "; ".join(f"{kind} ({', '.join(names)})" for kind, names in sorted(places.items()))
    return ModelError(
        f"operators that are not known, with their nodes: {listed}",
        fix=f"known are {', '.join(sorted(TRANSLATORS))}",
    )
