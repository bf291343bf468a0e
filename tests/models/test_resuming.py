"""A training that is killed and begun again ends in the bytes of one that was left alone."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from models.examples import planted
from motiflens.config import Train
from motiflens.models.card import CARD, WEIGHTS, EpochRecord
from motiflens.models.training import train
from motiflens.store.windows import write_windows

CPU = torch.device("cpu")
KILLS = 3  # each start takes seconds; more of them found nothing more
OPTIONS = Train(dataset="x", architecture="deepbind", epochs=6, batch_size=16, learning_rate=0.01)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "data.h5"
    write_windows(path, planted(n=150))
    return path


def _bytes(model: Path) -> list[bytes]:
    return [(model / name).read_bytes() for name in (CARD, WEIGHTS)]


def _stop_in(number: int):
    def stop(record: EpochRecord) -> None:
        if record.epoch == number:
            raise KeyboardInterrupt

    return stop


@pytest.mark.parametrize("schedule", ["one-cycle", "plateau"])
@pytest.mark.parametrize("stops", [(1,), (2,), (6,), (2, 4, 5)])
def test_what_was_interrupted_goes_on(
    data: Path, tmp_path: Path, schedule: str, stops: tuple[int, ...]
) -> None:
    # DeepBind has dropout: its draws must go on, too.
    options = OPTIONS.model_copy(update={"schedule": schedule})
    train(data, tmp_path / "whole", options, device=CPU)
    for epoch in stops:
        with pytest.raises(KeyboardInterrupt):
            train(data, tmp_path / "model", options, device=CPU, on_epoch=_stop_in(epoch))
    told: list[int] = []
    train(
        data,
        tmp_path / "model",
        options,
        device=CPU,
        on_epoch=lambda record: told.append(record.epoch),
    )
    assert told == [1, 2, 3, 4, 5, 6]
    assert _bytes(tmp_path / "model") == _bytes(tmp_path / "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "whole"]


def test_a_training_that_had_ended_early_does_not_go_on(data: Path, tmp_path: Path) -> None:
    options = OPTIONS.model_copy(update={"learning_rate": 3.0, "patience": 2, "epochs": 30})
    whole = train(data, tmp_path / "whole", options, device=CPU)
    assert whole.training is not None
    last = len(whole.training.curve)
    assert last < 30
    # Killed after the last epoch's checkpoint, before the model was written.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("motiflens.models.training.save_model", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            train(data, tmp_path / "model", options, device=CPU)
    train(data, tmp_path / "model", options, device=CPU)
    assert _bytes(tmp_path / "model") == _bytes(tmp_path / "whole")


def _interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_another_training_begins_anew(data: Path, tmp_path: Path) -> None:
    other = OPTIONS.model_copy(update={"seed": 2})
    train(data, tmp_path / "whole", other, device=CPU)
    with pytest.raises(KeyboardInterrupt):
        train(data, tmp_path / "model", OPTIONS, device=CPU, on_epoch=_stop_in(4))
    train(data, tmp_path / "model", other, device=CPU)
    assert _bytes(tmp_path / "model") == _bytes(tmp_path / "whole")


def test_a_damaged_checkpoint_is_not_gone_on_with(
    data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    train(data, tmp_path / "whole", OPTIONS, device=CPU)
    with pytest.raises(KeyboardInterrupt):
        train(data, tmp_path / "model", OPTIONS, device=CPU, on_epoch=_stop_in(4))
    (checkpoint,) = (tmp_path / "model.training").glob("*.ckpt")
    checkpoint.write_bytes(checkpoint.read_bytes()[:-500])
    train(data, tmp_path / "model", OPTIONS, device=CPU)
    assert "cannot be read, training begins anew" in caplog.text
    assert _bytes(tmp_path / "model") == _bytes(tmp_path / "whole")


@pytest.mark.slow
def test_kills_at_random_moments_cost_nothing(data: Path, tmp_path: Path) -> None:
    command = [
        *(sys.executable, "-m", "motiflens", "train", "--data", str(data), "--epochs", "40"),
        *("--patience", "40", "--architecture", "deepbind", "--batch-size", "16", "--output"),
    ]
    whole, model = tmp_path / "whole", tmp_path / "model"
    subprocess.run([*command, str(whole)], check=True, capture_output=True)
    moments = random.Random(0)
    for _ in range(KILLS):
        with subprocess.Popen([*command, str(model)], stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            # Imports take most of the time of so short a training: from the first epoch told on.
            while not process.stderr.readline().startswith("epoch"):
                pass
            time.sleep(moments.uniform(0, 0.25))
            process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL, "it was over before it was killed"
        assert not model.exists()
    subprocess.run([*command, str(model)], check=True, capture_output=True)
    assert _bytes(model) == _bytes(whole)
