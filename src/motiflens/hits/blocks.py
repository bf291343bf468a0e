"""Windows, a few at a time, so that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.store.scores import Scores

ROWS = 256
"""Windows in a block."""


@dataclass(frozen=True)
class Block:
    """Windows from row ``first`` on, of those that are searched.

    Attributes
    ----------
    sequences
        (n, 4, L) int8 one-hot, zeros at N.
    projected
        (n, 4, L) float32: the score of the position at the base that is there, else 0.
    """

    first: int
    sequences: NDArray[np.int8]
    projected: NDArray[np.float32]


def blocks(scores: Scores, rows: NDArray[np.int64] | None = None) -> Iterator[Block]:
    """Yield all windows, or those of some rows, `ROWS` at a time."""
    rows = np.arange(len(scores)) if rows is None else rows
    for first in range(0, len(rows), ROWS):
        some = rows[first : first + ROWS]
        yield Block(first, scores.sequences[some], scores.projected[some])
