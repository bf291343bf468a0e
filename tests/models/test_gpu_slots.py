"""Free GPUs: jobs that know nothing of each other take different ones."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from motiflens.errors import DeviceError
from motiflens.models import gpu_slots
from motiflens.models.gpu_slots import VISIBLE, take, take_free, visible

HOLD = (
    "import sys, time; from pathlib import Path; from motiflens.models.gpu_slots import take;"
    "print(*take(sys.argv[2:], 1, 1, Path(sys.argv[1])), flush=True); time.sleep(60)"
)


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Leave neither locks nor variables behind."""
    for name in (VISIBLE, "MOTIFLENS_GPUS_TAKEN", "SLURM_STEP_GPUS", "SLURM_JOB_GPUS"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    held: list[int] = []
    monkeypatch.setattr(gpu_slots, "_held", held)
    monkeypatch.setattr("motiflens.models.gpu_slots.tempfile.gettempdir", lambda: str(tmp_path))
    yield
    for file in held:
        os.close(file)


def test_each_gpu_is_taken_once(tmp_path: Path) -> None:
    assert take(["0", "1"], 1, 1, tmp_path) == ["0"]
    assert take(["0", "1"], 1, 1, tmp_path) == ["1"]
    assert take(["0", "1"], 1, 1, tmp_path) == []


def test_several_jobs_share_a_gpu_where_they_may_and_spread_first(tmp_path: Path) -> None:
    taken = [take(["0", "1"], 1, 2, tmp_path) for _ in range(5)]
    assert taken == [["0"], ["1"], ["0"], ["1"], []]


def test_all_of_several_are_taken_or_none(tmp_path: Path) -> None:
    assert take(["0", "1", "2"], 1, 1, tmp_path) == ["0"]
    assert take(["0", "1", "2"], 3, 1, tmp_path) == []
    assert take(["0", "1", "2"], 2, 1, tmp_path) == ["1", "2"]


def test_a_killed_job_leaves_its_gpu_free(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path), "GPU-1f3a", "MIG-2/0/1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "GPU-1f3a"
        assert take(["GPU-1f3a", "MIG-2/0/1"], 1, 1, tmp_path) == ["MIG-2/0/1"]
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert take(["GPU-1f3a", "MIG-2/0/1"], 1, 1, tmp_path) == ["GPU-1f3a"]


def test_what_a_scheduler_shows_is_chosen_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VISIBLE, "5, 7")
    assert visible(2) == ["5", "7"]
    take_free(2)
    assert os.environ[VISIBLE] == "5"


def test_jobs_that_slurm_shows_their_own_as_0_do_not_wait_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert take(["0", "1"], 2, 1, gpu_slots.folder()) == ["0", "1"]
    monkeypatch.setenv("SLURM_STEP_GPUS", "2,3")
    monkeypatch.setenv(VISIBLE, "0,1")
    take_free(2)
    assert os.environ[VISIBLE] == "0"
    assert take(["2", "3"], 1, 1, gpu_slots.folder()) == ["3"]


def test_processes_that_ours_starts_take_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    take_free(4, count=2)
    assert os.environ[VISIBLE] == "0,1"
    take_free(4, count=2)
    assert os.environ[VISIBLE] == "0,1"


def test_it_waits_for_a_gpu_and_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (held,) = take(["0"], 1, 1, gpu_slots.folder())
    assert held == "0"
    monkeypatch.setattr(
        "motiflens.models.gpu_slots.time.sleep", lambda _: os.close(gpu_slots._held.pop())
    )
    with caplog.at_level("INFO"):
        take_free(1)
    assert caplog.messages == [
        "waiting for a free GPU: others of your jobs hold 0",
        "took GPU 0",
    ]


def test_too_few_gpus_are_an_error() -> None:
    with pytest.raises(DeviceError, match="2 free GPUs were asked for, and 1 were found"):
        take_free(1, count=2)
