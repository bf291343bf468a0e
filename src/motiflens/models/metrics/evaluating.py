"""From outputs and what is known to the metrics of each task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.models.metrics.classes import reliability
from motiflens.models.metrics.measured import Measured, by_task
from motiflens.models.metrics.parts import Metrics, Stratum
from motiflens.models.metrics.table import METRICS

N_STRATA = 5


def evaluate(
    outputs: Any,
    truth: NDArray[Any],
    tasks: Sequence[str],
    gc: NDArray[np.float64] | None = None,
    *,
    readout: str = "classes",
    tracks: Sequence[int] = (),
) -> dict[str, Metrics]:
    """Return the metrics of each task.

    Parameters
    ----------
    outputs
        What a network says of N windows: (N, T); of profiles, logits (N, S, P) and log counts
        (N, T).
    truth
        (N, T) labels, values or reads, NaN where they are not known; of profiles, reads
        (N, S, P).
    tasks
        Names of the T tasks.
    gc
        (N,) GC content of the windows, by fifths of which everything is measured once more.
    readout
        A row of `motiflens.readouts.READOUTS`.
    tracks
        Profiles: the number of strands of each task.
    """
    measured = by_task(outputs, truth, readout, tracks)
    return {task: _one_task(one, gc, readout) for task, one in zip(tasks, measured, strict=True)}


def _one_task(measured: Measured, gc: NDArray[np.float64] | None, readout: str) -> Metrics:
    of_classes = readout == "classes"
    n, n_positive = len(measured.known), int(measured.known.sum()) if of_classes else None
    return Metrics(
        n=n,
        n_positive=n_positive,
        n_negative=None if n_positive is None else n - n_positive,
        values=_values(measured, readout),
        by_gc=[] if gc is None else list(_strata(measured, gc[measured.rows], readout)),
        reliability=reliability(measured) if of_classes else [],
    )


def _values(measured: Measured, readout: str) -> dict[str, float | None]:
    rows = (row for row in METRICS.values() if readout in row.readouts)
    return {row.name: row.measure(measured) for row in rows}


def _strata(measured: Measured, gc: NDArray[np.float64], readout: str) -> Iterator[Stratum]:
    """Yield fifths of the windows by GC content; equal contents stay together."""
    if not len(gc):
        return
    borders = np.unique(np.quantile(gc, np.arange(1, N_STRATA) / N_STRATA))
    number = np.searchsorted(borders, gc)
    for one in np.unique(number):
        rows = np.flatnonzero(number == one).astype(np.int64)
        yield Stratum(
            low=float(gc[rows].min()),
            high=float(gc[rows].max()),
            n=len(rows),
            values=_values(measured.take(rows), readout),
        )
