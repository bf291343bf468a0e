"""Passes over memory compiled by numba: what PyTorch does in many passes, done in one.

Arrays lie in the order in which they are written here, channels last, so that the innermost loop
is over neighbours and becomes vector instructions. One thread runs each and gives up Python's lock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np


def compiled(function: Callable[..., None]) -> Callable[..., None]:
    """Compile a function, and keep what was compiled for the next start where that can be."""
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    try:
        made = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # no folder that can be written to
        made = numba.njit(**options)(function)
    return made  # type: ignore[no-any-return]


@compiled
def relu_secants(z: Any, z0: Any, least: Any, slope: Any) -> None:
    """Write the secants of max(z, 0), all (N, M) or, of a shared reference, (1, M)."""
    zero = z.dtype.type(0)
    for n in range(z.shape[0]):
        row = n if z0.shape[0] > 1 else 0
        for i in range(z.shape[1]):
            high = max(max(z[n, i], z0[row, i]), zero)
            low = min(min(z[n, i], z0[row, i]), -least)
            slope[n, i] = high / (high - low)


@compiled
def maxima(z: Any, width: int, largest: Any) -> None:
    """Write the maxima (N, windows, C) of windows of z, (N, L, C); NaN where one is."""
    for n in range(z.shape[0]):
        for p in range(largest.shape[1]):
            for c in range(z.shape[2]):
                largest[n, p, c] = z[n, p * width, c]
            for j in range(1, width):
                for c in range(z.shape[2]):
                    value, best = z[n, p * width + j, c], largest[n, p, c]
                    largest[n, p, c] = value if value > best or value != value else best


@compiled
def passing_winners(z: Any, width: int, nobody: int, place: Any) -> None:
    """Write the place of each window's first largest element, ``nobody`` where it is not above 0.

    ``z`` is (N, L, C) and ``place`` (N, windows, C).
    """
    zero = z.dtype.type(0)
    best = np.empty(z.shape[2], z.dtype)
    for n in range(z.shape[0]):
        for p in range(place.shape[1]):
            for c in range(z.shape[2]):
                best[c], place[n, p, c] = z[n, p * width, c], 0
            for j in range(1, width):
                for c in range(z.shape[2]):
                    value = z[n, p * width + j, c]
                    larger = value > best[c]
                    best[c] = value if larger else best[c]
                    place[n, p, c] = j if larger else place[n, p, c]
            for c in range(z.shape[2]):
                place[n, p, c] = place[n, p, c] if best[c] > zero else nobody


@compiled
def send_to_one(message: Any, place: Any, width: int, sent: Any) -> None:
    """Write messages (N, windows, C) to one place of each window, 0 to the others: (N, L, C)."""
    zero = message.dtype.type(0)
    for n in range(message.shape[0]):
        for p in range(message.shape[1]):
            for j in range(width):
                for c in range(message.shape[2]):
                    here = place[n, p, c] == j
                    sent[n, p * width + j, c] = message[n, p, c] if here else zero


@compiled
def first_winners(z0: Any, tolerance: Any, width: int, top: Any, place: Any) -> None:
    """Write of each window of ReLUs the maximum, and the place of the first that is as large.

    ``z0`` is (N, L, C), ``tolerance`` (N,), ``top`` and ``place`` (N, windows, C).
    """
    zero = z0.dtype.type(0)
    for n in range(z0.shape[0]):
        for p in range(top.shape[1]):
            for c in range(z0.shape[2]):
                top[n, p, c], place[n, p, c] = zero, 0
            for j in range(width):
                for c in range(z0.shape[2]):
                    top[n, p, c] = max(top[n, p, c], z0[n, p * width + j, c])
            for j in range(width - 1, -1, -1):
                for c in range(z0.shape[2]):
                    if max(z0[n, p * width + j, c], zero) >= top[n, p, c] - tolerance[n]:
                        place[n, p, c] = j


@compiled
def credits(
    z: Any, z0: Any, width: int, top0: Any, place0: Any, place: Any, share: Any, share0: Any
) -> None:
    """Write the winners' places and the shares of both; see `rules.deeplift.rectified_maximum`.

    ``z`` is (N, L, C) and ``z0`` that or (1, L, C); all else (N or 1, windows, C).
    """
    zero, one = z.dtype.type(0), z.dtype.type(1)
    channels = z.shape[2]
    best, at, z_there, z0_there = (
        np.empty(channels, z.dtype),
        np.empty(channels, z.dtype),
        np.empty(channels, z.dtype),
        np.empty(channels, z.dtype),
    )
    for n in range(z.shape[0]):
        row = n if z0.shape[0] > 1 else 0
        for p in range(place.shape[1]):
            for c in range(channels):
                best[c], at[c], place[n, p, c] = z[n, p * width, c], z0[row, p * width, c], 0
                z_there[c], z0_there[c] = best[c], at[c]
            for j in range(1, width):
                for c in range(channels):
                    value, value0 = z[n, p * width + j, c], z0[row, p * width + j, c]
                    larger, there = value > best[c], place0[row, p, c] == j
                    best[c] = value if larger else best[c]
                    at[c] = value0 if larger else at[c]
                    place[n, p, c] = j if larger else place[n, p, c]
                    z_there[c] = value if there else z_there[c]
                    z0_there[c] = value0 if there else z0_there[c]
            for c in range(channels):
                rise = max(best[c], zero) - top0[row, p, c]
                change, change0 = best[c] - at[c], z_there[c] - z0_there[c]
                unchanged = one if best[c] > zero else zero
                share[n, p, c] = unchanged if change == zero else max(rise, zero) / change
                fall = zero if change0 == zero else min(rise, zero) / change0
                share0[n, p, c] = min(max(fall, zero), one)


@compiled
def send(
    message: Any, share: Any, place: Any, share0: Any, place0: Any, width: int, sent: Any
) -> None:
    """Write what the winners of windows are sent, (N, L, C), of messages (N, windows, C)."""
    zero = message.dtype.type(0)
    for n in range(message.shape[0]):
        row = n if place0.shape[0] > 1 else 0
        for p in range(message.shape[1]):
            for j in range(width):
                for c in range(message.shape[2]):
                    m = message[n, p, c]
                    here = m * share[n, p, c] if place[n, p, c] == j else zero
                    there = m * share0[n, p, c] if place0[row, p, c] == j else zero
                    sent[n, p * width + j, c] = here + there
