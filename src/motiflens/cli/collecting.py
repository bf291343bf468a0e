"""Imports without the garbage collector, which would go through all modules again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Switch the garbage collector off while a command imports what it needs.

    torch, Lightning and scikit-learn make a million objects that stay until the end of the
    process. The collector would look at each of them several times, for a second in all, and find
    nothing. What there is afterwards is left out of later collections, too.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if enabled:
            gc.enable()
