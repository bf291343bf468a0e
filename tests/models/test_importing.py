"""Weights from elsewhere: what is taken in, and that nothing of them is executed."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from motiflens.config import Import
from motiflens.errors import ModelError
from motiflens.models.architectures import build
from motiflens.models.importing import import_weights
from motiflens.models.loading import load_model
from motiflens.models.shape import Shape


@pytest.fixture
def network() -> nn.Module:
    torch.manual_seed(0)
    return build("small-cnn", Shape(40, 2))


def _import(weights: Path, output: Path, **changes: Any) -> None:
    options = {"weights": str(weights), "tasks": ["A", "B"], "input_length": 40} | changes
    import_weights(Import.model_validate(options), output)


def _refused(weights: Path, tmp_path: Path, said: str, **changes: Any) -> None:
    with pytest.raises(ModelError, match=said) as error:
        _import(weights, tmp_path / "model", **changes)
    assert error.value.where == str(weights)
    assert [path for path in tmp_path.iterdir() if path != weights] == []


@pytest.mark.parametrize("form", ["safetensors", "state_dict", "checkpoint"])
def test_weights_of_each_form_are_taken_in(form: str, network: nn.Module, tmp_path: Path) -> None:
    weights = tmp_path / ("w.safetensors" if form == "safetensors" else "w.pt")
    own = network.state_dict()
    if form == "safetensors":
        save_file(own, weights)
    else:
        torch.save(own if form == "state_dict" else {"epoch": 3, "state_dict": own}, weights)
    _import(weights, tmp_path / "model")

    loaded, card = load_model(tmp_path / "model")
    assert all(torch.equal(tensor, own[name]) for name, tensor in loaded.state_dict().items())
    assert (card.training, card.metrics) == (None, {})
    assert (card.tasks, card.input_length, card.architecture) == (["A", "B"], 40, "small-cnn")


class _Malicious:
    """Pickled, it writes a file when it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("writer", ["pickle", "torch"])
def test_a_program_in_a_pickle_is_refused_and_not_run(writer: str, tmp_path: Path) -> None:
    weights, proof = tmp_path / "w.pt", tmp_path / "proof"
    content = {"state_dict": _Malicious(proof)}
    if writer == "pickle":
        weights.write_bytes(pickle.dumps(content))
    else:
        torch.save(content, weights)
    _refused(weights, tmp_path, "which can run any program; it was not loaded")
    assert not proof.exists()
    torch.load(weights, weights_only=False) if writer == "torch" else pickle.loads(
        weights.read_bytes()
    )
    assert proof.exists(), "the file would not have done anything"


def test_a_whole_module_is_refused(network: nn.Module, tmp_path: Path) -> None:
    torch.save(network, tmp_path / "w.pt")
    _refused(tmp_path / "w.pt", tmp_path, "it was not loaded")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([torch.zeros(2)], "holds a list, where names and tensors were expected"),
        ({}, "holds a dict, where"),
        ({"weight": torch.zeros(2), "epoch": 3}, "more than tensors: epoch"),
        ({"state_dict": {"weight": 1.0}}, "more than tensors: weight"),
    ],
)
def test_what_is_no_state_dict_is_refused(content: Any, said: str, tmp_path: Path) -> None:
    torch.save(content, tmp_path / "w.pt")
    _refused(tmp_path / "w.pt", tmp_path, said)


def test_files_that_are_damaged_or_something_else_are_refused(
    network: nn.Module, tmp_path: Path
) -> None:
    weights = tmp_path / "w.pt"
    torch.save(network.state_dict(), weights)
    whole = weights.read_bytes()
    for content in (b"", b"no weights at all", whole[: len(whole) // 2], whole[:10]):
        weights.write_bytes(content)
        _refused(weights, tmp_path, "damaged|it was not loaded")
    np.savez(tmp_path / "w.npz", x=np.zeros(2))
    weights.unlink()
    _refused(tmp_path / "w.npz", tmp_path, "damaged|it was not loaded")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for name in ("absent.pt", "absent.safetensors"):
        _refused(tmp_path / name, tmp_path, "there is no file of weights")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tasks": ["A"]}, r"dense\.5\.weight is \(2, 64\), the model needs \(1, 64\)"),
        ({"input_length": 64}, r"dense\.1\.weight is \(64, 128\), the model needs \(64, 256\)"),
        ({"architecture": "basset", "input_length": 48}, r"missing: convolutions\.2\.0\.bias"),
    ],
)
def test_weights_of_another_network_are_refused(
    network: nn.Module, tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    weights = tmp_path / "w.safetensors"
    save_file(network.state_dict(), weights)
    _refused(weights, tmp_path, said, **changes)
