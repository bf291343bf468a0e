"""Make the next thing while the last one is being used."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")
_DEPTH = 2


class _End:
    """What comes after the last thing: the error that ended it, if one did."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def ahead(things: Iterator[T]) -> Iterator[T]:
    """Yield ``things`` in their order; up to two more are made in a thread beside.

    An error in making one is raised where it would have been yielded. Whoever stops early ends
    the thread, too.
    """
    waiting: queue.Queue[T | _End] = queue.Queue(_DEPTH)
    enough = threading.Event()
    thread = threading.Thread(target=_fill, args=(things, waiting, enough), daemon=True)
    thread.start()
    try:
        while not isinstance(thing := waiting.get(), _End):
            yield thing
        if thing.error is not None:
            raise thing.error
    finally:
        enough.set()
        _drain(waiting)
        thread.join()


def _fill(things: Iterator[T], waiting: queue.Queue[T | _End], enough: threading.Event) -> None:
    end = _End()
    try:
        for thing in things:
            waiting.put(thing)
            if enough.is_set():
                return
    except BaseException as error:
        end = _End(error)
    waiting.put(end)


def _drain(waiting: queue.Queue[T | _End]) -> None:
    """Make room, so that a thread that waits for it goes on and sees that it is enough."""
    while True:
        try:
            waiting.get_nowait()
        except queue.Empty:
            return
