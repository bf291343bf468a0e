"""Work without the garbage collector, where a great many objects are made that stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Switch the garbage collector off within.

    Imports of torch and what belongs to it, and its tracer, make a million objects that stay. The
    collector would look at each of them several times, for a second in all, and find nothing.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
