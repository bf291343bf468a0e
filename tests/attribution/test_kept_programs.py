"""A captured program is found again at the next start, only where it is the same, and whole."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
import torch
from torch import nn

from attribution.networks import ConvPoolDense, one_hot, settle
from motiflens.attribution import capture as capturing
from motiflens.attribution.capture import capture
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.kept_programs import FOLDER, Keeper, keeper
from motiflens.attribution.user_rules import _RULES, rule
from motiflens.models.card import ModelCard

X = one_hot(4, 30)
MODEL = settle(ConvPoolDense())


def card(**changed: object) -> ModelCard:
    known = {
        "schema": "motiflens/model/2",
        "architecture": "small-cnn",
        "tasks": ["one", "two"],
        "input_length": 30,
        "n_parameters": 1,
        "weights_sha256": "0" * 64,
        "training": None,
        "metrics": {},
        "versions": {},
    }
    return ModelCard.model_validate(known | changed)


@pytest.fixture
def model() -> nn.Module:
    return MODEL


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    monkeypatch.setenv(FOLDER, str(tmp_path / "cache"))
    found = keeper(MODEL, card(), ["one", "None"], 30)
    assert found is not None
    return found


@pytest.fixture
def no_export(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("it was captured again")

    monkeypatch.setattr(capturing, "_export", refuse)


def test_the_second_start_does_not_capture(
    model: nn.Module, kept: Keeper, request: pytest.FixtureRequest
) -> None:
    def scores() -> torch.Tensor:
        explainer = Explainer(model, X, target=0, keeper=kept)
        return explainer.explain(X, reference=[0.3, 0.2, 0.2, 0.3]).contributions

    plain = capture(model, X, target=0).output_of(X)
    first = scores()
    assert kept.path.is_file()
    request.getfixturevalue("no_export")
    assert torch.equal(scores(), first)
    assert torch.equal(capture(model, X, target=0, keeper=kept).output_of(X), plain)


@pytest.mark.parametrize("spoil", ["cut", "flip", "other"])
def test_a_file_that_is_damaged_is_made_anew(model: nn.Module, kept: Keeper, spoil: str) -> None:
    wanted = capture(model, X, target=0, keeper=kept).output_of(X)
    whole = kept.path.read_bytes()
    middle = len(whole) // 2
    kept.path.write_bytes(
        {
            "cut": whole[:middle],
            "flip": whole[:middle] + bytes([whole[middle] ^ 16]) + whole[middle + 1 :],
            "other": b"something else",
        }[spoil]
    )
    assert torch.equal(capture(model, X, target=0, keeper=kept).output_of(X), wanted)
    if spoil != "flip":
        assert kept.path.read_bytes() == whole


def test_what_tells_of_another_model_is_of_no_use(model: nn.Module, kept: Keeper) -> None:
    capture(model, X, target=0, keeper=kept)
    other = settle(nn.Sequential(nn.Flatten(), nn.Linear(120, 2)))
    found = capture(other, X, target=0, keeper=kept)
    torch.testing.assert_close(found.output_of(X), other(X)[:, 0])


def test_a_folder_that_cannot_be_written_costs_the_capture_and_no_more(
    model: nn.Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(FOLDER, str(tmp_path / "file"))
    found = capture(model, X, target=0, keeper=keeper(MODEL, card(), ["one"], 30))
    torch.testing.assert_close(found.output_of(X), model.eval()(X)[:, 0])
    assert [*tmp_path.iterdir()] == [tmp_path / "file"]


def test_another_model_card_target_or_length_is_another_program(kept: Keeper) -> None:
    drawn_anew = deepcopy(MODEL)
    drawn_anew.norm.running_mean += 1
    turned = deepcopy(MODEL)
    turned.conv1.padding = (3,)
    others = [
        keeper(drawn_anew, card(), ["one", "None"], 30),
        keeper(turned, card(), ["one", "None"], 30),
        keeper(MODEL, card(weights_sha256="1" * 64), ["one", "None"], 30),
        keeper(MODEL, card(arguments={"width": 3}), ["one", "None"], 30),
        keeper(MODEL, card(), ["two", "None"], 30),
        keeper(MODEL, card(), ["one", "None"], 40),
    ]
    assert len({kept, *others}) == 7
    assert keeper(MODEL, card(), ["one", "None"], 30) == kept


def test_what_may_change_unseen_is_not_kept(kept: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    del kept
    assert keeper(MODEL, card(architecture="lab:Network"), ["one"], 30) is None
    assert keeper(MODEL, card(format="torchscript", architecture=None), ["one"], 30) is None
    before = dict(_RULES)
    try:
        rule(torch.ops.aten.sinh.default, "gradient")(lambda site, message: message)
        assert keeper(MODEL, card(), ["one"], 30) is None
    finally:
        _RULES.clear()
        _RULES.update(before)
    monkeypatch.setenv(FOLDER, "")
    assert keeper(MODEL, card(), ["one"], 30) is None


def test_the_folder_is_the_users_own_where_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FOLDER)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found = keeper(MODEL, card(), ["one"], 30)
    assert found is not None
    assert found.path.parent == tmp_path / "motiflens/programs"
