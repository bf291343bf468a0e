"""TorchScript can be called, and names what explains it."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

import motiflens
from models.importers import files
from motiflens.errors import CaptureError, ModelError
from motiflens.models.importers.scripted import ScriptedNetwork, load_script


def test_it_is_called_and_not_captured(tmp_path: Path) -> None:
    network = files.small_network()
    files.write_script(network, tmp_path / "w.pt")
    scripted = ScriptedNetwork(load_script(tmp_path / "w.pt"))
    x = torch.rand(3, 4, files.LENGTH)
    torch.testing.assert_close(scripted(x), network(x))
    with pytest.raises(CaptureError, match=r"torch\.export refuses to capture") as error:
        motiflens.explain(scripted, x, target=0)
    assert "state_dict" in str(error.value)


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    files.write_script(files.small_network(), tmp_path / "w.pt")
    content = (tmp_path / "w.pt").read_bytes()
    (tmp_path / "w.pt").write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match="the TorchScript cannot be read"):
        load_script(tmp_path / "w.pt")
