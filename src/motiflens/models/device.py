"""Where the arithmetic happens."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from motiflens.errors import DeviceError
from motiflens.models.gpu_slots import take_free

logger = logging.getLogger(__name__)


_FREE = re.compile(r"cuda:free(?:/([1-9]\d*))?")


def resolve_device(name: str, count: int = 1) -> torch.device:
    """Return the device called ``name``.

    Parameters
    ----------
    name
        ``cpu``; ``cuda`` or ``cuda:N``; ``cuda:free``, which waits for a GPU that no other job
        holds, or that fewer than N hold (``cuda:free/N``; `motiflens.models.gpu_slots`); or
        ``auto``, which is the first GPU where there is one and says in the log what it took.
    count
        GPUs to take, where they are to be free.

    Raises
    ------
    DeviceError
        Where there is no such device. A GPU that was asked for is never replaced by the CPU.
    """
    if name == "cpu":
        return torch.device("cpu")
    if name == "auto":
        device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
        logger.info("device: auto chose %s", describe_device(device))
        return device
    free = _FREE.fullmatch(name)
    if free is not None:
        take_free(torch.cuda.device_count(), count, int(free[1] or 1))
        return _gpu(0)
    match = re.fullmatch(r"cuda(?::(\d+))?", name)
    if match is None:
        raise DeviceError(
            f"there is no device named {name!r}",
            fix="choose cpu, cuda, cuda:N, cuda:free or auto",
            where="device",
        )
    return _gpu(int(match[1] or 0))


def resolve_devices(name: str, count: int) -> torch.device:
    """Return the first of ``count`` devices of a kind, all of which must be there.

    Raises
    ------
    DeviceError
        Where there are fewer, or several are asked for by the number of one.
    """
    numbered = re.fullmatch(r"cuda:\d+", name)
    if count > 1 and numbered:
        raise DeviceError(
            f"{count} devices were asked for, and {name}",
            fix="write device cuda, or devices 1",
            where="device",
        )
    device = resolve_device(name, count)
    if device.type == "cuda":
        _gpu(count - 1)
    return device


def _gpu(index: int) -> torch.device:
    count = torch.cuda.device_count()
    if index >= count:
        found = "no GPU was found" if count == 0 else f"only {count} were found"
        raise DeviceError(
            f"cuda:{index} was asked for, but {found}",
            fix="use device cpu or auto, or look at `nvidia-smi`, CUDA_VISIBLE_DEVICES and "
            f"whether this torch ({torch.__version__}) is built for CUDA",
            where="device",
        )
    return torch.device("cuda", index)


def describe_device(device: torch.device) -> str:
    """Return a device's name for a person: ``cpu``, or ``cuda:0 (NVIDIA H100)``."""
    if device.type != "cuda":
        return str(device)
    return f"{device} ({torch.cuda.get_device_name(device)})"


@contextmanager
def exact_float32() -> Iterator[None]:
    """Keep convolutions and matrix products on a GPU from rounding their inputs to TF32.

    cuDNN does so by default, which moves float32 outputs by 1e-5 to 1e-4. On the CPU nothing
    changes.
    """
    matmul = torch.backends.cuda.matmul.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = False
    try:
        with torch.backends.cudnn.flags(enabled=True, deterministic=True, allow_tf32=False):
            yield
    finally:
        torch.backends.cuda.matmul.allow_tf32 = matmul
