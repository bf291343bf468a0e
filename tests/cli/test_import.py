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

OPTIONS = ("--input-length", "40", "--tasks", "A", "--tasks", "B", "--output", "models/x")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("import")
    network = build("small-cnn", input_length=40, n_tasks=2)
    torch.save(network.state_dict(), folder / "w.pt")
    torch.save(network, folder / "module.pt")
    return folder


def test_weights_become_a_model(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "motiflens", "import", "--weights", "w.pt", *OPTIONS],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "imported small-cnn" in done.stderr
    assert load_model(folder / "models" / "x")[1].tasks == ["A", "B"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--weights", "absent.pt"), 1, "there is no file of weights here"),
        (("--weights", "module.pt"), 1, "it was not loaded"),
        (("--weights", "w.pt", "--input-length", "64"), 1, "the model needs (64, 256)"),
        (("--weights", "w.pt", "--architecture", "small"), 2, "no architecture named 'small'"),
        (("--weights", "w.pt", "--input-length", "3"), 2, "input_length"),
        (("--weights", "w.pt", "--tasks", "a b"), 2, "tasks"),
    ],
)
def test_bad_input_is_said(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(folder)
    output = str(tmp_path / "model")
    command = ["motiflens", "import", *OPTIONS, "--output", output, *arguments]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
