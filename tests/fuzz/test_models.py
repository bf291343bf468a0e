"""Models of other programs, in every format that is read without being trusted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fuzz.hdf5_files import hdf5
from fuzz.mutations import as_json, garbled, json_bytes, rearranged, repacked, text
from fuzz.trying import fuzzed, reads_or_refuses, slowly_fuzzed
from models.importers.files import (
    LENGTH,
    TASKS,
    small_network,
    write_module,
    write_program,
    write_safetensors,
    write_script,
    write_state_dict,
)
from models.importers.keras_files import layer, sequential, write_pair, write_whole
from motiflens.config import Import
from motiflens.models.importing import import_model

FIXTURES = Path(__file__).parents[1] / "models/importers/fixtures"
NAMED = {"architecture": "small-cnn", "input_length": LENGTH}


def taken_in(path: Path, named: Path | None = None, **fields: Any) -> None:
    """Import what is at ``path``, or have it refused."""
    options = Import.model_validate({"source": str(path), "tasks": TASKS} | fields)
    output = path.parent / "imported"
    reads_or_refuses(lambda: import_model(options, output), named or path)


@pytest.fixture(scope="session")
def whole(folder: Path) -> Callable[[str, Callable[[Any, Path], None]], bytes]:
    """Return a function that returns a file of a small network, written once."""

    def whole(name: str, write: Callable[[Any, Path], None]) -> bytes:
        path = folder / f"whole.{name}"
        if not path.exists():
            write(small_network(), path)
        return path.read_bytes()

    return whole


def _tensors() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    return {
        "conv": [("conv/kernel:0", rng.normal(size=(5, 4, 3))), ("conv/bias:0", np.zeros(3))],
        "dense": [("dense/kernel:0", rng.normal(size=(3, 2))), ("dense/bias:0", np.zeros(2))],
    }


def _keras() -> dict[str, Any]:
    convolution = layer(
        "Conv1D", "conv", filters=3, kernel_size=[5], strides=[1], padding="same",
        activation="relu", use_bias=True, dilation_rate=[1], data_format="channels_last",
        batch_input_shape=[None, LENGTH, 4],
    )  # fmt: skip
    pooled = layer("GlobalMaxPooling1D", "pool")
    dense = layer("Dense", "dense", units=2, activation="sigmoid", use_bias=True)
    return sequential([convolution, pooled, dense])


@fuzzed
@given(st.data())
def test_keras_in_hdf5(folder: Path, data: st.DataObject) -> None:
    made = write_whole(folder / "keras.whole.h5", _keras(), _tensors()).read_bytes()
    path = folder / "keras.h5"
    path.write_bytes(data.draw(hdf5(made)))
    taken_in(path, format="keras")


@fuzzed
@given(st.data())
def test_keras_in_json(folder: Path, data: st.DataObject) -> None:
    path, weights = write_pair(folder, _keras(), _tensors(), version="2.2.4", backend=None)
    path.write_bytes(data.draw(json_bytes(json.loads(path.read_text()))))
    taken_in(path, format="keras", weights=str(weights))


def _member(name: str, content: bytes) -> st.SearchStrategy[bytes]:
    if name.endswith(".h5") and content.startswith(b"\x89HDF"):
        return hdf5(content)
    return _garbled(name, content)


@fuzzed
@given(st.data())
@pytest.mark.parametrize("name", ["plain", "branches", "recurrent", "two_dimensional"])
def test_keras_archives(folder: Path, name: str, data: st.DataObject) -> None:
    path = folder / f"{name}.keras"
    path.write_bytes(data.draw(repacked((FIXTURES / path.name).read_bytes(), _member)))
    taken_in(path)


@fuzzed
@given(st.data())
@pytest.mark.parametrize("form", ["chrombpnet", "bpnet"])
def test_profiles_in_hdf5(folder: Path, form: str, data: st.DataObject) -> None:
    path = folder / "profiles.h5"
    path.write_bytes(data.draw(hdf5((FIXTURES / path.name).read_bytes())))
    taken_in(path, format=form)


ONNX = ("convolutions", "convolutions_dynamo", "profiles_torch", "recurrent_torch")


@fuzzed
@given(st.data())
@pytest.mark.parametrize("name", ONNX)
def test_onnx(folder: Path, name: str, data: st.DataObject) -> None:
    path = folder / f"{name}.onnx"
    made = (FIXTURES / path.name).read_bytes()
    path.write_bytes(data.draw(garbled(made) | _rewritten(made)))
    taken_in(path)


@st.composite
def _rewritten(draw: Any, made: bytes) -> bytes:
    """Return a graph whose nodes, attributes, shapes or tensors are others."""
    model = onnx.load_model_from_string(made)
    for _ in range(draw(st.integers(1, 3))):
        nodes, tensors = model.graph.node, model.graph.initializer
        node = nodes[draw(st.integers(0, len(nodes) - 1))]
        how = draw(st.integers(0, 6))
        if how == 0:
            node.op_type = draw(st.sampled_from(("Conv", "Reshape", "Pad", "LSTM", "Gather", "X")))
        elif how == 1 and node.input:
            known = [name for other in nodes for name in other.output]
            node.input[0] = draw(st.sampled_from(["", "absent", *known]))
        elif how == 2 and node.attribute:
            _spoil(draw, node.attribute[draw(st.integers(0, len(node.attribute) - 1))])
        elif how == 3 and tensors:
            tensor = tensors[draw(st.integers(0, len(tensors) - 1))]
            tensor.dims[:] = draw(st.sampled_from(([], [0], [1], [2**40], [-1, 3], [4, 4, 4])))
        elif how == 4 and tensors:
            tensor = tensors[draw(st.integers(0, len(tensors) - 1))]
            tensor.data_type = draw(st.integers(0, 25))
        elif how == 5:
            shape = model.graph.input[0].type.tensor_type.shape
            for size in shape.dim:
                size.dim_value = draw(st.sampled_from((-1, 0, 1, 4, 2**31)))
        elif how == 6:
            model.opset_import[0].version = draw(st.sampled_from((-1, 0, 1, 9, 13, 999)))
    return model.SerializeToString()


def _spoil(draw: Any, attribute: Any) -> None:
    number = draw(st.sampled_from((-1, 0, 2, 10**6, 2**62, -(2**63))))
    if attribute.ints:
        attribute.ints[0] = number
    elif attribute.HasField("i"):
        attribute.i = number
    elif attribute.HasField("s"):
        attribute.s = draw(st.sampled_from((b"", b"SAME_UPPER", b"\xff", b"reflect")))
    elif attribute.HasField("f"):
        attribute.f = draw(st.sampled_from((float("nan"), float("inf"), -1.0)))


@fuzzed
@given(st.data())
def test_safetensors(folder: Path, whole: Any, data: st.DataObject) -> None:
    path = folder / "net.safetensors"
    made = whole("safetensors", write_safetensors)
    path.write_bytes(data.draw(garbled(made) | _other_header(made)))
    taken_in(path, **NAMED)


@st.composite
def _other_header(draw: Any, made: bytes) -> bytes:
    end = 8 + int.from_bytes(made[:8], "little")
    header = as_json(draw(rearranged(json.loads(made[8:end]))))
    length = draw(st.sampled_from((len(header), len(header), 0, 2**63, 2**64 - 1, 99)))
    return length.to_bytes(8, "little") + header + made[end:]


def _garbled(name: str, content: bytes) -> st.SearchStrategy[bytes]:
    try:
        tree = json.loads(content) if name.endswith(".json") else None
    except (ValueError, RecursionError):  # spoilt before
        tree = None
    return garbled(content) if tree is None else json_bytes(tree) | garbled(content)


@fuzzed
@given(st.data())
@pytest.mark.parametrize("form", ["state-dict", "bpnet-lite"])
def test_files_of_torch_save(folder: Path, whole: Any, form: str, data: st.DataObject) -> None:
    path = folder / "net.pt"
    write = write_state_dict if form == "state-dict" else write_module
    made = whole(form, write)
    path.write_bytes(data.draw(repacked(made, _garbled)))
    taken_in(path, format=form, **(NAMED if form == "state-dict" else {"input_length": 2114}))
    taken_in(path, **NAMED)


@slowly_fuzzed
@given(st.data())
def test_torch_export(folder: Path, whole: Any, data: st.DataObject) -> None:
    path = folder / "net.pt2"
    path.write_bytes(data.draw(repacked(whole("pt2", write_program), _garbled)))
    taken_in(path, input_length=LENGTH)


@slowly_fuzzed
@given(st.data())
def test_torchscript(folder: Path, whole: Any, data: st.DataObject) -> None:
    path = folder / "script.pt"
    made = whole("script", write_script)
    path.write_bytes(data.draw(repacked(made, _garbled)))
    taken_in(path, format="torchscript", input_length=LENGTH, trust=True)


DEEPBIND = """\
# deepbind 0.1
reverse_complement = 1
num_detectors = 2
detector_len = 3
has_avg_pooling = 0
num_hidden = 0
detectors = 1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9,1,2,3,4,5,6
thresholds = -1,0.5
weights1 = 1,-1
biases1 = 0.25
weights2 =
biases2 =
"""


@fuzzed
@given(text(DEEPBIND))
def test_deepbind(folder: Path, content: bytes) -> None:
    path = folder / "D00001.001.txt"
    path.write_bytes(content)
    options = {"source": str(path), "tasks": ["A"], "input_length": LENGTH}
    for form in ("auto", "deepbind"):
        given = Import.model_validate(options | {"format": form})
        reads_or_refuses(lambda given=given: import_model(given, folder / "imported"), path)


KIPOI = {
    "type": "keras",
    "args": {"arch": "net.json", "weights": {"url": "https://x/net.h5?download=1", "md5": ""}},
    "default_dataloader": {"default_args": {"auto_resize_len": LENGTH, "alphabet": "AGCT"}},
    "schema": {
        "inputs": {"name": "seq", "special_type": "DNASeq", "shape": f"({LENGTH}, 4)"},
        "targets": {"shape": "(2, )", "column_labels": ["labels.txt"]},
    },
}


@fuzzed
@given(st.data())
def test_kipoi(folder: Path, data: st.DataObject) -> None:
    model = folder / "kipoi"
    model.mkdir(exist_ok=True)
    (model / "labels.txt").write_text("A\nB\n")
    write_whole(model / "net.h5", _keras(), _tensors())
    (model / "net.json").write_text(json.dumps(_keras()))
    plain = yaml.safe_dump(KIPOI)
    other = rearranged(KIPOI).map(lambda tree: yaml.safe_dump(tree).encode("utf-8", "replace"))
    (model / "model.yaml").write_bytes(data.draw(text(plain) | other | other))
    taken_in(model, named=model)
