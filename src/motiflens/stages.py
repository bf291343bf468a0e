"""How long each stage of a step took, for its log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_log = logging.getLogger(__name__)


def log_stage(done: str, seconds: float) -> None:
    """Log what was done, and in how many seconds."""
    _log.info("%s in %.1f s", done, seconds)


@contextmanager
def stage(done: str, tell: Callable[[str, float], object] = log_stage) -> Iterator[None]:
    """Tell how many seconds went by within; of what fails, nothing.

    Parameters
    ----------
    done
        What is done by then, such as "windows read".
    tell
        Called with it and the seconds.
    """
    started = time.monotonic()
    yield
    tell(done, time.monotonic() - started)
