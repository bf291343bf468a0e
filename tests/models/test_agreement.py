"""Imported networks against examples of what their source says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from models.importers.files import options
from motiflens.errors import ModelError
from motiflens.models.agreement import check_examples
from motiflens.models.architectures import build
from motiflens.models.card import Reads
from motiflens.models.reads import as_read
from motiflens.models.shape import Shape
from motiflens.sequences.onehot import decode, one_hot

SHAPE = Shape(9, 2)
CODES = np.random.default_rng(0).integers(0, 4, (20, 9)).astype(np.uint8)


class Ends(nn.Module):
    """Says which bases are first and last, so that nothing about reading is the same as another."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.weight = nn.Parameter(torch.randn(2, 4, 9))

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[1] != 4:
            raise ValueError("channels are first")
        return torch.einsum("ncl,tcl->nt", x, self.weight)


def _said(reads: Reads, activation: str | None) -> np.ndarray:
    with torch.no_grad():
        found = as_read(Ends(), reads)(torch.from_numpy(one_hot(CODES)))
    if activation == "sigmoid":
        return found.sigmoid().numpy()
    return (found.softmax(dim=1) if activation == "softmax" else found).numpy()


def _check(
    outputs: np.ndarray, folder: Path, reads: Reads, activation: str | None
) -> dict[str, Any]:
    np.savez(folder / "e.npz", sequences=[decode(row) for row in CODES], outputs=outputs)
    own = options(folder / "w.pt", examples=str(folder / "e.npz"))
    return check_examples(own, Ends(), SHAPE, reads, activation)


@pytest.mark.parametrize("activation", [None, "sigmoid", "softmax"])
@pytest.mark.parametrize("strands", ["one", "mean"])
def test_what_agrees_is_counted(activation: str | None, strands: str, tmp_path: Path) -> None:
    reads = Reads(strands=strands)
    found = _check(_said(reads, activation), tmp_path, reads, activation)
    assert found["examples"] == 20
    assert 0 <= found["largest_difference"] <= 1e-5


@pytest.mark.parametrize(
    ("truth", "activation", "words"),
    [
        ({"channels": "GATC"}, None, "channels GATC"),
        ({"strands": "max"}, None, "strands max"),
        ({}, "sigmoid", "activation sigmoid"),
        ({"channels": "TGCA"}, "softmax", "channels TGCA, activation softmax"),
        ({"channels": "CGTA", "strands": "mean"}, None, "channels CGTA, strands mean"),
    ],
)
def test_what_would_agree_is_named(
    truth: dict[str, Any], activation: str | None, words: str, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match=r"differ from the examples' by up to") as error:
        _check(_said(Reads(**truth), activation), tmp_path, Reads(), None)
    assert f"it would agree with {words}: check which is true" in str(error.value)


def test_where_nothing_agrees_that_is_said(tmp_path: Path) -> None:
    outputs = _said(Reads(), None)
    with pytest.raises(ModelError, match=r"by up to 0\.01 of the largest") as error:
        _check(outputs + 0.01 * np.abs(outputs).max(), tmp_path, Reads(), None)
    assert "no other order of channels" in str(error.value)
    off = outputs.copy()
    off[7, 1] += 1.5e-5 * np.abs(outputs).max()
    with pytest.raises(ModelError, match=r"by up to 1\.5e-05"):
        _check(off, tmp_path, Reads(), None)


def test_profiles_are_compared_too(tmp_path: Path) -> None:
    torch.manual_seed(0)
    shape = Shape(60, 1, "profiles", (2,), 20)
    network = build("bpnet", shape, {"filters": 3, "layers": 1}).eval()
    codes = np.random.default_rng(1).integers(0, 4, (5, 60)).astype(np.uint8)
    with torch.no_grad():
        profiles, counts = (part.numpy() for part in network(torch.from_numpy(one_hot(codes))))
    arrays = {"sequences": [decode(row) for row in codes], "outputs": counts}
    own = options(tmp_path / "w.pt", tasks=["A"], examples=str(tmp_path / "e.npz"))
    np.savez(tmp_path / "e.npz", profiles=profiles, **arrays)
    assert check_examples(own, network, shape, Reads(), None)["examples"] == 5
    np.savez(tmp_path / "e.npz", profiles=profiles[:, ::-1], **arrays)
    with pytest.raises(ModelError, match="differ from the examples"):
        check_examples(own, network, shape, Reads(), None)


def test_without_examples_nothing_is_compared(tmp_path: Path) -> None:
    assert check_examples(options(tmp_path / "w.pt"), Ends(), SHAPE, Reads(), None) == {}
