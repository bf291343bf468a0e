"""A bit that flips in a file of results is found, or changes nothing that is read."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from pydantic import TypeAdapter

from motiflens.errors import ModelError, StoreError
from motiflens.files import atomic_directory
from motiflens.hits.table import Hit, each_hit, write_hits
from motiflens.models.architectures import build
from motiflens.models.card import CARD, WEIGHTS
from motiflens.models.checkpoints import Checkpoint
from motiflens.models.loading import load_model
from motiflens.models.saving import save_model
from motiflens.models.shape import Shape
from motiflens.store.contributions import read_contributions, write_contributions
from motiflens.store.json_files import read_json, write_json
from motiflens.store.windows import read_windows, write_windows
from store.examples import make_contributions, make_windows

_FORM = TypeAdapter(dict[str, float | str])


def _windows(folder: Path) -> Path:
    write_windows(folder / "data.h5", make_windows())
    return folder / "data.h5"


def _contributions(folder: Path) -> Path:
    write_contributions(folder / "contributions.h5", make_contributions())
    return folder / "contributions.h5"


def _json(folder: Path) -> Path:
    write_json(folder / "audit.json", _FORM, {"schema": "x/1", "score": 0.25, "worst": 3.5e-7})
    return folder / "audit.json"


def _hits(folder: Path) -> Path:
    hits = [Hit("chr1", k, k + 9, "A", 0.5, "+", "ACGTACGTA", 1.5, 1.0, k, k) for k in range(9)]
    with atomic_directory(folder / "hits") as made:
        write_hits(made / "hits.tsv", hits)
    return folder / "hits" / "hits.tsv"


def _model(folder: Path) -> Path:
    network = build("small-cnn", Shape(40, 1))
    save_model(folder / "model", network, tasks=["A"], shape=Shape(40, 1), architecture="small-cnn")
    return folder / "model" / WEIGHTS


def _card(folder: Path) -> Path:
    return _model(folder).with_name(CARD)


def _weights(path: Path) -> Any:
    network, card = load_model(path.parent)
    return {name: tensor.numpy() for name, tensor in network.state_dict().items()}, card


KINDS: dict[str, tuple[Callable[[Path], Path], Callable[[Path], Any]]] = {
    "windows": (_windows, read_windows),
    "contributions": (_contributions, read_contributions),
    "json": (_json, lambda path: read_json(path, _FORM, "audit", "audit")),
    "hits": (_hits, lambda path: list(each_hit(path))),
    "weights": (_model, _weights),
    "card": (_card, _weights),
}


@pytest.fixture
def flips(pytestconfig: pytest.Config) -> int:
    return int(pytestconfig.getoption("--flips"))


def same(one: Any, other: Any) -> bool:
    """Return whether two results are the same, to the last digit."""
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    return same(vars(one), vars(other)) if hasattr(one, "__dict__") else bool(one == other)


def flipped(content: bytes, draw: random.Random) -> bytes:
    spoilt = bytearray(content)
    spoilt[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    return bytes(spoilt)


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit_is_named_or_without_effect(kind: str, tmp_path: Path, flips: int) -> None:
    write, read = KINDS[kind]
    path = write(tmp_path)
    whole, found = path.read_bytes(), read(path)
    draw = random.Random(kind)
    refused = []
    for _ in range(flips):
        path.write_bytes(flipped(whole, draw))
        try:
            assert same(read(path), found)
        except (StoreError, ModelError) as error:
            refused.append(error)
    assert len(refused) > flips / 4
    assert all(str(path.parent) in str(error.where) and error.fix for error in refused)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.99])
def test_a_file_that_was_cut_short_is_refused(kind: str, share: float, tmp_path: Path) -> None:
    write, read = KINDS[kind]
    path = write(tmp_path)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises((StoreError, ModelError)) as caught:
        read(path)
    assert str(path.parent) in str(caught.value.where)


def test_a_checkpoint_with_a_flipped_bit_is_not_gone_on_with(tmp_path: Path, flips: int) -> None:
    checkpoint = Checkpoint(tmp_path / "a.ckpt")
    torch.save({"epoch": 3, "weights": torch.rand(30, 30)}, checkpoint.path)
    whole, found = checkpoint.path.read_bytes(), checkpoint.read()
    assert found is not None
    draw = random.Random(1)
    for _ in range(flips):
        checkpoint.path.write_bytes(flipped(whole, draw))
        read = checkpoint.read()
        assert read is None or same(_arrays(read), _arrays(found))


def _arrays(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _arrays(inner) for key, inner in value.items()}
    return value.numpy() if isinstance(value, torch.Tensor) else value
