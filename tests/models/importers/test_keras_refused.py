"""Keras models that cannot be read, and files that are damaged: each is named."""

from __future__ import annotations

import base64
import json
import marshal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from models.importers.keras_files import (
    called,
    functional,
    layer,
    sequential,
    write_archive,
    write_pair,
    write_whole,
)
from motiflens.errors import ModelError
from motiflens.models.importers.keras import read_keras

INPUT = {"batch_input_shape": [None, 20, 4]}
CONV = layer("Conv1D", "conv_1", filters=3, kernel_size=[5], padding="valid", **INPUT)
DENSE = layer("Dense", "dense_1", units=2)
CHAIN = [CONV, layer("GlobalMaxPooling1D", "top"), DENSE]
TENSORS: dict[str, list[tuple[str, Any]]] = {
    "conv_1": [("conv_1/kernel:0", np.ones((5, 4, 3))), ("conv_1/bias:0", np.ones(3))],
    "dense_1": [("dense_1/kernel:0", np.ones((3, 2))), ("dense_1/bias:0", np.ones(2))],
}


def written(path: Path, chain: list[dict[str, Any]], **options: Any) -> Path:
    return write_whole(path / "model.h5", sequential(chain), TENSORS, **options)


def refused(source: Path, *said: str, weights: Path | None = None, **options: Any) -> ModelError:
    """Read a file, which must fail, with an error that says all of ``said``."""
    with pytest.raises(ModelError) as caught:
        read_keras(source, weights, **options)
    for part in said:
        assert part in str(caught.value)
    return caught.value


def lambda_layer(function: Callable[..., Any], name: str) -> dict[str, Any]:
    code = base64.b64encode(marshal.dumps(function.__code__)).decode()
    return layer("Lambda", name, function=[code, None, None], function_type="lambda")


UNKNOWN = {
    "a layer of the user's": (layer("Attention2", "att"), ["Attention2", "layer att"]),
    "a lambda": (lambda_layer(lambda x: x * 2, "twice"), ["Lambda", "layer twice", "not run"]),
    "masking": (layer("Masking", "mask", mask_value=0.0), ["layer mask (Masking)", "left out"]),
    "an embedding": (layer("Embedding", "emb", input_dim=4), ["layer emb", "one-hot"]),
    "an activation": (layer("Activation", "act", activation="snake"), ["layer act", "'snake'"]),
    "a padding": (
        layer("Conv1D", "conv_1", filters=3, kernel_size=5, padding="full"),
        ["layer conv_1 (Conv1D)", "'full'"],
    ),
    "batch norm of each sequence": (
        layer("BatchNormalization", "bn", mode=1),
        ["layer bn", "mode is 1"],
    ),
    "a kernel of two dimensions": (
        layer("Conv1D", "conv_1", filters=3, kernel_size=[5, 5]),
        ["kernel_size is [5, 5]", "1 number(s)"],
    ),
    "a missing option": (layer("Dense", "dense_1"), ["layer dense_1", "units"]),
    "a crop of all": (layer("Cropping1D", "crop", cropping=10), ["layer crop", "10 and 10 of 20"]),
    "a reshape that does not fit": (
        layer("Reshape", "shape", target_shape=[7, 7]),
        ["layer shape", "80 numbers"],
    ),
    "a state that is kept": (
        layer("LSTM", "lstm", units=2, stateful=True),
        ["layer lstm", "stateful"],
    ),
    "other gates": (
        layer("LSTM", "lstm", units=2, recurrent_activation="relu"),
        ["layer lstm", "gates are relu"],
    ),
    "a wrapped layer": (
        layer("TimeDistributed", "td", layer=layer("Conv1D", "inner")),
        ["layer td", "class Conv1D"],
    ),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_cannot_be_read_is_named(tmp_path: Path, case: str) -> None:
    item, said = UNKNOWN[case]
    first = {**item, "config": {**item["config"], **INPUT}}
    refused(written(tmp_path, [first, *CHAIN[1:]]), *said)


def test_the_code_of_a_lambda_is_not_run(tmp_path: Path) -> None:
    """Not even of one whose name and words are those of a known one."""
    marker = tmp_path / "ran"

    def reduce_logsumexp(x: Any) -> Any:
        marker.touch()
        return x

    item = lambda_layer(reduce_logsumexp, "logcount_predictions")
    first = {**item, "config": {**item["config"], **INPUT}}
    refused(written(tmp_path, [first, *CHAIN[1:]]), "not run")
    assert not marker.exists()


def test_calls_with_more_than_their_input(tmp_path: Path) -> None:
    config = functional(
        [
            called(layer("InputLayer", "dna", **INPUT)),
            {**called(CONV, [["dna", 0, 0]])},
        ],
        ["dna"],
        [["conv_1", 0, 0]],
    )
    config["config"]["layers"][1]["inbound_nodes"][0][0][3] = {"mask": ["dna", 0, 0]}
    path = write_whole(tmp_path / "m.h5", config, TENSORS)
    refused(path, "called with mask", "layer conv_1")


def test_a_result_that_no_layer_gives(tmp_path: Path) -> None:
    config = functional(
        [called(layer("InputLayer", "dna", **INPUT)), called(CONV, [["pool", 0, 0]])],
        ["dna"],
        [["conv_1", 0, 0]],
    )
    refused(write_whole(tmp_path / "m.h5", config, TENSORS), "no layer gives", "layer conv_1")


def test_a_second_result_that_a_layer_does_not_have(tmp_path: Path) -> None:
    config = functional(
        [called(layer("InputLayer", "dna", **INPUT)), called(CONV, [["dna", 0, 1]])],
        ["dna"],
        [["conv_1", 0, 0]],
    )
    refused(write_whole(tmp_path / "m.h5", config, TENSORS), "result 1 is taken", "layer dna")


def test_an_output_that_no_layer_gives(tmp_path: Path) -> None:
    config = functional(
        [called(layer("InputLayer", "dna", **INPUT)), called(CONV, [["dna", 0, 0]])],
        ["dna"],
        [["dense", 0, 0]],
    )
    refused(write_whole(tmp_path / "m.h5", config, TENSORS), "returns what no layer gives")


def test_values_of_other_dimensions_are_not_joined(tmp_path: Path) -> None:
    config = functional(
        [
            called(layer("InputLayer", "dna", **INPUT)),
            called(layer("GlobalMaxPooling1D", "top"), [["dna", 0, 0]]),
            called(layer("Add", "sum"), [["dna", 0, 0], ["top", 0, 0]]),
        ],
        ["dna"],
        [["sum", 0, 0]],
    )
    refused(write_whole(tmp_path / "m.h5", config, {}), "layer sum (Add)", "(20, 4), (4,)")


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ([None, 20, 5], "no input of the model is a sequence of DNA"),
        ([None, 80], "no input of the model is a sequence of DNA"),
        ([None, None, 4], "any length"),
    ],
)
def test_inputs_that_are_no_sequence(tmp_path: Path, shape: list[int | None], said: str) -> None:
    first = {**CONV, "config": {**CONV["config"], "batch_input_shape": shape}}
    refused(written(tmp_path, [first, *CHAIN[1:]]), said)


def test_another_length_than_the_models(tmp_path: Path) -> None:
    refused(written(tmp_path, CHAIN), "20 bp", "of 30 was given", input_length=30)


def test_outputs_along_the_sequence(tmp_path: Path) -> None:
    refused(written(tmp_path, CHAIN[:1]), "output conv_1 is (16, 3)")


def test_a_second_input(tmp_path: Path) -> None:
    config = functional(
        [
            called(layer("InputLayer", "dna", **INPUT)),
            called(layer("InputLayer", "age", batch_input_shape=[None, 3])),
            called(layer("GlobalMaxPooling1D", "top"), [["dna", 0, 0]]),
            called(layer("Concatenate", "both"), [["top", 0, 0], ["age", 0, 0]]),
        ],
        ["dna", "age"],
        [["top", 0, 0]],
    )
    config["config"]["layers"].pop()
    refused(write_whole(tmp_path / "m.h5", config, {}), "2 inputs (dna, age)")


def test_a_backend_that_is_none(tmp_path: Path) -> None:
    refused(written(tmp_path, CHAIN), "'jax'", "theano", backend="jax")


def test_a_class_of_the_users_own(tmp_path: Path) -> None:
    path = tmp_path / "m.h5"
    write_whole(path, {"class_name": "MyModel", "config": {"width": 3}}, TENSORS)
    refused(path, "class MyModel")


# Damage.


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    refused(tmp_path / "none.h5", "no such file")


@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_truncated_file(tmp_path: Path, part: float) -> None:
    path = written(tmp_path, CHAIN)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    refused(path, "truncated", "model.h5")


@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_truncated_archive(tmp_path: Path, part: float) -> None:
    path = write_archive(tmp_path / "m.keras", sequential(CHAIN), {}, version="3.0.0")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    refused(path, "truncated", "m.keras")


def test_weights_alone(tmp_path: Path) -> None:
    _, weights = write_pair(
        tmp_path, sequential(CHAIN), TENSORS, version="2.2.4", backend="tensorflow"
    )
    refused(weights, "no attribute `model_config`", "to_json")


def test_json_alone(tmp_path: Path) -> None:
    architecture, _ = write_pair(
        tmp_path, sequential(CHAIN), TENSORS, version="2.2.4", backend="tensorflow"
    )
    refused(architecture, "no weights", "`weights`")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"class_name": "Sequential", "conf', "no JSON"),
        ("[1, 2]", "class_name"),
        ('{"class_name": "Sequential", "config": {"layers": []}}', "not what Keras writes"),
        ('{"class_name": "Sequential", "config": {"layers": [{"config": {}}]}}', "not what Keras"),
    ],
)
def test_json_that_is_no_model(tmp_path: Path, text: str, said: str) -> None:
    _, weights = write_pair(tmp_path, sequential(CHAIN), TENSORS, version="2.2.4", backend=None)
    source = tmp_path / "other.json"
    source.write_text(text)
    refused(source, said, weights=weights)


Change = Callable[[h5py.Group], None]
DAMAGE: dict[str, tuple[Change, list[str]]] = {
    "a layer of another name": (
        lambda group: group.move("dense_1", "dense_7"),
        ["no layer 'dense_1'", "conv_1, dense_1"],
    ),
    "a tensor that is gone": (
        lambda group: group.__delitem__("dense_1/dense_1/kernel:0"),
        ["no tensor 'dense_1/kernel:0'", "layer dense_1"],
    ),
    "a group in its place": (
        lambda group: (
            group.__delitem__("dense_1/dense_1/kernel:0"),
            group.create_group("dense_1/dense_1/kernel:0"),
        )[0],
        ["no tensor 'dense_1/kernel:0'"],
    ),
    "a tensor too few": (
        lambda group: group["dense_1"].attrs.__setitem__("weight_names", [b"dense_1/kernel:0"]),
        ["layer dense_1 (Dense)", "dense_1/kernel:0 (3, 2)", "bias (2,)"],
    ),
    "a wrong shape": (
        lambda group: _replaced(group, "conv_1/conv_1/kernel:0", np.ones((5, 4, 2))),
        ["layer conv_1 (Conv1D)", "conv_1/kernel:0 is (5, 4, 2)", "kernel (5, 4, 3)"],
    ),
    "no number": (
        lambda group: _replaced(group, "dense_1/dense_1/bias:0", np.full(2, np.nan)),
        ["layer dense_1", "bias holds what is no finite number"],
    ),
    "no list of layers": (
        lambda group: group.attrs.__delitem__("layer_names"),
        ["`layer_names`"],
    ),
}


def _replaced(group: h5py.Group, name: str, value: Any) -> None:
    del group[name]
    group[name] = value


@pytest.mark.parametrize("case", DAMAGE)
def test_damaged_weights_are_named(tmp_path: Path, case: str) -> None:
    path = written(tmp_path, CHAIN)
    change, said = DAMAGE[case]
    with h5py.File(path, "a") as file:
        change(file["model_weights"])
    refused(path, *said)


def test_archives_without_a_layers_weights(tmp_path: Path) -> None:
    variables = {"layers/conv1d": [np.ones((5, 4, 3)), np.ones(3)]}
    path = write_archive(tmp_path / "m.keras", sequential(CHAIN), variables, version="3.1.0")
    refused(path, "no group 'dense'", "conv1d", "layer dense_1")


def test_archives_of_other_things(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "m.keras", sequential(CHAIN), {}, version="3.1.0")
    other = tmp_path / "other.zip"
    other.write_bytes(path.read_bytes().replace(b"config.json", b"confug.json"))
    refused(other, "no `.keras` file")


def test_errors_name_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, CHAIN)
    with h5py.File(path, "a") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential"})
    assert refused(path, "not what Keras writes").where == str(path)
