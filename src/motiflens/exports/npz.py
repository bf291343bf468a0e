"""Arrays in NumPy's archives, written a piece at a time, with the same bytes each time."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.exports.source import ROWS
from motiflens.store.rows import Rows

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest time that such an archive can hold."""


@dataclass(frozen=True)
class Pieces:
    """An array (N, ...) that is made as it is written."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    blocks: Callable[[], Iterator[NDArray[Any]]]


def stored(rows: Rows[Any], dtype: Any) -> Pieces:
    """Return rows of a file as an array of another type."""
    return made(len(rows), rows.shape[1:], dtype, lambda numbers: rows[numbers])


def made(
    n: int,
    shape: tuple[int, ...],
    dtype: Any,
    make: Callable[[NDArray[np.int64]], NDArray[Any]],
) -> Pieces:
    """Return an array (n, *shape), of which ``make`` returns the rows of some numbers."""

    def blocks() -> Iterator[NDArray[Any]]:
        for first in range(0, n, ROWS):
            yield make(np.arange(first, min(first + ROWS, n))).astype(dtype)

    return Pieces((n, *shape), np.dtype(dtype), blocks)


def whole(values: NDArray[Any]) -> Pieces:
    """Return an array that is in memory."""
    return Pieces(values.shape, values.dtype, lambda: iter([values]))


def write_npz(path: Path, **arrays: Pieces) -> None:
    """Write arrays as `numpy.savez_compressed` does, without holding more than a piece of one."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, pieces in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", _LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            header = {
                "descr": np.lib.format.dtype_to_descr(pieces.dtype),
                "fortran_order": False,
                "shape": pieces.shape,
            }
            with archive.open(member, "w", force_zip64=True) as file:
                np.lib.format.write_array_header_1_0(file, header)
                for block in pieces.blocks():
                    file.write(np.ascontiguousarray(block).tobytes())
