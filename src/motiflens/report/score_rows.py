"""Position scores of many windows, which are read from their file when some are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from motiflens.store.contributions import PATHS, SCHEMA
from motiflens.store.rows import ClosedRows, Rows

_BYTES = 32_000_000
"""Of contributions that are held at a time, about."""


class ScoreRows:
    """Contribution of the base at each position, (n, L), in a file of contributions."""

    dtype = np.dtype(np.float32)

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._projected = ClosedRows(path, SCHEMA, PATHS["projected"])
        n, _, length = self._projected.shape
        self.shape = (n, length)

    def __len__(self) -> int:
        """Return the number of windows."""
        return self.shape[0]

    def __getitem__(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return those of some windows."""
        return np.asarray(self._projected[rows].sum(axis=1))


def pieces(
    scores: Rows[np.float32], rows: NDArray[np.int64] | None = None
) -> Iterator[NDArray[np.float32]]:
    """Yield the scores (n, L) of all windows, or of these, some at a time."""
    rows = np.arange(len(scores)) if rows is None else rows
    step = max(1, _BYTES // (16 * scores.shape[1]))
    return (scores[rows[first : first + step]] for first in range(0, len(rows), step))
