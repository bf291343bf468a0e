"""The number of threads, and how they wait: of numba, which modisco-lite uses, and of PyTorch."""

from __future__ import annotations

import os
import sys


def limit_numba(threads: int) -> None:
    """Let numba use so many threads; call it before what imports numba.

    numba takes the number from the environment when it is imported, and modisco-lite wants no
    pool started before that. Where numba is imported already, as by a caller in the same process,
    the environment must stay: numba reads it again when it compiles, and refuses a change.
    """
    if "numba" not in sys.modules:
        os.environ["NUMBA_NUM_THREADS"] = str(threads)
        return
    import numba

    most: int = numba.config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]  # set by exec
    numba.set_num_threads(min(threads, most))


def wait_briefly() -> None:
    """Let threads that wait for each other soon sleep; call it before what imports PyTorch.

    GNU's OpenMP, by which PyTorch shares operations, otherwise has them spin for so long that two
    trainings of two threads each, on two cores, take four times as long as one after the other.
    What the environment says of it stands.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", "2000")
