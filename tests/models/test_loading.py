"""Models on disk: what is loaded, and what is refused."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from motiflens.errors import ConfigError, ModelError
from motiflens.files import SUMS, sha256
from motiflens.models.architectures import build
from motiflens.models.card import CARD, WEIGHTS
from motiflens.models.loading import load_model
from motiflens.models.saving import save_model
from motiflens.models.shape import Shape


@pytest.fixture
def network() -> nn.Module:
    torch.manual_seed(0)
    return build("small-cnn", Shape(40, 2))


@pytest.fixture
def model(tmp_path: Path, network: nn.Module) -> Path:
    """Return the folder of a model."""
    folder = tmp_path / "model"
    save_model(folder, network, tasks=["A", "B"], shape=Shape(40, 2), architecture="small-cnn")
    return folder


def _replace_weights(model: Path, tensors: dict[str, torch.Tensor]) -> None:
    """Put other weights into the folder, with the hash that the card needs for them."""
    save_file(tensors, model / WEIGHTS)
    card = json.loads((model / CARD).read_text())
    card["weights_sha256"] = sha256(model / WEIGHTS)
    (model / CARD).write_text(json.dumps(card))
    (model / SUMS).unlink()


def test_what_was_saved_is_loaded(model: Path, network: nn.Module) -> None:
    loaded, card = load_model(model)
    assert card.tasks == ["A", "B"]
    assert card.n_parameters == sum(p.numel() for p in network.parameters())
    assert not any(module.training for module in loaded.modules())
    own = network.state_dict()
    assert loaded.state_dict().keys() == own.keys()
    assert all(torch.equal(tensor, own[name]) for name, tensor in loaded.state_dict().items())
    assert sorted(path.name for path in model.iterdir()) == [SUMS, CARD, WEIGHTS]


def test_files_can_be_read_by_others_as_the_umask_says(model: Path) -> None:
    assert (model / WEIGHTS).stat().st_mode == (model / CARD).stat().st_mode


def test_saving_again_gives_equal_bytes(model: Path, network: nn.Module, tmp_path: Path) -> None:
    save_model(
        tmp_path / "b", network, tasks=["A", "B"], shape=Shape(40, 2), architecture="small-cnn"
    )
    for name in (CARD, WEIGHTS):
        assert (model / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_weights_that_the_card_does_not_describe_are_refused(model: Path) -> None:
    tensors = load_file(model / WEIGHTS)
    tensors["dense.5.bias"] += 1
    save_file(tensors, model / WEIGHTS)
    with pytest.raises(ModelError, match="not those that the card describes"):
        load_model(model)


@pytest.mark.parametrize("damage", ["missing", "truncated", "pickle"])
def test_damaged_weights_are_refused(model: Path, damage: str) -> None:
    path = model / WEIGHTS
    if damage == "missing":
        path.unlink()
    elif damage == "truncated":
        path.write_bytes(path.read_bytes()[:1000])
    else:
        path.write_bytes(pickle.dumps({"weight": [1.0]}))
    with pytest.raises(ModelError, match=r"no file of weights|was changed or cut short") as error:
        load_model(model)
    assert error.value.where == str(path)


def test_weights_that_do_not_fit_are_named_with_both_shapes(model: Path) -> None:
    tensors = load_file(model / WEIGHTS)
    tensors["stranger"] = tensors.pop("dense.5.bias")
    tensors["dense.5.weight"] = torch.zeros(3, 64)
    _replace_weights(model, tensors)
    with pytest.raises(ModelError) as error:
        load_model(model)
    message = str(error.value)
    assert "missing: dense.5.bias" in message
    assert "unexpected: stranger" in message
    assert "dense.5.weight is (3, 64), the model needs (2, 64)" in message


def test_weights_that_are_no_numbers_are_refused(model: Path) -> None:
    tensors = load_file(model / WEIGHTS)
    tensors["dense.5.bias"][0] = float("nan")
    _replace_weights(model, tensors)
    with pytest.raises(ModelError, match=r"dense\.5\.bias is not finite"):
        load_model(model)


def test_an_architecture_of_another_version_is_named(model: Path) -> None:
    card = json.loads((model / CARD).read_text())
    (model / CARD).write_text(json.dumps(card | {"architecture": "enformer"}))
    (model / SUMS).unlink()
    with pytest.raises(ConfigError, match="no architecture named 'enformer'"):
        load_model(model)
