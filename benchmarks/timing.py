"""How time is taken: a forward pass, the time of a run, blocks of runs, the fastest batch size."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn


def forward(model: nn.Module, x: Tensor, size: int) -> None:
    """Run the model alone."""
    with torch.inference_mode():
        for batch in x.split(size):
            model(batch)


def fastest(run: Callable[[int], Any], sizes: Sequence[int], tries: int) -> int:
    """Return the batch size of the shortest of single runs."""
    return min(sizes, key=lambda size: min(timed(lambda: run(size)) for _ in range(tries)))


def block(run: Callable[[], Any], seconds: float) -> float:
    """Return the mean time of runs that fill at least ``seconds``."""
    times: list[float] = []
    while sum(times) < seconds:
        times.append(timed(run))
    return statistics.mean(times)


def timed(run: Callable[[], Any]) -> float:
    """Return the time of one run, waiting for the GPU."""
    _wait()
    start = time.perf_counter()
    run()
    _wait()
    return time.perf_counter() - start


def _wait() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()
