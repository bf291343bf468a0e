"""How many sequences are explained in one pass, and what is done where memory is short."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch

from motiflens.attribution.result import Attribution, join
from motiflens.errors import DeviceError

if TYPE_CHECKING:
    from motiflens.attribution.batch import Batch

DEFAULT = 64
"""Sequences in a pass of a method that says nothing of what it holds."""

_LARGEST = {"cpu": DEFAULT, "cuda": 1024}
_CACHED = 64e6
"""Bytes of all activations of a pass on a CPU: more leave the caches between use and use."""
_PART = 0.5
"""Of a GPU's free memory."""
_TIMES = 4
"""What a walk holds, in activations at the sequences: slopes, messages, room for convolutions."""


def batch_size(per_sequence: int, device: torch.device) -> int:
    """Return how many sequences to explain in one pass.

    Parameters
    ----------
    per_sequence
        Bytes of the activations at one sequence.
    device
        Where it runs.
    """
    room = _CACHED
    if device.type == "cuda":
        room = _PART / _TIMES * torch.cuda.mem_get_info(device)[0]
    largest = _LARGEST.get(device.type, DEFAULT)
    return max(1, min(largest, int(room / max(per_sequence, 1))))


def within_memory(
    explain: Callable[[Batch], tuple[Attribution, ...]], batch: Batch
) -> tuple[Attribution, ...]:
    """Explain a batch, and where the memory of the device does not do, its halves.

    Raises
    ------
    DeviceError
        Where not even one sequence fits.
    """
    try:
        return explain(batch)
    except (torch.OutOfMemoryError, MemoryError) as error:
        if len(batch.x) == 1:
            raise DeviceError(
                "the memory of the device does not hold what is computed of one sequence",
                where=str(batch.x.device),
                fix="free some of it, take another device (`--device`), or shorter windows",
            ) from error
    if batch.x.is_cuda:
        torch.cuda.empty_cache()
    middle = len(batch.x) // 2
    halves = [
        within_memory(explain, part)
        for part in (batch.part(slice(0, middle)), batch.part(slice(middle, None)))
    ]
    return tuple(join(both) for both in zip(*halves, strict=True))
