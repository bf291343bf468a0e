"""The whole workflow, killed again and again, and run twice at once."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from faults.everything import TARGETS
from faults.killing import Kill
from faults.laboratory import differences, run, start

pytestmark = pytest.mark.faults

_EVERY = 8
"""For so many kills of jobs there is one of Snakemake."""


def test_a_run_that_is_killed_again_and_again_ends_in_the_same_bytes(
    begun, undisturbed, kills, pytestconfig
):
    """Every second time jobs outlive Snakemake, and go on beside those that take their place."""
    draw = random.Random(1)
    mine = []
    for number in range(1 + pytestconfig.getoption("--kills") // _EVERY):
        process = start(begun, *TARGETS)
        time.sleep(draw.uniform(5, 15))
        mine.append(process.poll() is None)
        if number % 2:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        unlocked = run(begun, "--unlock", *TARGETS)
        assert unlocked.returncode == 0, unlocked.stdout
    again = run(begun, *TARGETS)
    assert again.returncode == 0, again.stdout
    wrong = tuple(differences(begun, undisturbed))
    kills += [Kill("(Snakemake)", "in the run", was_killed, wrong) for was_killed in mine]
    assert wrong == ()


def test_a_second_run_in_the_same_folder_is_told(begun):
    first = start(begun, *TARGETS)
    while not list(begun.glob(".snakemake/locks/*.lock")):
        assert first.poll() is None
        time.sleep(0.05)
    second = run(begun, *TARGETS)
    assert second.returncode != 0
    assert "Directory cannot be locked" in second.stdout
    os.killpg(first.pid, signal.SIGINT)
    first.wait()


def test_a_job_out_of_time_goes_on_where_it_was(begun, undisturbed):
    """What SLURM does at the end of a job's time: SIGTERM; then Snakemake tries once more."""
    log = begun / "logs/models/net/train.fold0.log"
    target = "results/models/net/fold0"
    process = start(begun, "--retries", "1", "--", target)
    while "epoch 3 of" not in (log.read_text() if log.exists() else ""):
        assert process.poll() is None
        time.sleep(0.01)
    _terminate(begun, "motiflens train")
    assert process.wait() == 0
    assert "Trying to restart job" in (begun / "snakemake.log").read_text()
    assert differences(begun, undisturbed, target) == []


def _terminate(folder: Path, words: str) -> None:
    """Send SIGTERM to the job in the folder whose command has these words."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                command = (process / "cmdline").read_text().replace("\0", " ")
                ours = (process / "cwd").readlink() == folder
            except OSError:
                continue
            if ours and f"-m {words}" in command and not command.startswith("/bin"):
                os.kill(int(process.name), signal.SIGTERM)
