"""What varies from epoch to epoch about a window: where it begins, and which strand is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.store.windows import Windows


@dataclass(frozen=True)
class Cuts:
    """Where some windows begin in their contexts: columns of length (n,).

    Attributes
    ----------
    rows
        Of the data set.
    start
        Where the window begins.
    flipped
        Whether it is read from the other strand.
    """

    rows: NDArray[np.int64]
    start: NDArray[np.int64]
    flipped: NDArray[np.bool_]


def as_stored(windows: Windows, rows: NDArray[np.int64]) -> Cuts:
    """Return windows at their own offsets, on their own strand."""
    return Cuts(rows, windows.offset[rows].astype(np.int64), np.zeros(len(rows), dtype=bool))


def drawn(
    windows: Windows,
    rows: NDArray[np.int64],
    rng: np.random.Generator,
    *,
    shift: bool,
    reverse_complement: bool,
) -> Cuts:
    """Return windows that begin anywhere in their context, half of them from the other strand.

    Parameters
    ----------
    windows, rows
        Which windows.
    rng
        What is drawn with.
    shift
        Whether they are shifted; otherwise they begin at their own offset.
    reverse_complement
        Whether half of them, at random, are read from the other strand.
    """
    cuts, n = as_stored(windows, rows), len(rows)
    start = rng.integers(0, 2 * windows.max_offset, n, endpoint=True) if shift else cuts.start
    return Cuts(rows, start, rng.random(n) < 0.5 if reverse_complement else cuts.flipped)
