"""What a network says of one task, beside what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """The n windows for which the truth of one task is known.

    Attributes
    ----------
    rows
        (n,) which of all windows they are.
    found, known
        (n,) logits and labels; values; or, of counts and profiles, ln(1 + reads).
    logits, reads
        (n, s, P) of profiles, for the s strands of the task; else None.
    """

    rows: NDArray[np.int64]
    found: Floats
    known: Floats
    logits: NDArray[Any] | None = None
    reads: NDArray[Any] | None = None

    def take(self, rows: NDArray[np.int64]) -> Measured:
        """Return those windows alone; ``rows`` are numbers in 0 to n - 1."""
        profiles = (None if part is None else part[rows] for part in (self.logits, self.reads))
        return Measured(self.rows[rows], self.found[rows], self.known[rows], *profiles)


def by_task(
    outputs: Any, truth: NDArray[Any], readout: str, tracks: Sequence[int]
) -> list[Measured]:
    """Return what each task measures; see `motiflens.models.metrics.evaluate`."""
    if readout == "profiles":
        logits, log_counts = outputs
        return _profiles(logits, log_counts, truth, tracks)
    found, known = np.asarray(outputs, np.float64), np.asarray(truth, np.float64)
    if readout == "counts":
        found, known = np.logaddexp(0, found), np.log1p(known)
    return [_known(*columns) for columns in zip(found.T, known.T, strict=True)]


def _known(found: Floats, known: Floats) -> Measured:
    rows = np.flatnonzero(~np.isnan(known)).astype(np.int64)
    return Measured(rows, found[rows], known[rows])


def _profiles(
    logits: NDArray[Any], log_counts: NDArray[Any], reads: NDArray[Any], tracks: Sequence[int]
) -> list[Measured]:
    measured = []
    borders = np.cumsum(tracks)[:-1]
    strands = (np.split(part, borders, axis=1) for part in (logits, reads))
    for column, (said, counted) in enumerate(zip(*strands, strict=True)):
        totals = np.log1p(counted.sum(axis=(1, 2), dtype=np.float64))
        found = np.asarray(log_counts[:, column], np.float64)
        measured.append(Measured(np.arange(len(reads)), found, totals, said, counted))
    return measured
