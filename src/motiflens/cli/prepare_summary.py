"""What a data set holds, as a table for a person."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from motiflens.sequences.composition import gc_content
from motiflens.store.windows import SPLITS, Windows

_PIECE = 4096


def summarise(windows: Windows) -> None:
    """Print to the standard error how many windows there are of what, their GC, and their reads."""
    negative = np.asarray(~windows.labels.any(axis=1))
    members = {task: windows.labels[:, i] == 1 for i, task in enumerate(windows.tasks)}
    if negative.any():
        members["negatives"] = negative
    gc, parts, means = _composition(windows), _parts(windows), _means(windows, negative)
    table = Table(title=f"{windows.n:,} windows of {windows.window} bp (GC content)")
    table.add_column("class" if windows.readout == "classes" else "task")
    for name in (*parts, *means):
        table.add_column(name, justify="right")
    for row, (name, member) in enumerate(members.items()):
        cells = [member & part for part in parts.values()]
        counted = [f"{cell.sum():,} ({gc[cell].mean():.3f})" for cell in cells]
        known = [column[row] for column in means.values() if row < len(column)]
        table.add_row(name, *counted, *known)
    console = Console(stderr=True)
    console.print(table)
    for reason, count in Counter(row.reason for row in windows.dropped).most_common():
        console.print(f"dropped {count:,}: {reason}", highlight=False)


def _parts(windows: Windows) -> dict[str, NDArray[np.bool_]]:
    """Return the windows of each split or, of several folds, of each part."""
    if len(windows.folds) == 1:
        return {name: windows.split == index for index, name in enumerate(SPLITS)}
    return {f"part {n}": windows.part == n for n in range(windows.folds.shape[1])}


def _means(windows: Windows, negative: NDArray[np.bool_]) -> dict[str, list[str]]:
    """Return columns of a cell for each task: its mean value, or its reads here and elsewhere."""
    totals = _totals(windows)
    if totals is None:
        return {}
    own = [totals[windows.labels[:, i] == 1, i].mean() for i in range(len(windows.tasks))]
    if windows.readout == "values":
        return {"mean": [f"{mean:.3g}" for mean in own]}
    elsewhere = totals[negative].mean(axis=0)
    return {
        "reads": [f"{mean:,.1f}" for mean in own],
        "in negatives": [f"{mean:,.1f}" for mean in elsewhere],
    }


def _composition(windows: Windows) -> NDArray[np.float64]:
    """Return (N,) GC content, of some windows at a time."""
    pieces = _pieces(windows.n)
    return np.concatenate([gc_content(windows.window_codes(rows)) for rows in pieces])


def _totals(windows: Windows) -> NDArray[np.float64] | None:
    """Return (N, T) values, or reads in the middle of the context; None where nothing is known."""
    if windows.profiles is None:
        return None if windows.values is None else windows.values.astype(np.float64)
    middle = slice(windows.max_offset, windows.max_offset + windows.output_window)
    first_tracks = np.cumsum([0, *windows.tracks[:-1]])
    totals = [windows.profiles[rows][:, :, middle].sum(axis=2) for rows in _pieces(windows.n)]
    return np.add.reduceat(np.concatenate(totals, dtype=np.float64), first_tracks, axis=1)


def _pieces(n: int) -> list[NDArray[np.int64]]:
    return [np.arange(first, min(first + _PIECE, n)) for first in range(0, n, _PIECE)]
