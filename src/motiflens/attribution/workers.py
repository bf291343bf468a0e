"""Batches computed side by side, each by one thread from its beginning to its end.

PyTorch shares every single operation among its threads. Many of a walk are too small for that, and
what one leaves in the cache of a core the next looks for in another's. A batch for each core keeps
both cores and caches busy, and no sum depends on the number of cores.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import TypeVar

import torch

_T = TypeVar("_T")
_R = TypeVar("_R")


def side_by_side(function: Callable[[_T], _R], items: Iterable[_T], workers: int) -> Iterator[_R]:
    """Yield what ``function`` makes of each item, in order, without gradients.

    Each of the ``workers`` threads computes with one of PyTorch's; of one worker, or one item, it
    is the caller itself, with all of them. One item is taken ahead of those that are worked on, so
    that there is work while the caller uses a result.
    """

    def compute(item: _T) -> _R:
        with torch.inference_mode():
            return function(item)

    rest = iter(items)
    first = list(islice(rest, 2))
    if workers == 1 or len(first) < 2:
        yield from map(compute, chain(first, rest))
        return
    threads = torch.get_num_threads()
    pool = ThreadPoolExecutor(workers, "explain", initializer=torch.set_num_threads, initargs=(1,))
    waiting: deque[Future[_R]] = deque()
    try:
        for item in chain(first, rest):
            waiting.append(pool.submit(compute, item))
            if len(waiting) > workers + 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(threads)
