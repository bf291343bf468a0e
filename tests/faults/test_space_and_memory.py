"""No room on the disk, no memory: said, nothing left, and right once there is enough."""

from __future__ import annotations

import dataclasses

import pytest

from faults.laboratory import begin, differences, jobs_of, remove, run

pytestmark = pytest.mark.faults


def limited(job, limit):
    """Return the job with a limit of its shell on what it may have."""
    return dataclasses.replace(job, command=f"{limit}; {job.command}")


@pytest.mark.parametrize(
    ("rule", "blocks"),
    [("prepare", 30), ("train", 60), ("gather", 50), ("hits", 4), ("logos", 8), ("report", 100)],
)
def test_a_full_disk(rule, blocks, finished, undisturbed):
    """A file may have so many KiB: the disk is not full for others, who test here too."""
    job = jobs_of(undisturbed)[rule][0]
    remove(finished, job)
    assert begin(limited(job, f"ulimit -f {blocks}"), finished).wait() == 1
    said = (finished / job.command.split(" 2> ")[1]).read_text()
    assert "the result cannot be written: the file is larger than is allowed" in said
    assert "Traceback" not in said
    assert not any((finished / name).exists() for name in job.outputs)
    assert not list(finished.rglob("*.part"))
    _right_in_the_end(job, finished, undisturbed)


def test_too_little_memory(finished, undisturbed):
    job = jobs_of(undisturbed)["discover"][0]
    remove(finished, job)
    assert begin(limited(job, "ulimit -v 500000"), finished).wait() == 1
    said = (finished / job.command.split(" 2> ")[1]).read_text()
    assert "there is not enough memory" in said
    assert "Traceback" not in said
    assert not any((finished / name).exists() for name in job.outputs)
    _right_in_the_end(job, finished, undisturbed)


def _right_in_the_end(job, finished, undisturbed):
    again = run(finished, "--", *job.outputs)
    assert again.returncode == 0, again.stdout
    for name in job.outputs:
        assert differences(finished, undisturbed, name) == []
