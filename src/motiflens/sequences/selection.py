"""Which windows are explained."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.store.windows import SPLITS, Windows


def evenly(rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return ``count`` of ``rows`` from all over them, or all where there are fewer."""
    places = np.linspace(0, len(rows) - 1, min(count, len(rows))).astype(np.int64)
    return np.asarray(rows[places])


def select(
    windows: Windows, task: str, how: str, *, top: int, predict: Callable[[], NDArray[np.float32]]
) -> NDArray[np.int64]:
    """Return the rows to explain, in ascending order.

    Parameters
    ----------
    windows
        The data set.
    task
        The class whose windows are meant.
    how
        ``positives`` of the class; ``held-out``, those of them that the model was not trained on;
        ``all``; or ``top``, the windows of the largest predictions.
    top
        How many, for ``top``.
    predict
        Returns the predictions (N,) of the task; asked for ``top`` alone.

    Raises
    ------
    InputError
        Where no window is left.
    """
    if how == "all":
        rows = np.arange(windows.n, dtype=np.int64)
    elif how == "top":
        rows = np.sort(np.argsort(-predict(), kind="stable")[:top]).astype(np.int64)
    else:
        rows = windows.positives(task)
        if how == "held-out":
            rows = rows[windows.split[rows] != SPLITS.index("train")]
    if len(rows) == 0:
        raise InputError(
            f"no window of {task} is left to explain with select = {how}",
            fix="choose another `select`, or hold out chromosomes that have such windows",
            where="select",
        )
    return rows


def shard_of(rows: NDArray[np.int64], number: int, count: int) -> NDArray[np.int64]:
    """Return the part ``number`` (from 1) of ``count`` nearly equal parts, in order."""
    return np.array_split(rows, count)[number - 1]
