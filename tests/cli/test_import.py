"""``motiflens import`` from the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from motiflens.cli.app import main
from motiflens.models.architectures import build
from motiflens.models.loading import load_model
from motiflens.models.shape import Shape

LENGTH = ("--input-length", "40")
NAMED = ("--architecture", "small-cnn", *LENGTH)
TASKS = ("--tasks", "A", "--tasks", "B")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("import")
    network = build("small-cnn", Shape(40, 2))
    torch.save(network.state_dict(), folder / "w.pt")
    torch.save(network, folder / "module.pt")
    (folder / "notes.txt").write_text("hello\n")
    return folder


def test_weights_become_a_model(folder: Path) -> None:
    command = ["import", "w.pt", *NAMED, *TASKS, "--output", "models/x"]
    done = subprocess.run(
        [sys.executable, "-m", "motiflens", *command],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "w.pt: taken for state-dict" in done.stderr
    assert "imported w.pt as state-dict" in done.stderr
    assert load_model(folder / "models" / "x")[1].tasks == ["A", "B"]


def _run(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> int:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["motiflens", "import", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_arguments_are_read_as_in_a_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = {"detectors": 3, "mean": False, "hidden": 0}
    network = build("deepbind", Shape(40, 2), arguments)
    torch.save(network.state_dict(), tmp_path / "d.pt")
    pairs = ["--arguments", "detectors=3", "--arguments", "mean=False", "--arguments", "hidden=0"]
    command = [str(tmp_path / "d.pt"), "--architecture", "deepbind", *LENGTH, *TASKS, *pairs]
    assert _run(monkeypatch, folder, *command, "--output", str(tmp_path / "model")) == 0
    assert load_model(tmp_path / "model")[1].arguments == arguments


@pytest.mark.parametrize(
    ("source", "arguments", "code", "said"),
    [
        ("absent.pt", NAMED, 1, "there is no file of a model here"),
        ("module.pt", NAMED, 2, "it was not loaded"),
        ("w.pt", (*NAMED, "--input-length", "64"), 1, "the model needs (64, 256)"),
        ("w.pt", (*NAMED, "--architecture", "small"), 2, "no architecture named 'small'"),
        ("w.pt", (*NAMED, "--input-length", "3"), 2, "input_length"),
        ("w.pt", (*NAMED, "--tasks", "a b"), 2, "tasks"),
        ("w.pt", (*NAMED, "--format", "h5"), 2, "there is no format 'h5'; choose one of"),
        ("w.pt", (*NAMED, "--layout", "NCLL"), 2, "no layout"),
        ("w.pt", (*NAMED, "--channels", "ACGU"), 2, "no order of A, C, G and T"),
        ("w.pt", (*NAMED, "--readout", "peaks"), 2, "there is no readout 'peaks'"),
        ("w.pt", (*NAMED, "--strands", "two"), 2, "strands"),
        ("w.pt", (*NAMED, "--arguments", "size=[1"), 2, "'[1' is no value"),
        ("w.pt", (*NAMED, "--arguments", "size=1"), 2, "there is no such key"),
        ("w.pt", (*NAMED, "--examples", "absent.tsv"), 1, "there is no file of examples here"),
        ("notes.txt", NAMED, 2, "cannot be told by looking at it"),
    ],
)
def test_bad_input_is_said(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    source: str,
    arguments: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    output = ("--output", str(tmp_path / "model"))
    assert _run(monkeypatch, folder, source, *TASKS, *output, *arguments) == code
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
