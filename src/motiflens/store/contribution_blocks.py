"""Contributions read a few windows at a time, so that memory does not grow with their number."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from motiflens.store.contributions import PATHS, SCHEMA, check_whole
from motiflens.store.hdf5 import open_for_reading, read_array, read_strings

ROWS = 256
"""Windows in a block."""


@dataclass(frozen=True)
class Block:
    """Windows from row ``first`` on.

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


class ContributionFile:
    """An open file of contributions.

    Attributes
    ----------
    chrom, start, name, index
        (n,) as in `motiflens.store.contributions.Contributions`.
    provenance
        The same.
    shape
        Number of windows, and their length.
    """

    def __init__(self, file: h5py.File) -> None:
        self._file = file
        self.chrom = read_strings(file, PATHS["chrom"])
        self.name = read_strings(file, PATHS["name"])
        self.start = read_array(file, PATHS["start"])
        self.index = read_array(file, PATHS["index"])
        self.provenance: dict[str, Any] = json.loads(file.attrs["provenance"])
        n, _, length = file[PATHS["projected"]].shape
        self.shape: tuple[int, int] = (n, length)

    def blocks(self) -> Iterator[Block]:
        """Yield all windows, `ROWS` at a time."""
        for first in range(0, self.shape[0], ROWS):
            yield self._block(first, slice(first, first + ROWS))

    def sample(self, rows: NDArray[np.int64]) -> Iterator[Block]:
        """Yield the windows of some rows, in ascending order, one or more at a time."""
        for first in range(0, len(rows), ROWS):
            yield self._block(first, rows[first : first + ROWS])

    def _block(self, first: int, rows: slice | NDArray[np.int64]) -> Block:
        return Block(
            first, self._file[PATHS["sequences"]][rows], self._file[PATHS["projected"]][rows]
        )


@contextmanager
def open_contributions(path: str | os.PathLike[str]) -> Iterator[ContributionFile]:
    """Open a file for reading block by block.

    Raises
    ------
    StoreError
        As `motiflens.store.contributions.read_contributions`.
    """
    with open_for_reading(path, SCHEMA) as file:
        check_whole(file, path)
        yield ContributionFile(file)
