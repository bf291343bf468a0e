"""Rows of large arrays in HDF5 files: written a piece at a time, and read as they are asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

import h5py
import numpy as np
from numpy.typing import NDArray

from motiflens.errors import StoreError
from motiflens.store.hdf5 import PACKED, open_for_reading, undamaged

_CHUNK = 16 * 1024
"""Bytes in a chunk: little enough to be read for the sake of one row."""
_SMALL = 64 * 1024 * 1024
"""Bytes of an array that is worth holding: rows are then had fifty times as fast."""
_PIECE = 4096
"""Rows that are held in memory at a time."""


D_co = TypeVar("D_co", bound=np.generic, covariant=True)


class Rows(Protocol[D_co]):
    """Rows of an array (N, ...), in memory or not, that are had by their numbers."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the whole array."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of its elements."""

    def __len__(self) -> int:
        """Return how many rows there are."""

    def __getitem__(self, rows: NDArray[np.int64], /) -> NDArray[D_co]:
        """Return the rows of these numbers, in their order."""


class StoredRows:
    """The rows of an array (N, ...) in an open file.

    An array of up to 64 MB is read once, when rows of it are first asked for; of a larger one no
    more is held than was asked for.

    Parameters
    ----------
    file
        Open, and closed by its owner.
    name
        Of the array in it.
    hold
        Whether an array of up to 64 MB is held.

    Raises
    ------
    StoreError
        Where there is no such array.
    """

    def __init__(self, file: h5py.File, name: str, *, hold: bool = True) -> None:
        if name not in file:
            raise StoreError(
                f"{name!r} is not in the file",
                where=str(file.filename),
                fix="make it again with the step that wrote it",
            )
        self._stored = file[name]
        self._hold = hold and self._stored.nbytes <= _SMALL
        self.shape: tuple[int, ...] = self._stored.shape
        self.dtype: np.dtype[Any] = self._stored.dtype
        self._whole: NDArray[Any] | None = None

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self.shape[0]

    def __getitem__(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Return the rows of these numbers, in their order.

        Raises
        ------
        StoreError
            Where the file is damaged there.
        """
        if self._whole is None and self._hold:
            self._whole = self._read(np.arange(len(self)))
        return self._read(rows) if self._whole is None else self._whole[rows]

    def _read(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        found = np.empty((len(rows), *self.shape[1:]), self.dtype)
        with undamaged(self._stored.file, repr(self._stored.name)):
            for place, first, last in _runs(rows):
                self._stored.read_direct(
                    found, np.s_[first:last], np.s_[place : place + last - first]
                )
        return found


class ClosedRows:
    """The rows of an array (N, ...) in a file that is opened each time that rows are asked for.

    Nothing is held, so that this is for a few rows now and then.

    Parameters
    ----------
    path, schema
        The file, and its kind.
    name
        Of the array in it.
    """

    def __init__(self, path: str | os.PathLike[str], schema: str, name: str) -> None:
        self._path, self._schema, self._name = path, schema, name
        with open_for_reading(path, schema) as file:
            rows = StoredRows(file, name)
            self.shape, self.dtype = rows.shape, rows.dtype

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self.shape[0]

    def __getitem__(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Return the rows of these numbers, in their order."""
        with open_for_reading(self._path, self._schema) as file:
            return StoredRows(file, self._name, hold=False)[rows]


class Columns:
    """Some columns of the rows of an array (N, C, ...)."""

    def __init__(self, rows: Rows[Any], columns: Sequence[int]) -> None:
        self._rows = rows
        self._columns = list(columns)
        self.shape: tuple[int, ...] = (rows.shape[0], len(columns), *rows.shape[2:])
        self.dtype: np.dtype[Any] = rows.dtype

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self.shape[0]

    def __getitem__(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Return these columns of the rows of these numbers."""
        return np.ascontiguousarray(self._rows[rows][:, self._columns])


def write_rows(file: h5py.File, name: str, rows: Rows[Any]) -> None:
    """Write an array (N, ...) so that single rows of it can be read."""
    row = max(1, int(np.prod(rows.shape[1:])) * rows.dtype.itemsize)
    stored = file.create_dataset(
        name,
        rows.shape,
        rows.dtype,
        chunks=(max(1, min(_CHUNK // row, rows.shape[0])), *rows.shape[1:]),
        **PACKED,
        shuffle=True,
        fletcher32=True,
        track_times=False,
    )
    for first in range(0, len(rows), _PIECE):
        numbers = np.arange(first, min(first + _PIECE, len(rows)))
        stored[numbers[0] : numbers[-1] + 1] = rows[numbers]


def _runs(rows: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Return (place, first, last + 1) of each run of consecutive numbers."""
    starts = np.flatnonzero(np.diff(rows, prepend=-2) != 1)
    ends = np.append(starts[1:], len(rows))
    return [
        (int(start), int(rows[start]), int(rows[start]) + int(end - start))
        for start, end in zip(starts, ends, strict=True)
    ]
