"""Patterns that exporters write for one operation, written as that one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import onnx
from onnx import numpy_helper

_LINEAR_FROM = 15.0
"""From here on softplus is x, within the precision of the check of outputs."""


def simplified(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return a model that computes the same.

    A product with a matrix and the sum with a vector behind it are one layer, so that rules of
    attribution see its bias. PyTorch writes softplus as ``Where(x > 20, x, Softplus(x))``, which
    is Softplus(x) to within exp(-20).
    """
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    view = _View(copy.graph)
    for node in list(copy.graph.node):
        if node.op_type == "Add":
            _join_bias(node, view)
        elif node.op_type == "Where":
            _drop_threshold(node, view)
    return copy


class _View:
    """A graph, with what makes each value, how often it is used, and its constants."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self.graph = graph
        self.made = {name: node for node in graph.node for name in node.output}
        self.constants = {item.name: item for item in graph.initializer}
        self.uses = Counter(name for node in graph.node for name in node.input)
        self.uses.update(item.name for item in graph.output)

    def maker(self, name: str, kind: str) -> onnx.NodeProto | None:
        """Return the node that makes a value, if it is of this kind."""
        node = self.made.get(name)
        return node if node is not None and node.op_type == kind else None

    def constant(self, name: str) -> np.ndarray | None:
        """Return a constant."""
        found = self.constants.get(name)
        return None if found is None else numpy_helper.to_array(found)


def _join_bias(node: onnx.NodeProto, view: _View) -> None:
    """Make Add(MatMul(x, W), b) one Gemm, which is read as a layer on any number of dimensions."""
    for product, other in (node.input, reversed(node.input)):
        maker, bias = view.maker(product, "MatMul"), view.constant(other)
        if maker is None or bias is None or view.uses[product] > 1:
            continue
        weight = view.constant(maker.input[1])
        if weight is not None and weight.ndim == 2 and bias.shape == weight.shape[1:]:
            inputs = [*maker.input, other]
            node.CopyFrom(onnx.helper.make_node("Gemm", inputs, [node.output[0]], maker.name))
            view.graph.node.remove(maker)
            return


def _drop_threshold(node: onnx.NodeProto, view: _View) -> None:
    """Make Where(x > bound, x, Softplus(x)) the latter."""
    x = node.input[1]
    greater, softplus = view.maker(node.input[0], "Greater"), view.maker(node.input[2], "Softplus")
    if greater is None or softplus is None or greater.input[0] != x or softplus.input[0] != x:
        return
    bound = view.constant(greater.input[1])
    if bound is not None and (bound >= _LINEAR_FROM).all():
        inputs = [node.input[2]]
        node.CopyFrom(onnx.helper.make_node("Identity", inputs, [node.output[0]], node.name))
        if view.uses[greater.output[0]] == 1:
            view.graph.node.remove(greater)
