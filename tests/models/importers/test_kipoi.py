"""Folders of Kipoi's layout."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml

from models.importers.files import LENGTH, options, small_network
from motiflens.errors import ConfigError, ModelError, MotiflensWarning
from motiflens.models.importers.kipoi_spec import read_spec
from motiflens.models.importing import import_model
from motiflens.models.loading import load_model
from motiflens.models.self_check import drawn

CODE = '''
import torch
from torch import nn


class Net(nn.Module):
    """Takes (N, 4, 1, L)."""

    def __init__(self, filters=2):
        super().__init__()
        self.conv = nn.Conv2d(4, filters, (1, 5))

    def forward(self, x):
        return self.conv(x).amax(dim=(2, 3))


def make(**arguments):
    return Net(**arguments)


model = Net(2)
'''


def _folder(tmp_path: Path, **changes: Any) -> Path:
    """Write a PyTorch model of Kipoi's, with (N, 4, 1, L) and another order of bases."""
    folder = tmp_path / "Lab" / "model"
    folder.mkdir(parents=True)
    (folder / "net.py").write_text(CODE)
    torch.manual_seed(0)
    scope: dict[str, Any] = {"__name__": "net"}
    exec(CODE, scope)
    torch.save(scope["model"].state_dict(), folder / "w.pth")
    (folder.parent / "labels.txt").write_text("A\nB\n")
    spec = {
        "type": "pytorch",
        "args": {"module_file": "net.py", "module_obj": "model", "weights": "w.pth"},
        "default_dataloader": {
            "defined_as": "kipoiseq.dataloaders.SeqIntervalDl",
            "default_args": {"auto_resize_len": LENGTH, "alphabet": "AGCT", "dummy_axis": 1},
        },
        "schema": {
            "inputs": {"name": "seq", "special_type": "DNASeq", "shape": f"(4, 1, {LENGTH})"},
            "targets": {"shape": "(2, )", "column_labels": ["../labels.txt"]},
        },
    } | changes
    (folder / "model.yaml").write_text(yaml.safe_dump(spec))
    return folder


def _expected(folder: Path) -> torch.Tensor:
    scope: dict[str, Any] = {"__name__": "net"}
    exec(CODE, scope)
    scope["model"].load_state_dict(torch.load(folder / "w.pth"))
    with torch.no_grad():
        return scope["model"](drawn(LENGTH)[:, [0, 2, 1, 3]].unsqueeze(2))


_ARGUMENTS = {"module_file": "net.py", "weights": "w.pth"}


@pytest.mark.parametrize(
    "arguments",
    [
        {"module_obj": "model"},
        {"module_class": "Net", "module_kwargs": {"filters": 2}},
        {"build_fn": "make"},
    ],
)
def test_python_is_run_where_it_is_trusted(arguments: dict[str, Any], tmp_path: Path) -> None:
    folder = _folder(tmp_path, args=_ARGUMENTS | arguments)
    with pytest.warns(MotiflensWarning, match="its Python is run"):
        card = import_model(options(folder, trust=True), tmp_path / "model")
    assert (card.format, card.source.format) == ("torch-export", "kipoi")
    assert (card.reads.layout, card.reads.channels, card.input_length) == ("NC1L", "AGCT", LENGTH)
    with torch.no_grad():
        found = load_model(tmp_path / "model")[0](drawn(LENGTH))
    torch.testing.assert_close(found, _expected(folder))


def test_python_is_not_run_where_it_is_not_trusted(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "net.py").write_text("raise SystemExit")
    with pytest.raises(ConfigError, match="its network is Python, which was not run"):
        import_model(options(folder / "model.yaml"), tmp_path / "model")


def test_weights_of_a_known_architecture_need_no_python(tmp_path: Path) -> None:
    schema = {"inputs": {"shape": [4, LENGTH]}, "targets": {"shape": [2]}}
    folder = _folder(tmp_path, schema=schema)
    network = small_network()
    torch.save(network.state_dict(), folder / "w.pth")
    own = options(folder, architecture="small-cnn")
    card = import_model(own, tmp_path / "model")
    assert (card.architecture, card.input_length) == ("small-cnn", LENGTH)
    assert card.reads.channels == "AGCT"


@pytest.mark.filterwarnings("ignore::motiflens.errors.MotiflensWarning")
def test_tasks_are_compared_to_the_names_of_the_outputs(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    with pytest.raises(
        ModelError, match=r"has 2 outputs \(A, B\), and the tasks that are named are A"
    ):
        import_model(options(folder, trust=True, tasks=["A"]), tmp_path / "model")


def test_labels_that_are_not_there_are_none(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    assert read_spec(str(folder)).task_names == ("A", "B")
    (folder.parent / "labels.txt").unlink()
    assert read_spec(str(folder)).task_names == ()


@pytest.mark.filterwarnings("ignore::motiflens.errors.MotiflensWarning")
def test_tasks_must_be_in_the_order_of_the_outputs(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    with pytest.raises(ConfigError, match="has these outputs in the order A, B"):
        import_model(options(folder, trust=True, tasks=["B", "A"]), tmp_path / "model")


def test_files_by_url_are_looked_for_where_kipoi_keeps_them(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    content = (folder / "w.pth").read_bytes()
    md5 = hashlib.md5(content).hexdigest()
    remote = {"url": "https://zenodo.org/record/1/files/w2.pth?download=1", "md5": md5}
    spec = yaml.safe_load((folder / "model.yaml").read_text())
    spec["args"]["weights"] = remote
    (folder / "model.yaml").write_text(yaml.safe_dump(spec))
    with pytest.raises(ModelError, match="the file of `weights` is not there") as error:
        read_spec(str(folder)).file("weights")
    assert f"download {remote['url']} to it" in str(error.value)
    kept = folder / "downloaded" / "model_files" / "weights" / md5
    kept.parent.mkdir(parents=True)
    (folder / "w.pth").rename(kept)
    assert read_spec(str(folder)).file("weights") == kept
    kept.write_bytes(content + b"x")
    with pytest.raises(ModelError, match=f"another MD5 than {md5}"):
        read_spec(str(folder)).file("weights")


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("(1000, 4)", ("NLC", 1000)),
        ([4, 1, 1000], ("NC1L", 1000)),
        ("(4,600,1)", ("NCL1", 600)),
        ("(None, 4)", ("NLC", LENGTH)),
        ([4, 4], (None, LENGTH)),
    ],
)
def test_the_shape_of_the_input_says_its_layout(
    shape: Any, expected: tuple[str, int], tmp_path: Path
) -> None:
    folder = _folder(tmp_path, schema={"inputs": {"shape": shape}})
    assert read_spec(str(folder)).layout() == expected


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"type": "sklearn"}, "of the kind sklearn; known are keras and pytorch"),
        ({"args": None}, "does not say `args`"),
        ({"schema": {"inputs": [{"shape": [4]}, {"shape": [1]}]}}, "has 2 inputs"),
        ({"schema": {"inputs": {"shape": "(4", "name": "x"}}}, "'.4' is no shape"),
        (
            {"schema": {"inputs": {"shape": "()", "special_type": "DNAStringSeq"}}},
            "takes sequences as text",
        ),
    ],
)
def test_what_cannot_be_imported_is_said(
    changes: dict[str, Any], said: str, tmp_path: Path
) -> None:
    folder = _folder(tmp_path, **changes)
    with pytest.raises(ModelError, match=said) as error:
        import_model(options(folder, trust=True), tmp_path / "model")
    assert error.value.where == str(folder / "model.yaml")


FIXTURES = Path(__file__).parent / "fixtures"


def test_a_keras_model_runs_nothing_and_predicts_what_keras_does(tmp_path: Path) -> None:
    """The model and its predictions are Keras 3's own."""
    folder = tmp_path / "keras"
    folder.mkdir()
    shutil.copy(FIXTURES / "plain.keras", folder / "model.keras")
    spec = {
        "defined_as": "kipoi.model.KerasModel",
        "args": {"weights": "model.keras"},
        "schema": {"inputs": {"shape": "(41, 4)"}, "targets": {"shape": "(3, )"}},
    }
    (folder / "model.yaml").write_text(yaml.safe_dump(spec))
    with np.load(FIXTURES / "plain.npz") as arrays:
        sequences, said = arrays["sequences"], arrays["output0"]
    np.savez(tmp_path / "said.npz", sequences=sequences.transpose(0, 2, 1), outputs=said)
    own = options(folder, tasks=["A", "B", "C"], examples=str(tmp_path / "said.npz"))
    card = import_model(own, tmp_path / "model")
    assert (card.format, card.activation, card.input_length) == ("graph", "sigmoid", 41)
    assert card.self_check.largest_difference <= 1e-5
