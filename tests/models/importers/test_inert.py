"""Pickled modules whose tensors are read, and of which nothing is run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from models.importers import files
from motiflens.errors import ModelError
from motiflens.models.importers.inert import read_module


class _Sneaky:
    """Unpickled, it calls a function with arguments."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> Any:
        return self.call


def test_tensors_have_the_names_of_the_state_dict(tmp_path: Path) -> None:
    network = files.small_network()
    files.write_module(network, tmp_path / "w.pt")
    found, attributes = read_module(str(tmp_path / "w.pt"))
    own = network.state_dict()
    assert found.keys() == own.keys()
    assert all(torch.equal(tensor, own[name]) for name, tensor in found.items())
    assert attributes["training"] is False


def test_nothing_is_run(tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    module = nn.Linear(2, 1)
    module.sneaky = [
        _Sneaky(Path.touch, proof),
        _Sneaky(getattr, Path(proof), "touch"),
        _Sneaky(os.mkdir, str(proof)),
        _Sneaky(eval, f"open({str(proof)!r}, 'w')"),
        _Sneaky(_Sneaky, _Sneaky(exec, "1 / 0")),
    ]
    torch.save(module, tmp_path / "w.pt")
    found, _ = read_module(str(tmp_path / "w.pt"))
    assert found.keys() == {"weight", "bias"}
    assert not proof.exists()


def test_what_is_no_module_is_refused(tmp_path: Path) -> None:
    torch.save({"weight": torch.zeros(1)}, tmp_path / "w.pt")
    with pytest.raises(ModelError, match="holds no module"):
        read_module(str(tmp_path / "w.pt"))
    files.write_script(files.small_network(), tmp_path / "s.pt")
    with pytest.raises(ModelError, match="this is TorchScript"):
        read_module(str(tmp_path / "s.pt"))
    (tmp_path / "w.pt").write_bytes((tmp_path / "s.pt").read_bytes()[:500])
    with pytest.raises(ModelError, match="damaged"):
        read_module(str(tmp_path / "w.pt"))
