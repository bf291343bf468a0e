"""A data set with fewer tasks, or with windows that are for nothing; the windows stay in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import ConfigError
from motiflens.store.rows import Columns
from motiflens.store.windows import BY_ROW, UNUSED, Windows


def with_tasks(windows: Windows, tasks: Sequence[str]) -> Windows:
    """Return the data set with some of its tasks; windows of others alone are for nothing.

    So a model of one task is trained as if its samples were all there is.

    Raises
    ------
    ConfigError
        Where there is no such task.
    """
    if unknown := [task for task in tasks if task not in windows.tasks]:
        raise ConfigError(
            f"the data set has no task {unknown[0]!r}",
            where="tasks",
            fix=f"choose among {', '.join(windows.tasks)}",
        )
    if tuple(tasks) == windows.tasks:
        return windows
    columns = [windows.tasks.index(task) for task in tasks]
    labels = windows.labels[:, columns]
    of_others = np.asarray(windows.labels.any(axis=1) & ~labels.any(axis=1))
    first = np.cumsum((0, *windows.tracks))
    tracks = [track for column in columns for track in range(*first[column : column + 2])]
    chosen = replace(
        windows,
        tasks=tuple(tasks),
        labels=labels,
        values=None if windows.values is None else windows.values[:, columns],
        profiles=None if windows.profiles is None else Columns(windows.profiles, tracks),
        tracks=tuple(windows.tracks[column] for column in columns) if windows.tracks else (),
    )
    return without(chosen, of_others)


def without(windows: Windows, which: NDArray[np.bool_]) -> Windows:
    """Return the data set with the windows of ``which`` in no split."""
    nowhere = np.full((len(windows.folds), 1), UNUSED, windows.folds.dtype)
    part = np.where(which, windows.folds.shape[1], windows.part).astype(windows.part.dtype)
    return replace(windows, part=part, folds=np.concatenate([windows.folds, nowhere], axis=1))


def taken(windows: Windows, rows: NDArray[np.int64]) -> Windows:
    """Return the windows of these rows alone, in their order."""
    parts = {name: getattr(windows, name) for name in BY_ROW}
    return replace(
        windows, **{name: part[rows] for name, part in parts.items() if part is not None}
    )
