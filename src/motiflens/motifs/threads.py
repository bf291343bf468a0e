"""How many threads the compiled parts of modisco-lite and memelite use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any


@contextmanager
def numba_threads(count: int) -> Iterator[None]:
    """Let numba, and the processes that modisco-lite forks, use ``count`` threads inside.

    Results do not depend on it. Where numba's pool of threads runs already, its size is the
    most that can be had; where it does not, this sets its size.
    """
    numba: Any = import_module("numba")
    try:
        numba.threading_layer()
    except ValueError:
        # Not running yet. To ask numba for a number would start it, and modisco-lite could no
        # longer compile in processes of its own, nor keep what it compiled for the next run.
        numba.config.NUMBA_NUM_THREADS = count
        yield
        return
    before = numba.get_num_threads()
    numba.set_num_threads(min(count, numba.config.NUMBA_NUM_THREADS))
    try:
        yield
    finally:
        numba.set_num_threads(before)
