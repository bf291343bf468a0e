"""Copies of a motif, and how they are put into sequences."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8]


def in_other_order(copies: Codes, rng: np.random.Generator) -> Codes:
    """Return each copy (n, w) with its own bases in a random order."""
    return rng.permuted(copies, axis=1)


def put(codes: Codes, copies: Codes, start: int) -> Codes:
    """Return sequences (n, L) with copies (n, w) in place of the bases from ``start`` on."""
    found = codes.copy()
    found[:, start : start + copies.shape[1]] = copies
    return found
