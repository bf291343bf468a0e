"""htslib without its own words on the standard error, which would stand beside ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pysam

FAILURES = (OSError, ValueError, NotImplementedError, AttributeError)
"""What pysam raises of files that are damaged, or compressed in another way."""


@contextmanager
def quiet() -> Iterator[None]:
    """Keep htslib from printing while the block runs; it still raises."""
    verbosity = pysam.set_verbosity(0)
    try:
        yield
    finally:
        pysam.set_verbosity(verbosity)
