"""ONNX models of PyTorch's exporters and made by hand, against ONNX's own reference evaluator."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

import motiflens
from motiflens.attribution.targets import counts
from motiflens.errors import ModelError
from motiflens.models.graphs import Graph, GraphNetwork
from motiflens.models.importers.onnx import read_onnx
from motiflens.models.importers.onnx.checking import GlobalMaxPool

FIXTURES = Path(__file__).parent / "fixtures"
FILES = sorted(FIXTURES.glob("*.onnx"))
Array = NDArray[np.float32]
LENGTH = 11


def random(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng([seed, *shape]).normal(0, 0.5, shape).astype(np.float32)


def bases(n: int = 3) -> Array:
    codes = np.random.default_rng(1).integers(0, 4, (n, LENGTH))
    return np.ascontiguousarray(np.eye(4, dtype=np.float32)[codes].swapaxes(1, 2))


def model(
    nodes: Sequence[onnx.NodeProto],
    constants: dict[str, NDArray[Any]] | None = None,
    *,
    opset: int = 21,
    shape: Sequence[Any] = ("batch", 4, LENGTH),
    outputs: Sequence[str] = ("y",),
) -> onnx.ModelProto:
    """A model of ``nodes`` from x to ``outputs``."""
    graph = helper.make_graph(
        list(nodes),
        "model",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, list(shape))],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", None]) for name in outputs],
        [numpy_helper.from_array(value, name) for name, value in (constants or {}).items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)


def node(kind: str, inputs: str, outputs: str = "y", **attributes: Any) -> onnx.NodeProto:
    """A node whose inputs and outputs are words; a dash stands for an input that is left out."""
    names = ["" if name == "-" else name for name in inputs.split()]
    return helper.make_node(kind, names, outputs.split(), **attributes)


def write(path: Path, made: onnx.ModelProto) -> Path:
    onnx.save(made, path)
    return path


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_outputs_are_those_of_pytorch(path: Path) -> None:
    imported = read_onnx(path)
    held = np.load(path.with_suffix(".npz"))
    with torch.no_grad():
        found = imported.network(torch.from_numpy(held["sequences"]))
    if imported.activation == "sigmoid":
        found = found.sigmoid()
    outputs = found if isinstance(found, tuple) else (found,)
    for number, output in enumerate(outputs):
        np.testing.assert_allclose(output, held[f"output{number}"], rtol=1e-5, atol=1e-5)


EXPECTED = {
    "convolutions": ("NCL", "classes", 47, "sigmoid", (1, 1, 1), None),
    "recurrent_torch": ("NLC", "values", 26, None, (1, 1), None),
    "profiles_torch": ("NCL", "profiles", 60, None, (2,), 36),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_the_file_says(path: Path) -> None:
    imported = read_onnx(path)
    layout, readout, length, activation, tracks, output_length = EXPECTED[
        path.stem.removesuffix("_dynamo")
    ]
    assert (imported.layout, imported.readout, imported.input_length) == (layout, readout, length)
    assert (imported.activation, imported.tracks) == (activation, tracks)
    assert (imported.n_tasks, imported.output_length) == (len(tracks), output_length)


@pytest.mark.parametrize("method", ["deeplift", "lrp-epsilon-plus"])
@pytest.mark.parametrize("name", ["convolutions", "profiles_torch_dynamo"])
def test_attributions_add_up(name: str, method: str) -> None:
    path = FIXTURES / f"{name}.onnx"
    imported = read_onnx(path)
    x = torch.from_numpy(np.load(path.with_suffix(".npz"))["sequences"]).double()
    target = counts(1) if imported.readout == "profiles" else 0
    found = motiflens.explain(imported.network.double(), x, method=method, target=target)
    assert found.completeness_error.max() <= 1e-5
    assert found.scores.abs().max() > 0


def test_the_graph_and_its_tensors_are_the_whole_network() -> None:
    imported = read_onnx(FIXTURES / "convolutions.onnx")
    assert imported.graph is not None
    again = GraphNetwork(Graph.from_json(imported.graph.to_json(), where="here"))
    again.load_state_dict(imported.network.state_dict())
    x = torch.rand(2, 4, 47)
    assert torch.equal(again.eval()(x), imported.network(x))


W, B = random(6, 4, 3), random(6)
IMAGE = (node("Unsqueeze", "x two", "image"), {"two": np.array([2])})
UNARY = (
    "Relu Softplus Tanh Exp Erf Abs Neg HardSwish Mish LeakyRelu Elu Selu Gelu HardSigmoid Identity"
)
CASES: dict[str, tuple[Sequence[onnx.NodeProto], dict[str, NDArray[Any]]]] = {
    **{kind: ([node(kind, "x", "y")], {}) for kind in UNARY.split()},
    "Sqrt, Log, Reciprocal of what is positive": (
        [
            node("Add", "x one", "a"),
            node("Sqrt", "a", "b"),
            node("Log", "a", "c"),
            node("Reciprocal", "a", "d"),
            node("Sum", "b c d"),
        ],
        {"one": np.array(1.5, dtype=np.float32)},
    ),
    "Conv": ([node("Conv", "x w b")], {"w": W, "b": B}),
    "Conv, uneven pads, strides, dilations": (
        [node("Conv", "x w", pads=[1, 3], strides=[2], dilations=[2])],
        {"w": W},
    ),
    "Conv, groups": ([node("Conv", "x w b", group=2)], {"w": random(6, 2, 3), "b": B}),
    "Conv, SAME_UPPER": (
        [node("Conv", "x w", auto_pad="SAME_UPPER", strides=[2])],
        {"w": random(6, 4, 4)},
    ),
    "Conv, SAME_LOWER": ([node("Conv", "x w", auto_pad="SAME_LOWER")], {"w": random(6, 4, 4)}),
    "Conv, two dimensions, as TensorFlow's": (
        [IMAGE[0], node("Conv", "image w b", "h", pads=[0, 1, 0, 1]), node("Squeeze", "h two")],
        {**IMAGE[1], "w": W[:, :, None], "b": B},
    ),
    "ConvTranspose": (
        [node("ConvTranspose", "x w b", pads=[1, 0], strides=[2])],
        {"w": random(4, 6, 3), "b": B},
    ),
    "Gemm": (
        [node("Flatten", "x", "h"), node("Gemm", "h w b", alpha=0.5, beta=2.0, transB=1)],
        {"w": random(3, 44), "b": random(3)},
    ),
    "MatMul and Add": (
        [
            node("Transpose", "x", "t", perm=[0, 2, 1]),
            node("MatMul", "t w", "h"),
            node("Add", "h b"),
        ],
        {"w": random(4, 5), "b": random(5)},
    ),
    "BatchNormalization": (
        [node("BatchNormalization", "x s b m v", epsilon=0.1)],
        {"s": random(4), "b": random(4, seed=1), "m": random(4, seed=2), "v": random(4) ** 2 + 0.2},
    ),
    "LayerNormalization": (
        [node("Conv", "x w", "h"), node("LayerNormalization", "h s b", epsilon=0.1)],
        {"w": W, "s": random(9), "b": random(9, seed=1)},
    ),
    "attention": (
        [
            node("Transpose", "x", "t", perm=[0, 2, 1]),
            node("MatMul", "t k", "keys"),
            node("Transpose", "keys", "u", perm=[0, 2, 1]),
            node("MatMul", "t u", "scores"),
            node("Softmax", "scores", "a", axis=-1),
            node("MatMul", "a t"),
        ],
        {"k": random(4, 4)},
    ),
    "MaxPool": ([node("MaxPool", "x", kernel_shape=[3], strides=[2], pads=[0, 1])], {}),
    "MaxPool, rounded up": (
        [node("MaxPool", "x", kernel_shape=[3], strides=[3], ceil_mode=1)],
        {},
    ),
    "MaxPool, SAME_UPPER": (
        [node("MaxPool", "x", kernel_shape=[2], strides=[2], auto_pad="SAME_UPPER")],
        {},
    ),
    "AveragePool": (
        [node("AveragePool", "x", kernel_shape=[3], strides=[2], pads=[1, 1])],
        {},
    ),
    "AveragePool with zeros": (
        [node("AveragePool", "x", kernel_shape=[3], pads=[1, 0], count_include_pad=1)],
        {},
    ),
    "Global pools": (
        [
            node("Conv", "x w", "h"),
            node("GlobalMaxPool", "h", "a"),
            node("GlobalAveragePool", "h", "b"),
            node("Concat", "a b", axis=1),
        ],
        {"w": W},
    ),
    "Reductions": (
        [
            node("ReduceMean", "x last", "a", keepdims=1),
            node("ReduceMax", "x last", "b", keepdims=1),
            node("ReduceSum", "x last", "c", keepdims=1),
            node("ReduceLogSumExp", "x last", "d", keepdims=1),
            node("Concat", "a b c d", axis=-1),
        ],
        {"last": np.array([-1])},
    ),
    "Reduction that leaves dimensions out": (
        [node("ReduceMean", "x middle", keepdims=0)],
        {"middle": np.array([1])},
    ),
    "Arithmetic of two values": (
        [
            node("Conv", "x w", "a"),
            node("Tanh", "a", "b"),
            node("Mul", "a b", "c"),
            node("Sub", "c a", "d"),
            node("Max", "d b", "e"),
            node("Min", "e a"),
        ],
        {"w": W},
    ),
    "Arithmetic with numbers": (
        [
            node("Add", "x n", "a"),
            node("Sub", "n a", "b"),
            node("Sub", "b n", "c"),
            node("Mul", "n c", "d"),
            node("Div", "d n"),
        ],
        {"n": np.array([0.3], dtype=np.float32)},
    ),
    "Arithmetic with channels": (
        [node("Mul", "x c", "a"), node("Add", "a d", "b"), node("Div", "b e")],
        {
            "c": random(4, 1),
            "d": random(1, 4, LENGTH),
            "e": np.array([[2.0], [3.0], [4.0], [5.0]], dtype=np.float32),
        },
    ),
    "Clip": (
        [node("Clip", "x least most")],
        {"least": np.array(0.2, dtype=np.float32), "most": np.array(0.7, dtype=np.float32)},
    ),
    "Clip, one side": ([node("Clip", "x - most")], {"most": np.array(0.7, dtype=np.float32)}),
    "Pow": ([node("Pow", "x two")], {"two": np.array(2.0, dtype=np.float32)}),
    "Softmax inside": ([node("Softmax", "x", "h", axis=1), node("Neg", "h")], {}),
    "Dropout": ([node("Dropout", "x")], {}),
    "Cast to float": ([node("Cast", "x", to=TensorProto.FLOAT)], {}),
    "Reshape": ([node("Reshape", "x s")], {"s": np.array([0, 2, -1])}),
    "Reshape to a computed shape": (
        [
            node("Shape", "x", "shape"),
            node("Gather", "shape zero", "n", axis=0),
            node("Unsqueeze", "n zeros", "first"),
            node("Concat", "first rest", "s", axis=0),
            node("Reshape", "x s"),
        ],
        {"zero": np.array(0), "zeros": np.array([0]), "rest": np.array([-1])},
    ),
    "Transpose and Flatten": (
        [node("Transpose", "x", "t", perm=[0, 2, 1]), node("Flatten", "t")],
        {},
    ),
    "Squeeze and Unsqueeze": (
        [
            node("Unsqueeze", "x ends", "h"),
            node("Squeeze", "h first", "i"),
            node("Squeeze", "i last", "j"),
            node("Tanh", "j"),
        ],
        {"ends": np.array([1, -1]), "first": np.array([1]), "last": np.array([-1])},
    ),
    "Slice": (
        [node("Slice", "x starts ends axes steps")],
        {
            "starts": np.array([1, -2]),
            "ends": np.array([3, -100]),
            "axes": np.array([1, 2]),
            "steps": np.array([1, -1]),
        },
    ),
    "Slice, every second": (
        [node("Slice", "x starts ends axes steps")],
        {
            "starts": np.array([1]),
            "ends": np.array([10]),
            "axes": np.array([2]),
            "steps": np.array([2]),
        },
    ),
    "Slice of the whole batch": (
        [node("Slice", "x starts ends axes")],
        {
            "starts": np.array([0, 2]),
            "ends": np.array([2**63 - 1, 2**63 - 1]),
            "axes": np.array([0, 2]),
        },
    ),
    "Split": (
        [node("Split", "x parts", "a b", axis=2), node("Concat", "b a", axis=2)],
        {"parts": np.array([4, 7])},
    ),
    "Gather of one and of several": (
        [
            node("Gather", "x one", "a", axis=2),
            node("Gather", "x back", "b", axis=1),
            node("ReduceMax", "b last", "c", keepdims=0),
            node("Add", "a c"),
        ],
        {"one": np.array(-1), "back": np.array([3, 2, 1, 0]), "last": np.array([2])},
    ),
    "Pad": (
        [node("Pad", "x pads value")],
        {"pads": np.array([0, 0, 2, 0, 0, 1]), "value": np.array(0.5, dtype=np.float32)},
    ),
    "constants are computed": (
        [
            node("Constant", "", "half", value_float=0.5),
            node("Mul", "w half", "v"),
            node("Transpose", "v", "u", perm=[1, 0, 2]),
            node("Conv", "x u"),
        ],
        {"w": random(4, 6, 3)},
    ),
}
OLDER: dict[str, tuple[int, Sequence[onnx.NodeProto], dict[str, NDArray[Any]]]] = {
    "axes as attributes": (
        11,
        [
            node("Unsqueeze", "x", "h", axes=[2]),
            node("Squeeze", "h", "i", axes=[2]),
            node("ReduceMean", "i", "j", axes=[2], keepdims=1),
            node("Softmax", "j", "k", axis=1),
            node("Neg", "k"),
        ],
        {},
    ),
    "Clip, Slice, Pad and Split before inputs": (
        6,
        [
            node("Clip", "x", "a", min=0.1, max=0.6),
            node("Slice", "a", "b", starts=[1], ends=[4], axes=[1]),
            node("Pad", "b", "c", pads=[0, 0, 1, 0, 0, 0], value=0.25),
            node("Split", "c", "d e", axis=2, split=[5, 7]),
            node("Concat", "e d", axis=2),
        ],
        {},
    ),
}


def agrees(made: onnx.ModelProto, path: Path, x: Array) -> None:
    """Compare with the reference evaluator, sequence by sequence, flattened into one vector."""
    whole = onnx.ModelProto()
    whole.CopyFrom(made)
    whole.graph.node.append(node("Flatten", "y", "flat"))
    whole.graph.output[0].name = "flat"
    imported = read_onnx(write(path, whole))
    (expected,) = ReferenceEvaluator(whole, new_ops=[GlobalMaxPool]).run(None, {"x": x})
    with torch.no_grad():
        found = imported.network(torch.from_numpy(x))
    assert imported.activation is None
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("case", CASES)
def test_operators(tmp_path: Path, case: str) -> None:
    nodes, constants = CASES[case]
    agrees(model(nodes, constants), tmp_path / "m.onnx", bases())


@pytest.mark.parametrize("case", OLDER)
def test_operators_of_older_versions(tmp_path: Path, case: str) -> None:
    opset, nodes, constants = OLDER[case]
    agrees(model(nodes, constants, opset=opset), tmp_path / "m.onnx", bases())


@pytest.mark.parametrize("direction", ["forward", "reverse", "bidirectional"])
@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_recurrent_layers(tmp_path: Path, kind: str, direction: str) -> None:
    ways, gates, units = (2 if direction == "bidirectional" else 1), 4 if kind == "LSTM" else 3, 3
    extra = {"linear_before_reset": 1} if kind == "GRU" and ways == 1 else {}
    nodes = [
        node("Transpose", "x", "t", perm=[2, 0, 1]),
        node(kind, "t w r b", "all last", hidden_size=units, direction=direction, **extra),
        node("Transpose", "all", "u", perm=[2, 0, 1, 3]),
        node("Flatten", "u", "v"),
        node("Transpose", "last", "p", perm=[1, 0, 2]),
        node("Flatten", "p", "q"),
        node("Concat", "v q", axis=1),
    ]
    constants = {
        "w": random(ways, gates * units, 4),
        "r": random(ways, gates * units, units),
        "b": random(ways, 2 * gates * units),
    }
    agrees(model(nodes, constants), tmp_path / "m.onnx", bases())


def test_a_product_and_its_bias_are_one_layer(tmp_path: Path) -> None:
    """As TensorFlow's dense layers are written; but not where the product is used elsewhere."""
    nodes = [node("Flatten", "x", "f"), node("MatMul", "f w", "h", name="dense")]
    constants = {"w": random(44, 3), "b": random(3)}
    made = model([*nodes, node("Add", "b h")], constants)
    graph = read_onnx(write(tmp_path / "m.onnx", made)).graph
    assert graph is not None
    assert [item.op for item in graph.nodes] == ["reshape", "dense"]
    assert graph.nodes[1].options["bias"]
    twice = model([*nodes, node("Add", "h b", "i"), node("Mul", "h i")], constants)
    graph = read_onnx(write(tmp_path / "m.onnx", twice)).graph
    assert graph is not None
    assert "combine" in [item.op for item in graph.nodes]


@pytest.mark.parametrize(("bound", "known"), [(20.0, True), (2.0, False)])
def test_softplus_as_pytorch_writes_it(tmp_path: Path, bound: float, known: bool) -> None:
    """From a bound on PyTorch takes x; where that is another number, it is no softplus."""
    nodes = [
        node("Flatten", "x", "f"),
        node("Gemm", "f w", "h", transB=1),
        node("Greater", "h bound", "large"),
        node("Softplus", "h", "soft"),
        node("Where", "large h soft"),
    ]
    made = model(nodes, {"w": random(3, 44), "bound": np.array(bound, dtype=np.float32)})
    path = write(tmp_path / "m.onnx", made)
    if not known:
        with pytest.raises(ModelError, match="Greater"):
            read_onnx(path)
        return
    logits = bases().reshape(3, -1) @ random(3, 44).T
    with torch.no_grad():
        found = read_onnx(path).network(torch.from_numpy(bases()))
    np.testing.assert_allclose(found, np.log1p(np.exp(logits)), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("kind", "activation"), [("Sigmoid", "sigmoid"), ("Softmax", "softmax"), ("Identity", None)]
)
def test_a_last_activation_is_left_out_and_named(
    tmp_path: Path, kind: str, activation: str | None
) -> None:
    nodes = [node("Flatten", "x", "f"), node("Gemm", "f w", "h", transB=1), node(kind, "h")]
    made = model(nodes, {"w": random(3, 44)})
    imported = read_onnx(write(tmp_path / "m.onnx", made))
    assert imported.activation == activation
    assert imported.readout == ("values" if activation is None else "classes")
    logits = bases().reshape(3, -1) @ random(3, 44).T
    with torch.no_grad():
        found = imported.network(torch.from_numpy(bases()))
    np.testing.assert_allclose(found, logits, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("shape", "layout"),
    [
        ((1, 4, LENGTH), "NCL"),
        (("n", LENGTH, 4), "NLC"),
        (("n", 1, 4, LENGTH), "N1CL"),
        (("n", 4, 1, LENGTH), "NC1L"),
        (("n", LENGTH, 4, 1), "NLC1"),
    ],
)
def test_layouts(tmp_path: Path, shape: tuple[Any, ...], layout: str) -> None:
    made = model(
        [node("Flatten", "x", "f"), node("Gemm", "f w", transB=1)],
        {"w": random(2, 44)},
        shape=shape,
    )
    imported = read_onnx(write(tmp_path / "m.onnx", made))
    assert (imported.layout, imported.input_length) == (layout, LENGTH)


@pytest.mark.parametrize("batch", [1, 3])
def test_a_model_that_is_fixed_to_a_number_of_sequences(tmp_path: Path, batch: int) -> None:
    """Its shapes hold that number; the network that comes of it takes any."""
    made = model(
        [
            node("Shape", "x", "shape"),
            node("Slice", "shape zero one", "n"),
            node("Concat", "n rest", "s", axis=0),
            node("Reshape", "x s", "f"),
            node("Reshape", "f fixed", "g"),
            node("Gemm", "g w", transB=1),
        ],
        {
            "zero": np.array([0]),
            "one": np.array([1]),
            "rest": np.array([2, -1]),
            "fixed": np.array([batch, 44]),
            "w": random(2, 44),
        },
        shape=(batch, 4, LENGTH),
    )
    imported = read_onnx(write(tmp_path / "m.onnx", made))
    with torch.no_grad():
        found = imported.network(torch.from_numpy(bases(5)))
    np.testing.assert_allclose(found, bases(5).reshape(5, -1) @ random(2, 44).T, atol=1e-5)


def strided(index: NDArray[Any]) -> onnx.ModelProto:
    """A view of memory, as PyTorch writes the mean over all positions."""
    nodes = [
        node("ReduceMean", "x last", "mean", keepdims=1),
        node("Reshape", "mean row", "memory"),
        node("Gather", "memory index", "view", axis=0),
        node("Flatten", "view"),
    ]
    constants = {"last": np.array([2]), "row": np.array([-1]), "index": index}
    return model(nodes, constants, shape=(1, 4, LENGTH))


def test_a_view_of_memory_that_is_the_whole(tmp_path: Path) -> None:
    made = strided(np.arange(4).reshape(1, 2, 2))
    imported = read_onnx(write(tmp_path / "m.onnx", made))
    with torch.no_grad():
        found = imported.network(torch.from_numpy(bases()))
    np.testing.assert_allclose(found, bases().mean(2), atol=1e-6)


@pytest.mark.parametrize("index", [np.array([[0, 1, 1, 3]]), np.array([0, 1, 2, 3])])
def test_a_view_of_memory_that_is_another(tmp_path: Path, index: NDArray[Any]) -> None:
    with pytest.raises(ModelError, match="elements of other sequences"):
        read_onnx(write(tmp_path / "m.onnx", strided(index)))


def test_an_open_length_is_given(tmp_path: Path) -> None:
    made = model(
        [node("Conv", "x w", "h"), node("ReduceMax", "h last", keepdims=0)],
        {"w": W, "last": np.array([2])},
        shape=("n", 4, "length"),
    )
    imported = read_onnx(write(tmp_path / "m.onnx", made), input_length=LENGTH)
    assert imported.input_length == LENGTH


def test_several_vectors_are_one(tmp_path: Path) -> None:
    made = model(
        [
            node("Flatten", "x", "f"),
            node("Gemm", "f v", "dev", transB=1),
            node("Gemm", "f w", "hk", transB=1),
        ],
        {"v": random(1, 44), "w": random(1, 44, seed=1)},
        outputs=("dev", "hk"),
    )
    imported = read_onnx(write(tmp_path / "m.onnx", made))
    assert imported.task_names == ("dev", "hk")
    expected = bases().reshape(3, -1) @ np.vstack([random(1, 44), random(1, 44, seed=1)]).T
    with torch.no_grad():
        found = imported.network(torch.from_numpy(bases()))
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


def test_tensors_beside_the_model(tmp_path: Path) -> None:
    made = model([node("Conv", "x w", "h"), node("Flatten", "h")], {"w": W})
    path = tmp_path / "m.onnx"
    onnx.save(made, path, save_as_external_data=True, location="m.onnx.data", size_threshold=0)
    x = torch.from_numpy(bases())
    together = read_onnx(write(tmp_path / "one.onnx", model(made.graph.node, {"w": W})))
    assert torch.equal(read_onnx(path).network(x), together.network(x))


def test_the_maximum_over_positions_is_that_of_each_channel() -> None:
    """By the operator's definition, which the evaluator's own does not follow in one dimension."""
    made = model([node("GlobalMaxPool", "x")])
    (found,) = ReferenceEvaluator(made, new_ops=[GlobalMaxPool]).run(None, {"x": bases()})
    assert np.array_equal(found, bases().max(2, keepdims=True))
