"""Make the model of this folder as tf2onnx writes one; run it here: ``python make.py``.

Its detectors are made by hand: TTACCCG, the motif of Reb1, on either strand.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MOTIF, LENGTH = "TTACCCG", 60
REVERSE = MOTIF[::-1].translate(str.maketrans("ACGT", "TGCA"))


def detector(motif):
    """Return weights (4, width) that are 1 for each base of the motif and -1 for others."""
    return [[1.0 if base == letter else -1.0 for letter in motif] for base in "ACGT"]


CONSTANTS = {
    "kernel": np.array([detector(MOTIF), detector(REVERSE)], dtype=np.float32),
    "bias": np.array([-3.0, -3.0], dtype=np.float32),
    "weight": np.array([[2.0], [2.0]], dtype=np.float32),
    "shift": np.array([-5.0], dtype=np.float32),
}
NODES = [
    helper.make_node("Transpose", ["sequence"], ["bases_first"], perm=[0, 2, 1]),
    helper.make_node("Conv", ["bases_first", "kernel", "bias"], ["scores"], auto_pad="SAME_UPPER"),
    helper.make_node("Relu", ["scores"], ["found"]),
    helper.make_node("GlobalMaxPool", ["found"], ["best"]),
    helper.make_node("Flatten", ["best"], ["detectors"]),
    helper.make_node("MatMul", ["detectors", "weight"], ["product"]),
    helper.make_node("Add", ["product", "shift"], ["logit"]),
    helper.make_node("Sigmoid", ["logit"], ["bound"]),
]
graph = helper.make_graph(
    NODES,
    "reb1",
    [helper.make_tensor_value_info("sequence", TensorProto.FLOAT, ["batch", LENGTH, 4])],
    [helper.make_tensor_value_info("bound", TensorProto.FLOAT, ["batch", 1])],
    [numpy_helper.from_array(value, name) for name, value in CONSTANTS.items()],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model)
onnx.save(model, "model.onnx")
