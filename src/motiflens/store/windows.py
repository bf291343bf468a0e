"""The data set that `prepare` writes: windows of coded bases with their context and labels."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from motiflens.errors import ConfigError, StoreError
from motiflens.store.hdf5 import (
    open_for_reading,
    open_for_writing,
    read_array,
    read_strings,
    read_text,
    undamaged,
    write_array,
    write_strings,
    write_text,
)
from motiflens.store.rows import ClosedRows, Rows, StoredRows, write_rows

SCHEMA = "motiflens/windows/3"
SPLITS = ("train", "validation", "test")
UNUSED = 255
"""In place of a split's index: for nothing."""

_ARRAYS = ("offset", "labels", "part", "folds", "background", "background_single_strand")
_SIGNALS = ("values", "profiles", "control")
BY_ROW = ("codes", "offset", "labels", "part", "chrom", "start", "end", "name", *_SIGNALS)
"""What `Windows` has for each of its rows."""


@dataclass(frozen=True)
class Dropped:
    """A region or a sequence that was not used, and why.

    Attributes
    ----------
    source, line
        The file, and the line in it (1-based).
    region
        ``chrom:start-end`` of a region, or the name of a sequence.
    reason
        Why, in words.
    """

    source: str
    line: int
    region: str
    reason: str


@dataclass(frozen=True)
class Windows:
    """Windows of one length, each within its context.

    Rows are ordered: positives as in their files, then negatives.

    Attributes
    ----------
    codes
        (N, C) uint8, A 0, C 1, G 2, T 3, N 4: each window with ``(C - window) / 2`` bp on either
        side of where it lies when its offset is in the middle; N past a chromosome's end.
    offset
        (N,) int32: the window is ``codes[i, offset[i]:offset[i] + window]``.
    max_offset
        In training a window may begin anywhere in ``0 .. 2 * max_offset`` of its context.
    window
        Length of a window in bp.
    tasks
        Names of the classes.
    labels
        (N, T) int8, 1 where the window belongs to the class.
    part
        (N,) uint8: windows of one part are held out together.
    folds
        (F, parts) uint8, index into `SPLITS`: what each part is for in each fold.
    fold
        Which of the folds ``split`` tells of.
    chrom, start, end
        (N,) where the window lies, 0-based half-open, on the + strand; for sequences from a
        FASTA file ``chrom`` is empty and the interval is the whole sequence.
    name
        (N,) name of the region, id of the sequence, or ``negative_12``.
    background
        (4,) frequencies of A, C, G and T over the training windows, both strands.
    background_single_strand
        (4,) the same for the strand as it is.
    dropped
        What was not used, and why.
    provenance
        Options, hashes of the inputs and version of the program.
    readout
        A row of `motiflens.readouts.READOUTS`: what is known of a window beside its labels.
    values
        (N, T) float32, for ``values`` (NaN where not known) and ``counts``.
    profiles
        (N, S, output_window + 2 * max_offset) float32, for ``profiles``: reads on each base, in
        the order of the genome, of each strand of each task. They are cut with the same offset
        as the codes, and have the same centre.
    control
        (N, C, output_window + 2 * max_offset) float32: the same of control tracks.
    tracks
        How many strands of each task ``profiles`` holds, one after the other; their sum is S.
    output_window
        Length of a profile in bp.
    """

    codes: Rows[np.uint8]
    offset: NDArray[np.int32]
    max_offset: int
    window: int
    tasks: tuple[str, ...]
    labels: NDArray[np.int8]
    part: NDArray[np.uint8]
    folds: NDArray[np.uint8]
    chrom: NDArray[np.str_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    name: NDArray[np.str_]
    background: NDArray[np.float64]
    background_single_strand: NDArray[np.float64]
    dropped: tuple[Dropped, ...]
    provenance: dict[str, Any]
    fold: int = 0
    readout: str = "classes"
    values: NDArray[np.float32] | None = None
    profiles: Rows[np.float32] | None = None
    control: Rows[np.float32] | None = None
    tracks: tuple[int, ...] = ()
    output_window: int = 0

    @property
    def split(self) -> NDArray[np.uint8]:
        """(N,) uint8, index into `SPLITS`: what each window is for in this fold."""
        return np.asarray(self.folds[self.fold][self.part])

    @property
    def n(self) -> int:
        """Number of windows."""
        return len(self.codes)

    @property
    def strand(self) -> NDArray[np.str_]:
        """(N,) ``+`` for every window: bases are those of the strand of the input file."""
        return np.full(self.n, "+")

    def window_codes(self, rows: NDArray[np.int64] | None = None) -> NDArray[np.uint8]:
        """Return the windows of ``rows``, or all, without their context, (n, window) uint8."""
        if rows is None:
            rows = np.arange(self.n)
        columns = self.offset[rows, None] + np.arange(self.window)
        return np.take_along_axis(self.codes[rows], columns, axis=1)

    def rows_of(self, split: str) -> NDArray[np.int64]:
        """Return the rows that are for ``split`` in this fold."""
        return np.flatnonzero(self.split == SPLITS.index(split)).astype(np.int64)

    def negatives(self, split: str | None = None) -> NDArray[np.int64]:
        """Return the rows without any label, of one split or of all."""
        without = np.flatnonzero(~self.labels.any(axis=1)).astype(np.int64)
        return without if split is None else without[self.split[without] == SPLITS.index(split)]

    def positives(self, task: str) -> NDArray[np.int64]:
        """Return the rows of the class ``task``; of one that the data has not, all with a label.

        So a model that somebody trained for hundreds of tasks can explain a set of regions that
        have a name of their own.
        """
        if task not in self.tasks:
            return np.flatnonzero(self.labels.any(axis=1)).astype(np.int64)
        return np.flatnonzero(self.labels[:, self.tasks.index(task)]).astype(np.int64)


def write_windows(path: str | os.PathLike[str], windows: Windows) -> None:
    """Write a data set; equal ones give equal bytes."""
    with open_for_writing(path, SCHEMA) as file:
        write_rows(file, "codes", windows.codes)
        for name in _ARRAYS:
            write_array(file, name, getattr(windows, name))
        for name in _SIGNALS:
            if getattr(windows, name) is not None:
                write_rows(file, name, getattr(windows, name))
        for name in ("start", "end"):
            write_array(file, f"coords/{name}", getattr(windows, name))
        for name in ("chrom", "name"):
            write_strings(file, f"coords/{name}", getattr(windows, name))
        for name in ("source", "region", "reason"):
            write_strings(file, f"dropped/{name}", [getattr(row, name) for row in windows.dropped])
        write_array(file, "dropped/line", np.array([row.line for row in windows.dropped], int))
        write_strings(file, "tasks", windows.tasks)
        for name in ("window", "max_offset", "output_window"):
            file.attrs[name] = getattr(windows, name)
        file.attrs["tracks"] = np.array(windows.tracks, dtype=np.int64)
        write_text(file, "readout", windows.readout)
        write_text(file, "provenance", json.dumps(windows.provenance, sort_keys=True))


def read_windows(path: str | os.PathLike[str], fold: int = 0) -> Windows:
    """Read a data set whole, for one of its folds.

    Raises
    ------
    StoreError
        Where the file is missing, truncated, of another kind or version, or inconsistent.
    ConfigError
        Where it has no such fold.
    """
    with open_windows(path, fold) as windows:
        stored = {name: getattr(windows, name) for name in ("codes", "profiles", "control")}
        everything = np.arange(windows.n)
        return replace(
            windows, **{name: rows[everything] for name, rows in stored.items() if rows is not None}
        )


def read_outline(path: str | os.PathLike[str], fold: int = 0) -> Windows:
    """Read a data set but for its large arrays; the file is opened again for rows of these.

    Raises what `read_windows` raises.
    """
    with open_windows(path, fold) as windows:
        large = [n for n in ("codes", "profiles", "control") if getattr(windows, n) is not None]
        closed: dict[str, Any] = {name: ClosedRows(path, SCHEMA, name) for name in large}
        return replace(windows, **closed)


@contextmanager
def open_windows(path: str | os.PathLike[str], fold: int = 0) -> Iterator[Windows]:
    """Yield a data set whose codes, profiles and control are read when rows of them are asked for.

    So memory does not grow with the number of windows. Raises what `read_windows` raises.
    """
    with open_for_reading(path, SCHEMA) as file:
        with undamaged(file, "the data set"):
            windows = _windows_of(file, fold)
            _check_shapes(windows, str(path))
        _check_fold(windows, str(path))
        yield windows


def _windows_of(file: h5py.File, fold: int) -> Windows:
    return Windows(
        codes=StoredRows(file, "codes"),
        offset=read_array(file, "offset"),
        labels=read_array(file, "labels"),
        part=read_array(file, "part"),
        folds=read_array(file, "folds"),
        chrom=read_strings(file, "coords/chrom"),
        start=read_array(file, "coords/start"),
        end=read_array(file, "coords/end"),
        name=read_strings(file, "coords/name"),
        background=read_array(file, "background"),
        background_single_strand=read_array(file, "background_single_strand"),
        tasks=tuple(str(task) for task in read_strings(file, "tasks")),
        window=int(file.attrs["window"]),
        max_offset=int(file.attrs["max_offset"]),
        dropped=_read_dropped(file),
        provenance=json.loads(read_text(file, "provenance")),
        fold=fold,
        readout=read_text(file, "readout"),
        values=read_array(file, "values") if "values" in file else None,
        profiles=StoredRows(file, "profiles") if "profiles" in file else None,
        control=StoredRows(file, "control") if "control" in file else None,
        tracks=tuple(int(count) for count in file.attrs["tracks"]),
        output_window=int(file.attrs["output_window"]),
    )


def _read_dropped(file: h5py.File) -> tuple[Dropped, ...]:
    lines = read_array(file, "dropped/line")
    source, region, reason = (
        read_strings(file, f"dropped/{name}") for name in ("source", "region", "reason")
    )
    return tuple(
        Dropped(str(source[i]), int(lines[i]), str(region[i]), str(reason[i]))
        for i in range(len(lines))
    )


def _check_shapes(windows: Windows, where: str) -> None:
    n, moves = windows.n, 2 * windows.max_offset
    tasks, parts = len(windows.tasks), windows.folds.shape[-1]
    expected: dict[str, tuple[int, ...]] = {
        "codes": (n, windows.window + moves),
        "labels": (n, tasks),
        "background": (4,),
        "folds": (len(windows.folds), parts),
    }
    expected["background_single_strand"] = (4,)
    expected |= dict.fromkeys(("offset", "part", "chrom", "start", "end", "name"), (n,))
    if windows.values is not None:
        expected["values"] = (n, tasks)
    if windows.profiles is not None:
        expected["profiles"] = (n, sum(windows.tracks), windows.output_window + moves)
    for name, shape in expected.items():
        found = getattr(windows, name).shape
        if found != shape:
            raise StoreError(
                f"{name!r} has the shape {found}, where {shape} was expected",
                where=where,
                fix="make the data set again with `motiflens prepare`",
            )


def _check_fold(windows: Windows, where: str) -> None:
    if not 0 <= windows.fold < len(windows.folds):
        raise ConfigError(
            f"there is no fold {windows.fold}: the data set has {len(windows.folds)}",
            where=where,
            fix=f"choose a fold from 0 to {len(windows.folds) - 1}",
        )
