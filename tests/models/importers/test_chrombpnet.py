"""ChromBPNet's and bpnet's files, made in their layouts; outputs are derived by hand."""

from __future__ import annotations

import base64
import marshal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import motiflens
from models.importers.keras_files import called, functional, layer, write_whole
from models.importers.keras_numpy import conv1d
from motiflens.attribution.targets import counts, profile
from motiflens.errors import ModelError
from motiflens.models.importers.chrombpnet import read_bpnet, read_chrombpnet

Array = NDArray[np.float64]
LENGTH, FILTERS, DILATIONS, OUTPUT = 64, 3, (2, 4), 20
INPUT = {"batch_input_shape": [None, LENGTH, 4]}


def random(*shape: int, seed: int) -> Array:
    rng = np.random.default_rng([seed, *shape])
    return rng.normal(0, 0.5, shape).astype(np.float32).astype(np.float64)


def bases() -> Array:
    return np.eye(4)[np.random.default_rng(1).integers(0, 4, (3, LENGTH))]


def given(x: Array) -> torch.Tensor:
    return torch.from_numpy(x.astype(np.float32))


class FromBases(torch.nn.Module):
    """A network that takes (N, L, 4), of (N, 4, L)."""

    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> Any:
        return self.network(x.transpose(1, 2))


def added_up(path: Path, method: str, target: Any) -> None:
    """Explain a model on sequences (N, 4, L), and compare sums."""
    network = FromBases(read_chrombpnet(path).network).double()
    x = given(bases()).double().transpose(1, 2)
    found = motiflens.explain(network, x, method=method, target=target)
    assert found.completeness_error.max() <= 1e-5
    assert found.scores.abs().max() > 0


def close(found: torch.Tensor, expected: Array) -> None:
    assert found.shape == expected.shape
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-5, atol=1e-5)


class Part:
    """One BPNet of ChromBPNet: 'valid' convolutions, a profile that is cropped, and log counts.

    The layers have the names that the program gives them.
    """

    def __init__(self, prefix: str, seed: int) -> None:
        self.prefix = prefix
        self.first = random(7, 4, FILTERS, seed=seed), random(FILTERS, seed=seed)
        self.dilated = [
            (random(3, FILTERS, FILTERS, seed=seed + d), random(FILTERS, seed=seed + d))
            for d in DILATIONS
        ]
        self.profile = random(5, FILTERS, 1, seed=seed), random(1, seed=seed)
        self.counts = random(FILTERS, 1, seed=seed + 1), random(1, seed=seed + 1)

    def names(self) -> tuple[str, str, list[str]]:
        bpnet = f"{self.prefix}bpnet"
        heads = f"{self.prefix}bpnet_" if self.prefix else ""
        dilated = [f"{bpnet}_{i}conv" for i, _ in enumerate(DILATIONS, 1)]
        return bpnet, heads, dilated

    def config(self, name: str) -> dict[str, Any]:
        bpnet, heads, dilated = self.names()
        convolution = {"padding": "valid", "activation": "relu"}
        first = layer(
            "Conv1D", f"{bpnet}_1st_conv", filters=FILTERS, kernel_size=[7], **convolution
        )
        layers = [
            called(layer("InputLayer", "sequence", **INPUT)),
            called(first, [["sequence", 0, 0]]),
        ]
        x = f"{bpnet}_1st_conv"
        for item, dilation in zip(dilated, DILATIONS, strict=True):
            conv = layer(
                "Conv1D",
                item,
                filters=FILTERS,
                kernel_size=[3],
                dilation_rate=[dilation],
                **convolution,
            )
            layers += [
                called(conv, [[x, 0, 0]]),
                called(
                    layer("Cropping1D", f"{item}_crop", cropping=[dilation, dilation]), [[x, 0, 0]]
                ),
                called(layer("Add", f"{item}_add"), [[item, 0, 0], [f"{item}_crop", 0, 0]]),
            ]
            x = f"{item}_add"
        out = layer("Conv1D", f"{heads}prof_out_precrop", filters=1, kernel_size=[5])
        crop = (LENGTH - 6 - 2 * sum(DILATIONS) - 4 - OUTPUT) // 2
        layers += [
            called(out, [[x, 0, 0]]),
            called(
                layer("Cropping1D", f"{heads}logitt_before_flatten", cropping=[crop, crop]),
                [[f"{heads}prof_out_precrop", 0, 0]],
            ),
            called(
                layer("Flatten", f"{heads}logits_profile_predictions"),
                [[f"{heads}logitt_before_flatten", 0, 0]],
            ),
            called(layer("GlobalAveragePooling1D", "gap"), [[x, 0, 0]]),
            called(
                layer("Dense", f"{heads}logcount_predictions", units=1, activation="linear"),
                [["gap", 0, 0]],
            ),
        ]
        ends = [
            [f"{heads}logits_profile_predictions", 0, 0],
            [f"{heads}logcount_predictions", 0, 0],
        ]
        return functional(layers, ["sequence"], ends, name=name, kind="Functional")

    def tensors(self) -> list[tuple[str, Any]]:
        bpnet, heads, dilated = self.names()
        pairs = {
            f"{bpnet}_1st_conv": self.first,
            **dict(zip(dilated, self.dilated, strict=True)),
            f"{heads}prof_out_precrop": self.profile,
            f"{heads}logcount_predictions": self.counts,
        }
        return [
            (f"{name}/{role}:0", value)
            for name, both in pairs.items()
            for role, value in zip(("kernel", "bias"), both, strict=True)
        ]

    def alone(self) -> dict[str, list[tuple[str, Any]]]:
        found: dict[str, list[tuple[str, Any]]] = {}
        for name, value in self.tensors():
            found.setdefault(name.split("/")[0], []).append((name, value))
        return found

    def predict(self, x: Array) -> tuple[Array, Array]:
        h = np.maximum(conv1d(x, *self.first), 0)
        for (kernel, bias), dilation in zip(self.dilated, DILATIONS, strict=True):
            new = np.maximum(conv1d(h, kernel, bias, dilation=dilation), 0)
            h = h[:, dilation:-dilation] + new
        whole = conv1d(h, *self.profile)[..., 0]
        cut = (whole.shape[1] - OUTPUT) // 2
        return whole[:, cut : cut + OUTPUT], h.mean(1) @ self.counts[0] + self.counts[1]


def lambda_layer(function: Callable[..., Any], name: str) -> dict[str, Any]:
    code = base64.b64encode(marshal.dumps(function.__code__)).decode()
    return layer("Lambda", name, function=[code, None, None], function_type="lambda")


def test_a_model_without_bias(tmp_path: Path) -> None:
    part = Part("wo_bias_", 0)
    path = write_whole(tmp_path / "nobias.h5", part.config("model_wo_bias"), part.alone())
    imported = read_chrombpnet(path)
    assert (imported.readout, imported.tracks, imported.n_tasks) == ("profiles", (1,), 1)
    assert (imported.input_length, imported.output_length) == (LENGTH, OUTPUT)
    with torch.no_grad():
        found = imported.network(given(bases()))
    expected = part.predict(bases())
    close(found[0], expected[0][:, None])
    close(found[1], expected[1])


def whole_model(tmp_path: Path) -> tuple[Path, Part, Part]:
    """Both parts within one: profiles are added, counts on the scale of counts."""
    part, bias = Part("wo_bias_", 0), Part("", 50)
    inner = part.config("model_wo_bias"), bias.config("model")
    config = functional(
        [
            called(layer("InputLayer", "sequence", **INPUT)),
            called(inner[0], [["sequence", 0, 0]]),
            called(inner[1], [["sequence", 0, 0]]),
            called(
                layer("Add", "logits_profile_predictions"),
                [["model_wo_bias", 1, 0], ["model", 1, 0]],
            ),
            called(
                layer("Concatenate", "concatenate", axis=-1),
                [["model_wo_bias", 1, 1], ["model", 1, 1]],
            ),
            called(
                lambda_layer(
                    lambda x: tf.math.reduce_logsumexp(x, axis=-1, keepdims=True),  # noqa: F821
                    "logcount_predictions",
                ),
                [["concatenate", 0, 0]],
            ),
        ],
        ["sequence"],
        [["logits_profile_predictions", 0, 0], ["logcount_predictions", 0, 0]],
        name="model_1",
        kind="Functional",
    )
    tensors = {"model_wo_bias": part.tensors(), "model": bias.tensors()}
    return write_whole(tmp_path / "chrombpnet.h5", config, tensors, version="2.8.0"), part, bias


def test_a_model_with_its_bias(tmp_path: Path) -> None:
    path, part, bias = whole_model(tmp_path)
    imported = read_chrombpnet(path)
    with torch.no_grad():
        found = imported.network(given(bases()))
    own, enzyme = part.predict(bases()), bias.predict(bases())
    close(found[0], (own[0] + enzyme[0])[:, None])
    close(found[1], np.logaddexp(own[1], enzyme[1]))
    assert any("its code was not run" in note for note in imported.notes)
    assert any("chrombpnet_nobias.h5" in note for note in imported.notes)


@pytest.mark.parametrize("target", [counts(1), profile(0)], ids=["counts", "profile"])
def test_attributions_add_up(tmp_path: Path, target: Callable[..., Any]) -> None:
    added_up(whole_model(tmp_path)[0], "deeplift", target)


def test_lrp_on_counts(tmp_path: Path) -> None:
    part = Part("wo_bias_", 0)
    path = write_whole(tmp_path / "nobias.h5", part.config("model_wo_bias"), part.alone())
    added_up(path, "lrp-epsilon-plus", counts(1))


def id_fn(x: Any) -> Any:
    return x


def bpnet(tmp_path: Path) -> tuple[Path, dict[str, Array]]:
    """Two tasks of two strands, each with a bias track, as bpnet's heads are."""
    w = {
        "conv": random(7, 4, FILTERS, seed=1),
        "deconv_A": random(5, 1, 2, FILTERS, seed=2),
        "deconv_B": random(5, 1, 2, FILTERS, seed=3),
        "dense_A": random(FILTERS, 2, seed=4),
        "dense_B": random(FILTERS, 2, seed=5),
        "bias_A": random(1, 2, 2, seed=6),
        "bias_B": random(1, 2, 2, seed=7),
    }
    conv = layer(
        "Conv1D",
        "conv",
        filters=FILTERS,
        kernel_size=[7],
        padding="same",
        activation="relu",
        use_bias=False,
    )
    layers = [
        called(layer("InputLayer", "seq", **INPUT)),
        called(conv, [["seq", 0, 0]]),
    ]
    inputs, outputs = ["seq"], []
    for task in "AB":
        deconv = layer(
            "Conv2DTranspose",
            f"deconv_{task}",
            filters=2,
            kernel_size=[5, 1],
            padding="same",
            use_bias=False,
        )
        track = layer("Conv1D", f"bias_{task}", filters=2, kernel_size=[1], use_bias=False)
        layers += [
            called(layer("InputLayer", f"bias/{task}/profile", batch_input_shape=[None, None, 2])),
            called(
                layer("Reshape", f"image_{task}", target_shape=[-1, 1, FILTERS]), [["conv", 0, 0]]
            ),
            called(deconv, [[f"image_{task}", 0, 0]]),
            called(
                layer("Reshape", f"line_{task}", target_shape=[-1, 2]), [[f"deconv_{task}", 0, 0]]
            ),
            called(track, [[f"bias/{task}/profile", 0, 0]]),
            called(layer("Add", f"add_{task}"), [[f"line_{task}", 0, 0], [f"bias_{task}", 0, 0]]),
            called(lambda_layer(id_fn, f"{task}/profile"), [[f"add_{task}", 0, 0]]),
            called(layer("GlobalAveragePooling1D", f"gap_{task}"), [["conv", 0, 0]]),
            called(
                layer("Dense", f"dense_{task}", units=2, use_bias=False), [[f"gap_{task}", 0, 0]]
            ),
            called(lambda_layer(id_fn, f"{task}/counts"), [[f"dense_{task}", 0, 0]]),
        ]
        inputs.append(f"bias/{task}/profile")
        outputs += [[f"{task}/profile", 0, 0], [f"{task}/counts", 0, 0]]
    tensors = {name: [(f"{name}/kernel:0", value)] for name, value in w.items()}
    config = functional(layers, inputs, outputs, name="model_1")
    return write_whole(tmp_path / "seq_model.h5", config, tensors), w


def test_bpnet_of_two_tasks(tmp_path: Path) -> None:
    path, w = bpnet(tmp_path)
    imported = read_bpnet(path)
    assert (imported.task_names, imported.tracks) == (("A", "B"), (2, 2))
    assert (imported.output_length, imported.controls) == (LENGTH, 0)
    with torch.no_grad():
        profiles, log_counts = imported.network(given(bases()))
    h = np.maximum(conv1d(bases(), w["conv"], padding="same"), 0)
    expected = np.zeros((3, 4, LENGTH))
    for number, task in enumerate("AB"):
        kernel = w[f"deconv_{task}"][:, 0]  # (5, strands, filters)
        for position in range(LENGTH):
            for tap in range(5):  # each position adds to five, two before and two behind
                place = position + tap - 2
                if 0 <= place < LENGTH:
                    expected[:, 2 * number : 2 * number + 2, place] += (
                        h[:, position] @ kernel[tap].T
                    )
    close(profiles, expected)
    strands = [h.mean(1) @ w[f"dense_{task}"] for task in "AB"]
    close(log_counts, np.stack([np.logaddexp(*each.T) for each in strands], 1))
    assert any("strands are joined" in note for note in imported.notes)
    assert any("zero" in note for note in imported.notes)


def test_models_of_other_heads_are_refused(tmp_path: Path) -> None:
    config = functional(
        [
            called(layer("InputLayer", "seq", **INPUT)),
            called(layer("GlobalAveragePooling1D", "gap"), [["seq", 0, 0]]),
            called(layer("Dense", "dense", units=2, use_bias=False), [["gap", 0, 0]]),
        ],
        ["seq"],
        [["dense", 0, 0]],
    )
    tensors = {"dense": [("dense/kernel:0", random(4, 2, seed=0))]}
    path = write_whole(tmp_path / "m.h5", config, tensors)
    for read in (read_chrombpnet, read_bpnet):
        with pytest.raises(ModelError, match="2 output") as caught:
            read(path)
        assert "import it as `keras`" in str(caught.value)
