"""Copies of a motif, and how they are put into sequences."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8]


def draw_copies(probability: NDArray[np.float64], count: int, rng: np.random.Generator) -> Codes:
    """Return (count, w) sequences drawn from frequencies (w, 4), each position by itself."""
    steps = np.cumsum(probability, axis=1)
    drawn = rng.random((count, len(probability), 1)) * steps[:, -1:]
    return np.asarray((drawn >= steps[:, :-1]).sum(axis=2), dtype=np.uint8)


def in_other_order(copies: Codes, rng: np.random.Generator) -> Codes:
    """Return each copy (n, w) with its own bases in a random order."""
    return rng.permuted(copies, axis=1)


def put(codes: Codes, copies: Codes, start: int) -> Codes:
    """Return sequences (n, L) with copies (n, w) in place of the bases from ``start`` on."""
    found = codes.copy()
    found[:, start : start + copies.shape[1]] = copies
    return found
