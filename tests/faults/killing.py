"""Kills of one job: when they come, and what must hold after them."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from faults.laboratory import Job, begin, differences, remove, restore, run

MOMENTS = ("at work", "into the write", "before the rename", "after the rename")
"""When a job is killed: all of these are past its imports, and before its end."""
_LETTERS = {"at work": "r", "into the write": "w"}
_POLL = 0.0005
_LATEST = 0.8
"""Share of a job's time after which it is killed at the latest: its end is not met by chance."""


@dataclass(frozen=True)
class Course:
    """How a job went undisturbed: seconds of processor time at which it came to each letter."""

    at: dict[str, float]
    end: float


@dataclass(frozen=True)
class Kill:
    """One kill, and all that was seen to be wrong after it; nothing should be."""

    rule: str
    moment: str
    was_killed: bool
    wrong: tuple[str, ...]


def plan(seed: int, count: int) -> Iterator[str]:
    """Yield so many moments for one rule: each kind in turn, the first drawn at random."""
    first = random.Random(seed).randrange(len(MOMENTS))
    for number in range(count):
        yield MOMENTS[(first + number) % len(MOMENTS)]


def measure(job: Job, folder: Path) -> Course:
    """Run a job undisturbed, and note when it begins to read and to write."""
    remove(folder, job)
    events = folder / "events"
    events.unlink(missing_ok=True)
    process = begin(job, folder, FAULTS_EVENTS=str(events))
    at: dict[str, float] = {}
    used = 0.0
    while process.poll() is None:
        used = max(used, processor_time(process))
        for letter in _seen(events):
            at.setdefault(letter, used)
        time.sleep(_POLL)
    assert process.returncode == 0, job
    for letter in _seen(events):
        at.setdefault(letter, used)
    return Course(at, used)


def kill(
    job: Job, course: Course, moment: str, folder: Path, undisturbed: Path, draw: random.Random
) -> Kill:
    """Kill a job once, run it again by Snakemake, and hold what is there to the undisturbed run."""
    remove(folder, job)
    events = folder / "events"
    events.unlink(missing_ok=True)
    if moment in _LETTERS:
        process = begin(job, folder, FAULTS_EVENTS=str(events))
        _kill_at(process, course, _LETTERS[moment], events, draw.random())
    else:
        at = {"FAULTS_AT": moment.split()[0], "FAULTS_OUTPUT": draw.choice(job.outputs)}
        process = begin(job, folder, **at)
        process.wait(timeout=300)
    was_killed = process.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
    wrong = [f"partial: {name}" for name in _partial(job, folder, undisturbed)]
    remove(folder, job)  # as Snakemake does with what a failed job made
    again = run(folder, "--quiet", "all", "--", *job.outputs)
    if again.returncode != 0:
        wrong.append(f"not run again: {again.stdout[-2000:]}")
    for name in job.outputs:
        wrong += [f"differs: {path}" for path in differences(folder, undisturbed, name)]
    wrong += [f"left: {path}" for path in folder.rglob("*.part")]
    for left in folder.rglob("*.part"):
        shutil.rmtree(left, ignore_errors=True)
    restore(folder, undisturbed, job)
    return Kill(job.rule, moment, was_killed, tuple(wrong))


def processor_time(process: subprocess.Popen[bytes]) -> float:
    """Return the seconds of processor time of a shell and of the command that it runs."""
    shell = Path("/proc") / str(process.pid)
    try:
        pids = [shell.name, *(shell / "task" / shell.name / "children").read_text().split()]
        nanoseconds = [(shell.parent / pid / "schedstat").read_text().split()[0] for pid in pids]
    except OSError:  # it has ended
        return 0.0
    return sum(map(int, nanoseconds)) * 1e-9


def _seen(events: Path) -> str:
    return events.read_text() if events.exists() else ""


def _kill_at(
    process: subprocess.Popen[bytes], course: Course, letter: str, events: Path, share: float
) -> None:
    """Kill a group once it has come to a letter, and then to a share of what is left after it."""
    while letter not in _seen(events) and process.poll() is None:
        time.sleep(_POLL)
    begun = processor_time(process)
    wait = _LATEST * share * max(course.end - course.at.get(letter, course.end), 0.0)
    while process.poll() is None and processor_time(process) - begun < wait:
        time.sleep(_POLL)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _partial(job: Job, folder: Path, undisturbed: Path) -> list[str]:
    """Return outputs that are there and are not whole."""
    return [
        name
        for name in job.outputs
        if (folder / name).exists() and differences(folder, undisturbed, name)
    ]
