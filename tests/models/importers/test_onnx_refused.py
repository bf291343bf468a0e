"""ONNX models that cannot be read, or would not be what is in the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from models.importers.test_onnx import LENGTH, W, model, node, random, write
from motiflens.errors import ModelError
from motiflens.models.graphs.arrangement import Value
from motiflens.models.graphs.operations import Function
from motiflens.models.importers.onnx import read_onnx
from motiflens.models.importers.onnx.call import TRANSLATORS, Call


def refused(path: Path, *said: str, **options: Any) -> None:
    with pytest.raises(ModelError) as caught:
        read_onnx(path, **options)
    for part in said:
        assert part in str(caught.value)


def test_all_unknown_operators_are_named_at_once(tmp_path: Path) -> None:
    nodes = [
        node("Sin", "x", "a", name="wave"),
        node("Relu", "a", "b"),
        node("Sin", "b", "c", name="wave again"),
        node("Det", "c", "d"),
        node("Flatten", "x"),
    ]
    refused(write(tmp_path / "m.onnx", model(nodes)), "Det (d); Sin (wave, wave again)", "known")


def test_operators_of_other_domains(tmp_path: Path) -> None:
    made = model([helper.make_node("Relu", ["x"], ["y"], domain="ai.onnx.ml.mine")])
    made.opset_import.append(helper.make_opsetid("ai.onnx.ml.mine", 1))
    refused(write(tmp_path / "m.onnx", made), "ai.onnx.ml.mine.Relu")


N = np.array
CASES = {
    "a weight that is computed": (
        [node("Transpose", "x", "t", perm=[1, 0, 2]), node("Conv", "x t")],
        {},
        "weight depends on the sequence",
    ),
    "the batch among what is joined": (
        [node("Transpose", "x", "t", perm=[1, 0, 2]), node("Relu", "t", "r"), node("Flatten", "r")],
        {},
        "batch is not the first dimension",
    ),
    "a reshape over the batch": (
        [node("Reshape", "x s")],
        {"s": N([4, -1])},
        "mixes the sequences",
    ),
    "a reduction over the batch": (
        [node("ReduceMean", "x axes")],
        {"axes": N([0])},
        "works along the batch",
    ),
    "a slice of the batch": (
        [node("Slice", "x starts ends axes")],
        {"starts": N([0]), "ends": N([1]), "axes": N([0])},
        "works along the batch",
    ),
    "a constant with a batch": ([node("Add", "x c")], {"c": random(2, 4, LENGTH)}, "batch of its"),
    "a squeeze of whatever is one": ([node("Squeeze", "x")], {}, "which dimensions"),
    "uneven indices": (
        [node("Gather", "x i", axis=1)],
        {"i": N([0, 1, 3])},
        "evenly spaced",
    ),
    "reflected padding": (
        [node("Pad", "x p", mode="reflect")],
        {"p": N([0, 0, 1, 0, 0, 1])},
        "padding with a constant",
    ),
    "dilated pooling": (
        [node("MaxPool", "x", kernel_shape=[2], dilations=[2])],
        {},
        "dilated",
    ),
    "half precision": ([node("Cast", "x", to=TensorProto.FLOAT16)], {}, "precision"),
    "a product from the left": ([node("MatMul", "w x")], {"w": random(5, 4)}, "is a constant"),
    "Softmax over several dimensions": ([node("Softmax", "x")], {}, "before version 13"),
    "another state to begin with": (
        [
            node("Transpose", "x", "t", perm=[2, 0, 1]),
            node("LSTM", "t w r - - h", "y", hidden_size=2),
        ],
        {"w": random(1, 8, 4), "r": random(1, 8, 2), "h": np.ones((1, 1, 2), dtype=np.float32)},
        "not zero",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_known_operators_in_unknown_use(tmp_path: Path, case: str) -> None:
    nodes, constants, said = CASES[case]
    opset = 11 if case.startswith("Softmax") else 21
    named = [*nodes[:-1], nodes[-1]]
    named[-1].name = "here"
    place = "node" if case.startswith("the batch") else "node here"
    refused(write(tmp_path / "m.onnx", model(named, constants, opset=opset)), said, place)


def test_outputs_that_differ_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A translation that is wrong does not become a model."""

    def wrong(call: Call) -> Value:
        return call.add(Function(name="tanh"), call.x)

    monkeypatch.setitem(TRANSLATORS, "Relu", wrong)
    made = model([node("Flatten", "x", "f"), node("Relu", "f")])
    refused(write(tmp_path / "m.onnx", made), "output y differs by up to 0.24")


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (("n", 5, LENGTH), "no input of the model is a sequence of DNA"),
        (("n", 4, "length"), "any length"),
    ],
)
def test_inputs_that_are_no_sequence(tmp_path: Path, shape: tuple[Any, ...], said: str) -> None:
    refused(write(tmp_path / "m.onnx", model([node("Flatten", "x")], shape=shape)), said)


def test_two_inputs(tmp_path: Path) -> None:
    made = model([node("Flatten", "x")])
    made.graph.input.append(helper.make_tensor_value_info("age", TensorProto.FLOAT, ["n", 3]))
    refused(write(tmp_path / "m.onnx", made), "2 inputs (x, age)")


def test_outputs_along_the_sequence(tmp_path: Path) -> None:
    refused(write(tmp_path / "m.onnx", model([node("Relu", "x")])), "output y is (4, 11)")


def test_an_output_that_reads_nothing(tmp_path: Path) -> None:
    made = model([node("Relu", "c"), node("Relu", "x", "z")], {"c": random(1, 3)})
    refused(write(tmp_path / "m.onnx", made), "'y' does not depend on the sequence")


# Damage.


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    refused(tmp_path / "none.onnx", "no such file")


@pytest.mark.parametrize("part", [0.0, 0.4, 0.97])
def test_a_truncated_file(tmp_path: Path, part: float) -> None:
    path = write(
        tmp_path / "m.onnx", model([node("Conv", "x w", "h"), node("Flatten", "h")], {"w": W})
    )
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    refused(path, "damaged", "m.onnx")


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    path.write_text("not a model\n" * 30)
    refused(path, "damaged")


def test_a_wrong_shape(tmp_path: Path) -> None:
    made = model([node("Conv", "x w", name="first")], {"w": random(6, 5, 3)})
    refused(write(tmp_path / "m.onnx", made), "first", "(4, 11)")


def test_no_numbers(tmp_path: Path) -> None:
    nan = np.full((6, 4, 3), np.nan, dtype=np.float32)
    made = model([node("Conv", "x w", "h", name="first"), node("Flatten", "h")], {"w": nan})
    refused(write(tmp_path / "m.onnx", made), "layer first", "weight holds")


@pytest.mark.parametrize("location", ["../w.bin", "/etc/hostname", "folder/w.bin"])
def test_tensors_elsewhere_are_not_read(tmp_path: Path, location: str) -> None:
    made = model([node("Conv", "x w", "h"), node("Flatten", "h")], {"w": W})
    tensor = made.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    refused(write(tmp_path / "m.onnx", made), "tensor w", "beside the model")


def test_tensors_that_are_gone(tmp_path: Path) -> None:
    made = model([node("Conv", "x w", "h"), node("Flatten", "h")], {"w": W})
    path = tmp_path / "m.onnx"
    onnx.save(made, path, save_as_external_data=True, location="w.bin", size_threshold=0)
    (tmp_path / "w.bin").unlink()
    refused(path, "tensor w", "'w.bin'", "not beside the model")
