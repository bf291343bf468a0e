"""Files of Keras 1, 2 and early 3, made byte by byte; outputs follow Keras' definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.importers.keras_files import (
    called,
    functional,
    layer,
    sequential,
    write_archive,
    write_pair,
    write_weights,
    write_whole,
)
from models.importers.keras_numpy import (
    ACTIVATIONS,
    batch_norm,
    conv1d,
    conv2d,
    gru,
    hard_sigmoid,
    lstm,
    pool1d,
)
from motiflens.models.importers.imported import Imported
from motiflens.models.importers.keras import read_keras

Array = NDArray[np.float64]
LENGTH = 21


def random(*shape: int, seed: int = 0) -> Array:
    """Numbers that float32 holds exactly."""
    rng = np.random.default_rng([seed, *shape])
    return rng.normal(0, 0.5, shape).astype(np.float32).astype(np.float64)


def bases(length: int = LENGTH) -> Array:
    return np.eye(4)[np.random.default_rng(1).integers(0, 4, (3, length))]


def positive(*shape: int) -> Array:
    return np.abs(random(*shape, seed=7)) + 0.5


def predicted(imported: Imported, x: Array) -> Array:
    """What the network makes of (N, L, 4), in its own layout."""
    shape = {"N": len(x), "C": 4, "L": x.shape[1], "1": 1}
    before = imported.layout.index("C") < imported.layout.index("L")
    arranged = x.swapaxes(1, 2) if before else x
    given = np.ascontiguousarray(arranged).reshape([shape[letter] for letter in imported.layout])
    with torch.no_grad():
        found: Array = imported.network(torch.from_numpy(given.astype(np.float32))).numpy()
    return found


def close(found: Array, expected: Array) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


# A network with 'same' convolutions, batch norm, max-pool 2 and two dense layers, in Keras 2.
SAME = [
    layer(
        "Conv1D",
        "conv1d_1",
        batch_input_shape=[None, LENGTH, 4],
        filters=5,
        kernel_size=[6],
        strides=[1],
        padding="same",
        data_format="channels_last",
        dilation_rate=[1],
        activation="linear",
        use_bias=True,
    ),
    layer("BatchNormalization", "bn_1", axis=-1, epsilon=0.02, center=True, scale=True),
    layer("Activation", "activation_1", activation="relu"),
    layer("MaxPooling1D", "pool_1", pool_size=[2], strides=[2], padding="valid"),
    layer("Dropout", "dropout_1", rate=0.5),
    layer("Flatten", "flatten_1", data_format="channels_last"),
    layer("Dense", "dense_1", units=4, activation="relu", use_bias=True),
    layer("Dense", "dense_2", units=2, activation="sigmoid", use_bias=True),
]
CONV, BIAS = random(6, 4, 5), random(5)
NORM = [random(5, seed=2), random(5, seed=3), random(5, seed=4), positive(5)]
DENSE = [random(50, 4), random(4), random(4, 2), random(2)]
SAME_TENSORS: dict[str, list[tuple[str, Any]]] = {
    "conv1d_1": [("conv1d_1/kernel:0", CONV), ("conv1d_1/bias:0", BIAS)],
    "bn_1": [
        (f"bn_1/{name}:0", value)
        for name, value in zip(
            ("gamma", "beta", "moving_mean", "moving_variance"), NORM, strict=True
        )
    ],
    "activation_1": [],
    "pool_1": [],
    "dropout_1": [],
    "flatten_1": [],
    "dense_1": [("dense_1/kernel:0", DENSE[0]), ("dense_1/bias:0", DENSE[1])],
    "dense_2": [("dense_2/kernel:0", DENSE[2]), ("dense_2/bias:0", DENSE[3])],
}


def same_logits(x: Array, kernel: Array = CONV) -> Array:
    h = batch_norm(conv1d(x, kernel, BIAS, padding="same"), NORM, 0.02)
    h = pool1d(np.maximum(h, 0), "max", 2).reshape(len(x), -1)
    return np.maximum(h @ DENSE[0] + DENSE[1], 0) @ DENSE[2] + DENSE[3]


def test_keras_2_json_and_weights(tmp_path: Path) -> None:
    pair = write_pair(
        tmp_path, sequential(SAME), SAME_TENSORS, version="2.2.4", backend="tensorflow"
    )
    imported = read_keras(*pair)
    close(predicted(imported, bases()), same_logits(bases()))
    assert (imported.activation, imported.readout, imported.layout) == ("sigmoid", "classes", "NLC")
    assert (imported.input_length, imported.n_tasks, imported.notes) == (LENGTH, 2, ())


def test_keras_2_whole_model(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "model.h5", sequential(SAME), SAME_TENSORS)
    close(predicted(read_keras(path), bases()), same_logits(bases()))


def test_long_lists_of_layers_are_kept_in_parts(tmp_path: Path) -> None:
    """HDF5 has no room for long attributes: Keras cuts them."""
    path = write_whole(tmp_path / "model.h5", sequential(SAME), SAME_TENSORS)
    with h5py.File(path, "a") as file:
        names = list(file["model_weights"].attrs["layer_names"])
        del file["model_weights"].attrs["layer_names"]
        file["model_weights"].attrs["layer_names0"] = names[:3]
        file["model_weights"].attrs["layer_names1"] = names[3:]
    close(predicted(read_keras(path), bases()), same_logits(bases()))


def test_kernels_of_theano_are_read_from_the_end(tmp_path: Path) -> None:
    path = write_whole(
        tmp_path / "model.h5", sequential(SAME), SAME_TENSORS, version="2.0.8", backend="theano"
    )
    close(predicted(read_keras(path), bases()), same_logits(bases(), CONV[::-1]))


@pytest.mark.parametrize("separator", ["/", "\\"], ids=["Linux", "Windows"])
@pytest.mark.parametrize(
    ("root", "second"),
    [
        ("layers", "dense_1"),
        ("_layer_checkpoint_dependencies", "dense_2"),
        ("_layer_checkpoint_dependencies", "dense_1"),
    ],
)
def test_archives_of_all_schemes(tmp_path: Path, root: str, second: str, separator: str) -> None:
    """TensorFlow 2.12 and 2.13 named the group otherwise, and mostly counted layers twice."""
    variables = {
        f"{root}{separator}{name}": values
        for name, values in {
            "conv1d": [CONV, BIAS],
            "batch_normalization": NORM,
            "dense": DENSE[:2],
            second: DENSE[2:],
            "dropout_1": [],
        }.items()
    }
    path = write_archive(tmp_path / "m.keras", sequential(SAME), variables, version="2.13.1")
    close(predicted(read_keras(path), bases()), same_logits(bases()))


@pytest.mark.parametrize("separator", ["/", "\\"], ids=["Linux", "Windows"])
@pytest.mark.parametrize("root", ["layers", "_layer_checkpoint_dependencies"])
def test_archives_of_models_within_models(tmp_path: Path, root: str, separator: str) -> None:
    """A recurrent layer both ways, in a chain within a chain: groups within groups."""
    ahead = random(4, 12, seed=1), random(3, 12, seed=1), random(12, seed=1)
    behind = random(4, 12, seed=2), random(3, 12, seed=2), random(12, seed=2)
    dense, square = random(6, 1), random(6, 6)
    inner = layer("LSTM", "lstm", units=3, recurrent_activation="sigmoid")
    first = {"batch_input_shape": [None, LENGTH, 4], "merge_mode": "concat"}
    block = {
        "class_name": "Sequential",
        "config": {
            "name": "block",
            "layers": [
                layer("Bidirectional", "both", layer=inner, **first),
                layer("Dense", "inside", units=6, use_bias=False),
            ],
        },
    }
    config = sequential([block, layer("Dense", "out", units=1, use_bias=False)])
    parts = {
        "bidirectional forward_layer cell": ahead,
        "bidirectional backward_layer cell": behind,
        "dense": [square],
    }
    within = separator.join([root, "sequential", root])
    variables = {separator.join([within, *name.split()]): values for name, values in parts.items()}
    variables[separator.join([root, "dense"])] = [dense]
    path = write_archive(tmp_path / "m.keras", config, variables, version="2.13.1")
    x = bases()
    forward = lstm(x, *ahead, ACTIVATIONS["sigmoid"])[:, -1]
    backward = lstm(x[:, ::-1], *behind, ACTIVATIONS["sigmoid"])[:, -1]
    expected = np.concatenate([forward, backward], -1) @ square @ dense
    close(predicted(read_keras(path), x), expected)


def test_weights_of_the_newer_format_beside_json(tmp_path: Path) -> None:
    architecture, _ = write_pair(
        tmp_path, sequential(SAME), SAME_TENSORS, version="2.15.0", backend=None
    )
    weights = tmp_path / "model.weights.h5"
    with h5py.File(weights, "w") as file:
        values = {
            "conv1d": [CONV, BIAS],
            "batch_normalization": NORM,
            "dense": DENSE[:2],
            "dense_1": DENSE[2:],
        }
        for group, tensors in values.items():
            for number, value in enumerate(tensors):
                file[f"layers/{group}/vars/{number}"] = value
    close(predicted(read_keras(architecture, weights), bases()), same_logits(bases()))


# The same network as Keras 1 has it.
SAME_1 = [
    layer(
        "Convolution1D",
        "convolution1d_1",
        batch_input_shape=[None, LENGTH, 4],
        nb_filter=5,
        filter_length=6,
        border_mode="same",
        subsample_length=1,
        activation="linear",
        bias=True,
        input_dim=4,
        input_length=LENGTH,
    ),
    layer("BatchNormalization", "bn_1", axis=-1, epsilon=0.02, mode=0, momentum=0.99),
    layer("Activation", "activation_1", activation="relu"),
    layer("MaxPooling1D", "pool_1", pool_length=2, stride=2, border_mode="valid"),
    layer("Dropout", "dropout_1", p=0.5),
    layer("Flatten", "flatten_1"),
    layer("Dense", "dense_1", output_dim=4, input_dim=50, activation="relu", bias=True),
    layer("Dense", "dense_2", output_dim=2, activation="sigmoid", bias=True),
]


def keras_1_tensors(kernel: Array) -> dict[str, list[tuple[str, Any]]]:
    norm = zip(("gamma", "beta", "running_mean", "running_std"), NORM, strict=True)
    return {
        "convolution1d_1": [("convolution1d_1_W", kernel), ("convolution1d_1_b", BIAS)],
        "bn_1": [(f"bn_1_{name}", value) for name, value in norm],
        "dense_1": [("dense_1_W", DENSE[0]), ("dense_1_b", DENSE[1])],
        "dense_2": [("dense_2_W", DENSE[2]), ("dense_2_b", DENSE[3])],
    }


@pytest.mark.parametrize(
    "kernel", [CONV[:, None], CONV.transpose(2, 1, 0)[..., None]], ids=["1.1 and on", "1.0"]
)
def test_keras_1_whole_model(tmp_path: Path, kernel: Array) -> None:
    config = sequential(SAME_1, version=1)
    path = write_whole(
        tmp_path / "m.h5", config, keras_1_tensors(kernel), version="1.2.2", backend=None
    )
    imported = read_keras(path)
    close(predicted(imported, bases()), same_logits(bases()))
    assert any("Theano" in note for note in imported.notes)
    reversed_ = read_keras(path, backend="theano")
    close(predicted(reversed_, bases()), same_logits(bases(), CONV[::-1]))
    assert reversed_.notes == ()


def test_keras_1_two_dimensions_with_channels_first(tmp_path: Path) -> None:
    """A model of DNA as an image of one row a base, flattened with its channels first."""
    kernel, bias, dense = random(6, 1, 4, 5), random(6), random(6 * 8, 3)
    config = sequential(
        [
            layer(
                "Convolution2D",
                "conv",
                batch_input_shape=[None, 1, 4, LENGTH],
                nb_filter=6,
                nb_row=4,
                nb_col=5,
                border_mode="valid",
                subsample=[1, 1],
                dim_ordering="th",
                activation="relu",
                bias=True,
            ),
            layer(
                "MaxPooling2D",
                "pool",
                pool_size=[1, 2],
                strides=[1, 2],
                border_mode="valid",
                dim_ordering="th",
            ),
            layer("Flatten", "flatten"),
            layer("Dense", "dense", output_dim=3, activation="softmax", bias=False),
        ],
        version=1,
    )
    tensors = {"conv": [("conv_W", kernel), ("conv_b", bias)], "dense": [("dense_W", dense)]}
    path = write_whole(tmp_path / "m.h5", config, tensors, version="1.1.0", backend=None)
    imported = read_keras(path, backend="theano")
    image = bases().swapaxes(1, 2)[..., None]  # (N, 4, L, 1)
    flipped = kernel[:, :, ::-1, ::-1].transpose(2, 3, 1, 0)
    h = np.maximum(conv2d(image, flipped, bias), 0)[:, 0]  # (N, 17, 6)
    h = pool1d(h, "max", 2).swapaxes(1, 2).reshape(3, -1)
    assert (imported.layout, imported.activation) == ("N1CL", "softmax")
    close(predicted(imported, bases()), h @ dense)


def test_keras_1_branches_that_are_merged(tmp_path: Path) -> None:
    """A functional model, in which one class of layer does all merging."""
    w, v = random(4, 2), random(4, 2, seed=1)
    dense = random(LENGTH * 4, 1)
    each = {"output_dim": 2, "bias": False, "activation": "tanh"}
    config = functional(
        [
            called(layer("InputLayer", "dna", batch_input_shape=[None, LENGTH, 4])),
            called(
                layer("TimeDistributed", "a", layer=layer("Dense", "inner", **each)),
                [["dna", 0, 0]],
            ),
            called(layer("TimeDistributedDense", "b", **each), [["dna", 0, 0]]),
            called(layer("Merge", "sum", mode="sum"), [["a", 0, 0], ["b", 0, 0]]),
            called(
                layer("Merge", "join", mode="concat", concat_axis=-1), [["sum", 0, 0], ["a", 0, 0]]
            ),
            called(layer("Flatten", "flatten"), [["join", 0, 0]]),
            called(layer("Dense", "dense", output_dim=1, bias=False), [["flatten", 0, 0]]),
        ],
        ["dna"],
        [["dense", 0, 0]],
    )
    tensors = {"a": [("a_W", w)], "b": [("b_W", v)], "dense": [("dense_W", dense)]}
    path = write_whole(tmp_path / "m.h5", config, tensors, version="1.2.2", backend="tensorflow")
    a, b = np.tanh(bases() @ w), np.tanh(bases() @ v)
    expected = np.concatenate([a + b, a], -1).reshape(3, -1) @ dense
    close(predicted(read_keras(path), bases()), expected)


def test_dna_as_an_image_with_one_channel(tmp_path: Path) -> None:
    """Positions by bases, as ports of Basset have it."""
    kernel, bias, dense = random(5, 4, 1, 3), random(3), random(17 * 3, 2)
    first = {"batch_input_shape": [None, LENGTH, 4, 1], "kernel_size": [5, 4], "filters": 3}
    config = sequential(
        [
            layer("Conv2D", "conv", padding="valid", activation="relu", **first),
            layer("Flatten", "flatten"),
            layer("Dense", "dense", units=2, use_bias=False),
        ]
    )
    tensors = {
        "conv": [("conv/kernel:0", kernel), ("conv/bias:0", bias)],
        "dense": [("dense/kernel:0", dense)],
    }
    imported = read_keras(write_whole(tmp_path / "m.h5", config, tensors))
    assert imported.layout == "NLC1"
    h = np.maximum(conv2d(bases()[..., None], kernel, bias), 0)
    close(predicted(imported, bases()), h.reshape(3, -1) @ dense)


def test_keras_1_recurrent_both_ways(tmp_path: Path) -> None:
    """DanQ's layers: twelve tensors a direction, and gates that are hard sigmoids."""
    units = 3

    def direction(seed: int) -> tuple[list[Array], tuple[Array, Array, Array]]:
        """The tensors of i, c, f and o as Keras 1 lists them, and in Keras 2's order."""
        kernels = [random(4, units, seed=seed + i) for i in range(4)]
        recurrent = [random(units, units, seed=seed + 10 + i) for i in range(4)]
        biases = [random(units, seed=seed + 20 + i) for i in range(4)]
        listed = [item for i in (0, 2, 1, 3) for item in (kernels[i], recurrent[i], biases[i])]
        joined = (np.hstack(kernels), np.hstack(recurrent), np.hstack(biases))
        return listed, joined

    ahead, behind = direction(100), direction(200)
    inner = {"output_dim": units, "activation": "tanh", "inner_activation": "hard_sigmoid"}
    config = sequential(
        [
            layer(
                "Bidirectional",
                "both",
                batch_input_shape=[None, LENGTH, 4],
                merge_mode="concat",
                layer=layer("LSTM", "lstm", return_sequences=True, **inner),
            ),
            layer("Flatten", "flatten"),
            layer("Dense", "dense", output_dim=1, bias=False),
        ],
        version=1,
    )
    dense = random(LENGTH * 2 * units, 1)
    tensors = {
        "both": [(f"both_{i}", value) for i, value in enumerate([*ahead[0], *behind[0]])],
        "dense": [("dense_W", dense)],
    }
    path = write_whole(tmp_path / "m.h5", config, tensors, version="1.2.0", backend="tensorflow")
    x = bases()
    forward = lstm(x, *ahead[1], hard_sigmoid)
    backward = lstm(x[:, ::-1], *behind[1], hard_sigmoid)[:, ::-1]
    expected = np.concatenate([forward, backward], -1).reshape(3, -1) @ dense
    close(predicted(read_keras(path), x), expected)


def test_gru_of_keras_2(tmp_path: Path) -> None:
    kernel, recurrent, bias, dense = random(4, 9), random(3, 9), random(9), random(3, 1)
    config = sequential(
        [
            layer(
                "GRU",
                "gru",
                batch_input_shape=[None, LENGTH, 4],
                units=3,
                activation="tanh",
                recurrent_activation="hard_sigmoid",
                return_sequences=False,
                reset_after=False,
            ),
            layer("Dense", "dense", units=1, use_bias=False),
        ]
    )
    tensors = {
        "gru": [("gru/kernel:0", kernel), ("gru/recurrent:0", recurrent), ("gru/bias:0", bias)],
        "dense": [("dense/kernel:0", dense)],
    }
    path = write_whole(tmp_path / "m.h5", config, tensors)
    states = gru(bases(), kernel, recurrent, bias, hard_sigmoid)
    close(predicted(read_keras(path), bases()), states[:, -1] @ dense)


def block(name: str) -> dict[str, Any]:
    """A model to be used within another: a convolution and batch norm."""
    return functional(
        [
            called(layer("InputLayer", "block_in", batch_input_shape=[None, LENGTH, 4])),
            called(
                layer(
                    "Conv1D",
                    "block_conv",
                    filters=4,
                    kernel_size=[3],
                    padding="same",
                    activation="tanh",
                ),
                [["block_in", 0, 0]],
            ),
            called(layer("BatchNormalization", "block_bn", epsilon=0.1), [["block_conv", 0, 0]]),
        ],
        ["block_in"],
        [["block_bn", 0, 0]],
        name=name,
    )


@pytest.mark.parametrize("first", [0, 1], ids=["counted from 0", "counted from 1"])
def test_models_within_models_used_twice(tmp_path: Path, first: int) -> None:
    """tf.keras counts the calls of a model within a model from 1, others from 0."""
    kernel, bias, dense = random(3, 4, 4), random(4), random(4, 2)
    norm = [random(4, seed=2), random(4, seed=3), random(4, seed=4), positive(4)]
    config = functional(
        [
            called(layer("InputLayer", "dna", batch_input_shape=[None, LENGTH, 4])),
            called(
                {**block("block"), "config": {**block("block")["config"]}},
                [["dna", 0, 0]],
                [["block", first, 0]],
            ),
            called(
                layer("Add", "add"), [["block", first, 0], ["block", first + 1, 0], ["dna", 0, 0]]
            ),
            called(layer("GlobalAveragePooling1D", "gap"), [["add", 0, 0]]),
            called(layer("Dense", "dense", units=2, use_bias=False), [["gap", 0, 0]]),
        ],
        ["dna"],
        [["dense", 0, 0]],
    )
    # Keras lists what is trained first, then the statistics of batch norm.
    tensors = {
        "block": [
            ("block_conv/kernel:0", kernel),
            ("block_conv/bias:0", bias),
            ("block_bn/gamma:0", norm[0]),
            ("block_bn/beta:0", norm[1]),
            ("block_bn/moving_mean:0", norm[2]),
            ("block_bn/moving_variance:0", norm[3]),
        ],
        "dense": [("dense/kernel:0", dense)],
    }
    imported = read_keras(write_whole(tmp_path / "m.h5", config, tensors))

    def run(x: Array) -> Array:
        return batch_norm(np.tanh(conv1d(x, kernel, bias, padding="same")), norm, 0.1)

    x = bases()
    expected = (run(x) + run(run(x)) + x).mean(1) @ dense
    close(predicted(imported, x), expected)


def test_models_of_any_length_take_the_one_that_is_given(tmp_path: Path) -> None:
    kernel, bias, dense = random(3, 4, 2), random(2), random(2, 1)
    config = sequential(
        [
            layer("Conv1D", "conv", batch_input_shape=[None, None, 4], filters=2, kernel_size=3),
            layer("GlobalMaxPooling1D", "top"),
            layer("Dense", "dense", units=1, use_bias=False),
        ]
    )
    tensors = {
        "conv": [("conv/kernel:0", kernel), ("conv/bias:0", bias)],
        "dense": [("dense/kernel:0", dense)],
    }
    path = write_whole(tmp_path / "m.h5", config, tensors)
    imported = read_keras(path, input_length=12)
    assert imported.input_length == 12
    x = bases(12)
    close(predicted(imported, x), conv1d(x, kernel, bias).max(1) @ dense)


def one_layer(tmp_path: Path, item: dict[str, Any], tensors: Sequence[Array]) -> Imported:
    """A layer on the sequence, and the mean of what it gives."""
    item = {**item, "config": {**item["config"], "batch_input_shape": [None, LENGTH, 4]}}
    config = sequential([item, layer("GlobalAveragePooling1D", "mean")])
    named = [(f"{item['config']['name']}/{i}:0", value) for i, value in enumerate(tensors)]
    return read_keras(write_whole(tmp_path / "m.h5", config, {item["config"]["name"]: named}))


@pytest.mark.parametrize("padding", ["same", "valid", "causal"])
@pytest.mark.parametrize(
    ("width", "stride", "dilation"), [(1, 1, 1), (4, 1, 1), (5, 1, 3), (4, 3, 1), (3, 4, 1)]
)
def test_convolutions(tmp_path: Path, padding: str, width: int, stride: int, dilation: int) -> None:
    kernel, bias = random(width, 4, 3), random(3)
    options = {"kernel_size": [width], "strides": [stride], "dilation_rate": [dilation]}
    item = layer("Conv1D", "conv", filters=3, padding=padding, **options)
    expected = conv1d(
        bases(), kernel, bias, padding=padding, stride=stride, dilation=dilation
    ).mean(1)
    close(predicted(one_layer(tmp_path, item, [kernel, bias]), bases()), expected)


def test_grouped_convolutions(tmp_path: Path) -> None:
    kernel = random(3, 2, 6)
    item = layer("Conv1D", "conv", filters=6, kernel_size=[3], groups=2, use_bias=False)
    expected = conv1d(bases(), kernel, groups=2).mean(1)
    close(predicted(one_layer(tmp_path, item, [kernel]), bases()), expected)


def test_separable_convolutions(tmp_path: Path) -> None:
    depthwise, pointwise, bias = random(4, 4, 2), random(1, 8, 3), random(3)
    item = layer(
        "SeparableConv1D", "sep", filters=3, kernel_size=4, depth_multiplier=2, padding="same"
    )
    apart = depthwise.reshape(4, 1, 8)  # each channel has its own two, side by side
    expected = conv1d(bases(), apart, padding="same", groups=4) @ pointwise[0] + bias
    found = one_layer(tmp_path, item, [depthwise, pointwise, bias])
    close(predicted(found, bases()), expected.mean(1))


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("size", "stride"), [(2, None), (4, None), (3, 2), (2, 1), (4, 1), (2, 3)])
@pytest.mark.parametrize("kind", ["MaxPooling1D", "AveragePooling1D"])
def test_pooling(tmp_path: Path, kind: str, size: int, stride: int | None, padding: str) -> None:
    """The dense layer behind it tells its positions apart; an average leaves padding out."""
    how = "max" if kind.startswith("Max") else "mean"
    kernel = random(3, 4, 2)
    pooled = pool1d(conv1d(bases(), kernel), how, size, stride=stride, padding=padding)
    dense = random(pooled.shape[1] * 2, 1)
    config = sequential(
        [
            layer(
                "Conv1D",
                "conv",
                batch_input_shape=[None, LENGTH, 4],
                filters=2,
                kernel_size=3,
                use_bias=False,
            ),
            layer(kind, "pool", pool_size=size, strides=stride, padding=padding),
            layer("Flatten", "flatten"),
            layer("Dense", "dense", units=1, use_bias=False),
        ]
    )
    tensors = {"conv": [("conv/kernel:0", kernel)], "dense": [("dense/kernel:0", dense)]}
    found = read_keras(write_whole(tmp_path / "m.h5", config, tensors))
    close(predicted(found, bases()), pooled.reshape(3, -1) @ dense)


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"sigmoid", "softmax"}))
def test_activations(tmp_path: Path, name: str) -> None:
    kernel, bias = random(3, 4, 5), random(5)
    item = layer("Conv1D", "conv", filters=5, kernel_size=3, activation=name)
    expected = ACTIVATIONS[name](conv1d(bases(), kernel, bias)).mean(1)
    close(predicted(one_layer(tmp_path, item, [kernel, bias]), bases()), expected)


SHAPES: dict[str, tuple[dict[str, Any], Callable[[Array], Array]]] = {
    "Cropping1D": ({"cropping": [2, 3]}, lambda x: x[:, 2:-3]),
    "ZeroPadding1D": ({"padding": 2}, lambda x: np.pad(x, ((0, 0), (2, 2), (0, 0)))),
    "UpSampling1D": ({"size": 3}, lambda x: x.repeat(3, axis=1)),
    "Permute": ({"dims": [2, 1]}, lambda x: x.swapaxes(1, 2)),
    "Reshape": ({"target_shape": [7, -1]}, lambda x: x.reshape(len(x), 7, 12)),
    "LeakyReLU": ({"alpha": 0.3}, lambda x: np.where(x > 0, x, 0.3 * x)),
    "ReLU": ({"max_value": 0.5}, lambda x: np.clip(x, 0, 0.5)),
    "ELU": ({"alpha": 0.7}, lambda x: np.where(x > 0, x, 0.7 * np.expm1(x))),
}


@pytest.mark.parametrize("kind", SHAPES)
def test_layers_without_weights(tmp_path: Path, kind: str) -> None:
    options, function = SHAPES[kind]
    kernel = random(1, 4, 4)
    expected = function(conv1d(bases(), kernel))
    dense = random(int(np.prod(expected.shape[1:])), 1)
    first = {"batch_input_shape": [None, LENGTH, 4], "filters": 4, "kernel_size": 1}
    config = sequential(
        [
            layer("Conv1D", "conv", use_bias=False, **first),
            layer(kind, "tried", **options),
            layer("Flatten", "flatten"),
            layer("Dense", "dense", units=1, use_bias=False),
        ]
    )
    tensors = {"conv": [("conv/kernel:0", kernel)], "dense": [("dense/kernel:0", dense)]}
    found = read_keras(write_whole(tmp_path / "m.h5", config, tensors))
    close(predicted(found, bases()), expected.reshape(3, -1) @ dense)


def test_layer_normalization(tmp_path: Path) -> None:
    gamma, beta = random(4, seed=1), random(4, seed=2)
    kernel = random(3, 4, 4)
    mixed = conv1d(bases(), kernel)
    centred = mixed - mixed.mean(-1, keepdims=True)
    normed = centred / np.sqrt(centred.var(-1, keepdims=True) + 0.1) * gamma + beta
    dense = random(19 * 4, 1)
    first = {"batch_input_shape": [None, LENGTH, 4], "filters": 4, "kernel_size": 3}
    config = sequential(
        [
            layer("Conv1D", "conv", use_bias=False, **first),
            layer("LayerNormalization", "norm", axis=[2], epsilon=0.1),
            layer("Flatten", "flatten"),
            layer("Dense", "dense", units=1, use_bias=False),
        ]
    )
    tensors = {
        "conv": [("conv/kernel:0", kernel)],
        "norm": [("norm/gamma:0", gamma), ("norm/beta:0", beta)],
        "dense": [("dense/kernel:0", dense)],
    }
    found = read_keras(write_whole(tmp_path / "m.h5", config, tensors))
    close(predicted(found, bases()), normed.reshape(3, -1) @ dense)


def test_half_precision_weights_are_read(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "m.h5", sequential(SAME), SAME_TENSORS)
    with h5py.File(path, "a") as file:
        del file["model_weights"]
        group = file.create_group("model_weights")
        write_weights(group, SAME_TENSORS, version="2.2.4", backend="tensorflow")
        name = "dense_2/dense_2/bias:0"
        half = group[name][()].astype(np.float16)
        del group[name]
        group[name] = half
    expected = same_logits(bases()) - DENSE[3] + half.astype(np.float64)
    close(predicted(read_keras(path), bases()), expected)
