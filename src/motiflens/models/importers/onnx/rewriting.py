"""Patterns that exporters write for one function."""

from __future__ import annotations

import onnx
from onnx import numpy_helper

_LINEAR_FROM = 15.0
"""From here on softplus is x, within the precision of the check of outputs."""


def with_plain_softplus(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return a model in which softplus is that alone.

    PyTorch's exporter writes ``Where(x > 20, x, Softplus(x))``, which is Softplus(x) to within
    exp(-20).
    """
    rewritten = onnx.ModelProto()
    rewritten.CopyFrom(model)
    made = {name: node for node in rewritten.graph.node for name in node.output}
    constants = {tensor.name: tensor for tensor in rewritten.graph.initializer}
    for node in list(rewritten.graph.node):
        if node.op_type != "Where":
            continue
        condition, x, otherwise = (made.get(node.input[0]), node.input[1], made.get(node.input[2]))
        if _is(condition, "Greater", x) and _is(otherwise, "Softplus", x):
            bound = constants.get(condition.input[1])  # type: ignore[union-attr]
            if bound is None or not (numpy_helper.to_array(bound) >= _LINEAR_FROM).all():
                continue
            _become_identity(node, node.input[2])
    _drop_unused(rewritten, "Greater")
    return rewritten


def _is(node: onnx.NodeProto | None, kind: str, x: str) -> bool:
    return node is not None and node.op_type == kind and node.input[0] == x


def _become_identity(node: onnx.NodeProto, value: str) -> None:
    output = node.output[0]
    node.CopyFrom(onnx.helper.make_node("Identity", [value], [output], node.name))


def _drop_unused(model: onnx.ModelProto, kind: str) -> None:
    used = {name for node in model.graph.node for name in node.input}
    used |= {item.name for item in model.graph.output}
    for node in list(model.graph.node):
        if node.op_type == kind and used.isdisjoint(node.output):
            model.graph.node.remove(node)
