"""Constants of an ONNX model, computed once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

from motiflens.errors import ModelError
from motiflens.models.importers.onnx.call import Array


def computed(node: onnx.NodeProto, inputs: Sequence[Array | None], opset: int) -> list[Array]:
    """Return what a node computes from constants.

    Raises
    ------
    ModelError
        Where it can't be computed; node and operator are named.
    """
    given = {
        name: value for name, value in zip(node.input, inputs, strict=True) if value is not None
    }
    graph = onnx.helper.make_graph(
        [node],
        "constant",
        [
            onnx.helper.make_tensor_value_info(name, _kind(value), None)
            for name, value in given.items()
        ],
        [onnx.ValueInfoProto(name=name) for name in node.output if name],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", opset)])
    try:
        found = ReferenceEvaluator(model).run(None, given)
    except Exception as error:
        # The evaluator raises whatever its Python raises.
        raise ModelError(
            f"a constant cannot be computed: {type(error).__name__}: {error}",
            where=f"node {node.name or node.output[0]} ({node.op_type})",
        ) from None
    return [np.asarray(value) for value in found]


def _kind(value: Array) -> int:
    return int(onnx.helper.np_dtype_to_tensor_dtype(value.dtype))
