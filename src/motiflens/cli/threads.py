"""The number of threads of numba, by which modisco-lite and memelite are compiled."""

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
