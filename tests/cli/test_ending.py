"""How a process ends that is told to, or that has no room to write."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import Mock

import pytest

from motiflens.cli.app import main
from motiflens.store.contributions import write_contributions
from store.examples import make_contributions

COMMAND = [sys.executable, "-m", "motiflens"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_step_says_so_and_leaves_nothing(tmp_path: Path, number: int) -> None:
    os.mkfifo(tmp_path / "table.tsv")  # nobody writes to it, so that the step waits
    options = [
        "--table",
        "table.tsv",
        "--value-columns",
        "A=a",
        "--output",
        "out/data.h5",
        "--dropped",
        "out/dropped.tsv",
    ]
    with subprocess.Popen(
        [*COMMAND, "prepare", *options], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as step:
        deadline = time.monotonic() + 30
        while len(list(tmp_path.glob("out/.*.part/lock"))) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(0.2)
        step.send_signal(number)
        _, said = step.communicate(timeout=30)
    assert step.returncode == 130
    assert said == "motiflens: interrupted; no output was written\n"
    assert [path.name for path in tmp_path.iterdir()] == ["table.tsv"]


def test_a_step_without_room_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    """HDF5 does not say it in the way of others, and crashes when it tidies up."""
    write_contributions(tmp_path / "part.h5", make_contributions(n=2000, length=60))
    assert (tmp_path / "part.h5").stat().st_size > 1_000_000

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    done = subprocess.run(
        [*COMMAND, "gather", "part.h5", "--output", "out/whole.h5"],
        cwd=tmp_path,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "motiflens: error: the result cannot be written: "
        "the file is larger than is allowed here (`ulimit -f`)\n"
        "  where: out/whole.h5\n"
        "  to do: make room, or write elsewhere, and run again\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["part.h5"]


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
        RuntimeError("CUDA out of memory. Tried to allocate 9 GiB."),
    ],
)
def test_a_step_without_memory_says_so(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("motiflens.cli.app.app", Mock(side_effect=error))
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    assert "there is not enough memory\n  to do: give the step more" in capsys.readouterr().err


def test_another_error_is_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motiflens.cli.app.app", Mock(side_effect=RuntimeError("a bug")))
    with pytest.raises(RuntimeError, match="a bug"):
        main()
