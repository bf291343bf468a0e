"""``motiflens train`` from the command line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from models.examples import planted
from motiflens.cli.app import main
from motiflens.cli.train import summarise
from motiflens.models.card import ModelCard, Training
from motiflens.models.metrics import Metrics
from motiflens.store.windows import write_windows

QUICK = ("--data", "data.h5", "--epochs", "2", "--batch-size", "16")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("train")
    write_windows(folder / "data.h5", planted())
    return folder


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "motiflens", "train", *arguments]


def test_a_model_is_written_and_every_line_is_our_own(folder: Path) -> None:
    arguments = (*QUICK, "--no-anchor", "--seed", "3", "--output", "model")
    done = subprocess.run(
        _command(*arguments), cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    starts = ["training small-cnn on cpu", "epoch 1 of 2", "epoch 2 of 2", "kept epoch"]
    starts += [f"{split}: {task} AUROC" for split in ("validation", "test") for task in "AB"]
    lines = [line for line in lines if "as good as the network" not in line]
    assert len(lines) == len(starts)
    assert all(line.startswith(start) for line, start in zip(lines, starts, strict=True))
    assert sorted(path.name for path in folder.iterdir()) == ["data.h5", "model"]

    training = json.loads((folder / "model" / "model.json").read_text())["training"]
    assert training["options"]["seed"] == 3
    assert (training["anchored"], training["threads"]) == (False, 2)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--data", "absent.h5"), 1, "there is no such file"),
        (("--architecture", "basset"), 1, "basset needs windows of 48 bp or more"),
        (("--architecture", "basse"), 2, "no architecture named 'basse'"),
        (("--device", "gpu"), 2, "there is no device named 'gpu'"),
        (("--epochs", "0"), 2, "epochs: Input should be greater than or equal to 1"),
        (("--learning-rate", "-1"), 2, "learning_rate"),
        (("--threads", "0"), 2, "--threads"),
        (("--momentum", "0.9"), 2, "No such option"),
        (("--precision", "16"), 2, "there is no training in 16 bits on cpu"),
        (("--fold", "1"), 2, "there is no fold 1: the data set has 1"),
        (("--tasks", "C"), 2, "the data set has no task 'C'"),
        (("--architecture", "os:system"), 2, "its code must be imported and run"),
        (("--arguments", "filters=8"), 2, "filters: there is no such key"),
        (("--architecture", "bpnet"), 1, "bpnet has no readout 'classes'"),
        pytest.param(
            ("--device", "cuda"), 2, "cuda:0 was asked for, but no GPU was found",
            marks=pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU"),
        ),
    ],
)  # fmt: skip
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
    monkeypatch.setattr(sys, "argv", ["motiflens", "train", *QUICK, "--output", output, *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("auroc", "warned"), [(0.52, True), (0.97, False)])
def test_a_network_that_learnt_nothing_is_warned_of(
    auroc: float, warned: bool, caplog: pytest.LogCaptureFixture
) -> None:
    metrics = Metrics(n=39, values={"auroc": auroc})
    training = Training.model_construct(best_epoch=1, curve=[None])
    card = ModelCard.model_construct(
        training=training, n_parameters=1, metrics={"validation": {"A": metrics}}
    )
    summarise(card, 1.0)
    assert ("learnt little or nothing" in caplog.text) == warned


def test_ctrl_c_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "model"
    arguments = ("--data", "data.h5", "--epochs", "5000", "--patience", "5000")
    with subprocess.Popen(
        _command(*arguments, "--output", str(output)), cwd=folder, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("epoch 3 of"):
                process.send_signal(signal.SIGINT)
                break
        assert "Traceback" not in process.stderr.read()
    assert process.returncode == 130
    assert [path.name for path in tmp_path.iterdir()] == ["model.training"]


@pytest.mark.slow
def test_two_processes_share_the_batches(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "model"
    arguments = (*QUICK, "--architecture", "deepbind", "--devices", "2", "--output", str(output))
    done = subprocess.run(
        _command(*arguments), cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("epoch 2 of 2: loss") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_long_epochs_are_told_of_once_a_minute(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("motiflens.cli.train._MINUTE", 0)
    arguments = ["motiflens", "train", *QUICK, "--output", str(tmp_path / "model")]
    monkeypatch.setattr(sys, "argv", arguments)
    with caplog.at_level("INFO"), pytest.raises(SystemExit):
        main()
    assert "epoch 1 of 2: 1 of 2 batches" in caplog.text
    assert "epoch 2 of 2: 2 of 2 batches" in caplog.text
