"""The data set that `prepare` writes: windows of coded bases with their context and labels."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from motiflens.errors import StoreError
from motiflens.store.hdf5 import (
    open_for_reading,
    open_for_writing,
    read_array,
    read_strings,
    write_array,
    write_strings,
)

SCHEMA = "motiflens/windows/1"
SPLITS = ("train", "validation", "test")

_ARRAYS = ("codes", "offset", "labels", "split", "background", "background_single_strand")


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
    split
        (N,) uint8, index into `SPLITS`.
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
    """

    codes: NDArray[np.uint8]
    offset: NDArray[np.int32]
    max_offset: int
    window: int
    tasks: tuple[str, ...]
    labels: NDArray[np.int8]
    split: NDArray[np.uint8]
    chrom: NDArray[np.str_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    name: NDArray[np.str_]
    background: NDArray[np.float64]
    background_single_strand: NDArray[np.float64]
    dropped: tuple[Dropped, ...]
    provenance: dict[str, Any]

    @property
    def n(self) -> int:
        """Number of windows."""
        return len(self.codes)

    @property
    def strand(self) -> NDArray[np.str_]:
        """(N,) ``+`` for every window: bases are those of the strand of the input file."""
        return np.full(self.n, "+")

    def window_codes(self) -> NDArray[np.uint8]:
        """Return the windows without their context, (N, window) uint8."""
        columns = self.offset[:, None] + np.arange(self.window)
        return np.take_along_axis(self.codes, columns, axis=1)

    def positives(self, task: str) -> NDArray[np.int64]:
        """Return the rows that belong to the class ``task``."""
        return np.flatnonzero(self.labels[:, self.tasks.index(task)]).astype(np.int64)


def write_windows(path: str | os.PathLike[str], windows: Windows) -> None:
    """Write a data set; equal ones give equal bytes."""
    with open_for_writing(path, SCHEMA) as file:
        for name in _ARRAYS:
            write_array(file, name, getattr(windows, name))
        for name in ("start", "end"):
            write_array(file, f"coords/{name}", getattr(windows, name))
        for name in ("chrom", "name"):
            write_strings(file, f"coords/{name}", getattr(windows, name))
        for name in ("source", "region", "reason"):
            write_strings(file, f"dropped/{name}", [getattr(row, name) for row in windows.dropped])
        write_array(file, "dropped/line", np.array([row.line for row in windows.dropped], int))
        write_strings(file, "tasks", windows.tasks)
        file.attrs["window"] = windows.window
        file.attrs["max_offset"] = windows.max_offset
        file.attrs["provenance"] = json.dumps(windows.provenance, sort_keys=True)


def read_windows(path: str | os.PathLike[str]) -> Windows:
    """Read a data set.

    Raises
    ------
    StoreError
        Where the file is missing, truncated, of another kind or version, or inconsistent.
    """
    with open_for_reading(path, SCHEMA) as file:
        windows = Windows(
            codes=read_array(file, "codes"),
            offset=read_array(file, "offset"),
            labels=read_array(file, "labels"),
            split=read_array(file, "split"),
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
            provenance=json.loads(file.attrs["provenance"]),
        )
    _check_shapes(windows, str(path))
    return windows


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
    n, context = windows.n, windows.window + 2 * windows.max_offset
    expected = {"codes": (n, context), "labels": (n, len(windows.tasks)), "background": (4,)}
    expected |= dict.fromkeys(("offset", "split", "chrom", "start", "end", "name"), (n,))
    for name, shape in expected.items():
        found = getattr(windows, name).shape
        if found != shape:
            raise StoreError(
                f"{name!r} has the shape {found}, where {shape} was expected",
                where=where,
                fix="make the data set again with `motiflens prepare`",
            )
