"""Damaged files between steps, clocks that are off, and inputs that change half-way."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from faults.laboratory import begin, differences, jobs_of, remove, run

pytestmark = pytest.mark.faults

RESULT = Path("results/made/net/AP1/deeplift")
REPORT = "results/made/net/report.html"


def cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("spoil", [cut, flip])
@pytest.mark.parametrize(
    ("damaged", "result", "asked"),
    [
        (RESULT / "hits/hits.tsv", RESULT / "hits", "results/made/net/AP1/loci"),
        (RESULT / "effects.json", RESULT / "effects.json", REPORT),
    ],
)
def test_a_damaged_file_is_named_and_made_anew(
    spoil, damaged, result, asked, finished, undisturbed
):
    """What its step says is what has to be done."""
    path = finished / damaged
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    spoil(path)
    os.utime(path, ns=times)
    shutil.rmtree(finished / asked) if (finished / asked).is_dir() else (finished / asked).unlink()
    status = run(finished, "--", asked)
    assert status.returncode != 0
    assert str(damaged) in status.stdout
    assert f"remove {result}" in status.stdout or "remove it" in status.stdout
    assert not (finished / asked).exists()
    shutil.rmtree(finished / result) if (finished / result).is_dir() else path.unlink()
    again = run(finished, "--", asked)
    assert again.returncode == 0, again.stdout
    assert differences(finished, undisturbed) == []


def test_an_input_from_the_future(finished, undisturbed):
    """As it seems where the clock of the file server is an hour ahead: Snakemake says so."""
    os.utime(finished / "sites.bed", (time.time() + 3600,) * 2)
    (finished / "results/made/data.h5").unlink()
    refused = run(finished, "--", "results/made/data.h5")
    assert refused.returncode != 0
    assert "clock skew" in refused.stdout
    assert "sites.bed" in refused.stdout
    assert not (finished / "results/made/data.h5").exists()
    (finished / "sites.bed").touch()
    again = run(finished, "--", "results/made/data.h5")
    assert again.returncode == 0, again.stdout
    assert differences(finished, undisturbed, "results/made/data.h5") == []


def test_a_result_that_seems_older_than_its_input(finished, undisturbed):
    """As it seems where the clock of one node is a minute behind: what follows is made again."""
    path = finished / RESULT / "effects.json"
    os.utime(path, (path.stat().st_mtime - 6000,) * 2)
    done = run(finished, "--", REPORT)
    assert done.returncode == 0, done.stdout
    assert differences(finished, undisturbed) == []


def test_an_input_that_changes_half_way(finished, undisturbed):
    job = jobs_of(undisturbed)["prepare"][0]
    remove(finished, job)
    events = finished / "events"
    process = begin(job, finished, FAULTS_EVENTS=str(events))
    while "w" not in (events.read_text() if events.exists() else ""):
        assert process.poll() is None
        time.sleep(0.0005)
    time.sleep(0.02)
    (finished / "sites.bed").touch()
    assert process.wait() == 1
    said = (finished / "logs/made/prepare.log").read_text()
    assert "the file was changed while it was read" in said
    assert "where: sites.bed" in said
    assert not (finished / "results/made/data.h5").exists()
    again = run(finished, "--", *job.outputs)
    assert again.returncode == 0, again.stdout
    assert differences(finished, undisturbed, "results/made/data.h5") == []
