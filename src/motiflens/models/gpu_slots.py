"""Which GPU is free: jobs on one machine that know nothing of each other each take their own.

A slot is a file with a lock on it. The lock goes with the process that holds it, however that ends,
so that there is nothing to clean up. Processes of one user see each other's; those of other users,
and programs other than motiflens, do not show.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from motiflens.errors import DeviceError

_LOG = logging.getLogger(__name__)

VISIBLE = "CUDA_VISIBLE_DEVICES"
"""Where CUDA itself reads which GPUs there are."""
_TAKEN = "MOTIFLENS_GPUS_TAKEN"
"""Says to processes that ours starts that their GPUs were taken for them."""
_WAIT = 1.0

# Locks that this process holds until it ends.
_held: list[int] = []


def take_free(found: int, count: int = 1, per_gpu: int = 1) -> None:
    """Wait until ``count`` GPUs are free, and make them the only ones that CUDA shows.

    This must come before anything of CUDA is used. What the process is shown already
    (``CUDA_VISIBLE_DEVICES``, as cluster schedulers set it) is what is chosen from.

    Parameters
    ----------
    found
        GPUs that are visible.
    count
        How many to take.
    per_gpu
        Jobs that may share a GPU.

    Raises
    ------
    DeviceError
        Where there are fewer than ``count``.
    """
    if os.environ.get(_TAKEN):
        return
    gpus = visible(found)
    if len(gpus) < count:
        raise DeviceError(
            f"{count} free GPUs were asked for, and {len(gpus)} were found",
            fix="use device cpu, or look at `nvidia-smi` and CUDA_VISIBLE_DEVICES",
            where="device",
        )
    shown = dict(zip(numbered_by_node(gpus), gpus, strict=True))
    taken = _wait(list(shown), count, per_gpu, folder())
    os.environ[VISIBLE] = ",".join(shown[gpu] for gpu in taken)
    os.environ[_TAKEN] = "1"
    _LOG.info("took GPU %s", ", ".join(taken))


def visible(found: int) -> list[str]:
    """Return the identifiers of the GPUs that CUDA shows, of which there are ``found``."""
    given = os.environ.get(VISIBLE)
    if given is None:
        return [str(number) for number in range(found)]
    return [name.strip() for name in given.split(",") if name.strip()][:found]


def numbered_by_node(gpus: Sequence[str]) -> list[str]:
    """Return what GPUs are called by all jobs of a node, given what this one calls them.

    SLURM may show a job no GPUs but its own, counted from 0. Without this, jobs that were handed
    different ones would wait for each other.
    """
    for name in ("SLURM_STEP_GPUS", "SLURM_JOB_GPUS"):
        numbers = [number for number in os.environ.get(name, "").split(",") if number]
        if len(numbers) == len(gpus):
            return numbers
    return list(gpus)


def folder() -> Path:
    """Return the folder of the locks, which is made where it is missing."""
    path = Path(tempfile.gettempdir(), f"motiflens-gpus-{os.getuid()}")
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def _wait(gpus: Sequence[str], count: int, per_gpu: int, locks: Path) -> list[str]:
    said = False
    while True:
        taken = take(gpus, count, per_gpu, locks)
        if taken:
            return taken
        if not said:
            _LOG.info("waiting for a free GPU: others of your jobs hold %s", ", ".join(gpus))
            said = True
        time.sleep(_WAIT)


def take(gpus: Sequence[str], count: int, per_gpu: int, locks: Path) -> list[str]:
    """Lock ``count`` of the GPUs, emptier ones first, or none: then nothing is returned."""
    found: dict[str, int] = {}
    for slot in range(per_gpu):
        for gpu in gpus:
            if gpu in found or len(found) == count:
                continue
            lock = _lock(locks / f"{re.sub(r'[^A-Za-z0-9-]', '_', gpu)}.{slot}")
            if lock is not None:
                found[gpu] = lock
    if len(found) < count:
        for lock in found.values():
            os.close(lock)
        return []
    _held.extend(found.values())
    return list(found)


def _lock(path: Path) -> int | None:
    """Return the open file whose lock is ours, None where it is another's."""
    file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    return file
