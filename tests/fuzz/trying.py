"""What must hold of every reader, whatever it is given: it reads, or refuses in words, in time."""

from __future__ import annotations

import os
import resource
import signal
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import settings

from motiflens.errors import MotiflensError

fuzzed = settings.get_profile("fuzz")
"""For a test of a reader: as many files as the command line says."""
slowly_fuzzed = settings(fuzzed, max_examples=max(6, fuzzed.max_examples // 4))
"""For one of a reader that takes tens of milliseconds: a quarter as many."""

SECONDS = 20
"""Of the processor, that a reader may take for one file; all of them are small."""
MEMORY = 2 << 30
"""Bytes that it may take beyond what the process holds before."""


class HangError(Exception):
    """A reader took too long."""


def reads_or_refuses(read: Callable[[], Any], named: Path | str | None = None) -> bool:
    """Return whether ``read`` returned; assert that otherwise it said what, where and what to do.

    Parameters
    ----------
    read
        Reads a file.
    named
        What the message must name.
    """
    try:
        with _bounded(), warnings.catch_warnings(action="ignore"):
            read()
    except MotiflensError as error:
        refused = error
    else:
        return True
    said = str(refused)
    assert refused.what, said
    assert refused.where, said
    assert refused.fix, said
    assert named is None or str(named) in said, said
    return False


def survives(read: Callable[[], Any], named: Path | str | None = None) -> bool:
    """Return whether a process of its own lived through `reads_or_refuses`.

    Libraries in C crash, at worst, on a damaged file: nothing is written then, and the exit status
    says so. A crash must not end the tests.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            reads_or_refuses(read, named)
        except BaseException:
            os.write(writing, traceback.format_exc()[-4000:].encode(errors="replace"))
            os._exit(3)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, errors="replace") as said:
        words = said.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status <= 0, words
    return status == 0


@contextmanager
def _bounded() -> Iterator[None]:
    """Bound the time and the memory of a block."""

    def stop(*_: Any) -> None:
        raise HangError

    before = signal.signal(signal.SIGPROF, stop)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, hard))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGPROF, before)
