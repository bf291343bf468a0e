"""HDF5 files that others wrote: their text and numbers, or a readable error."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from motiflens.errors import ModelError
from motiflens.store.plain_hdf5 import strange

_RATIO = 100
"""Bytes of weights for each that is stored: they hardly compress."""


@contextmanager
def open_hdf5(path: str | os.PathLike[str]) -> Iterator[h5py.File]:
    """Yield the HDF5 file at ``path``.

    Raises
    ------
    ModelError
        Where it is missing, truncated, or no HDF5 file.
    """
    if not Path(path).is_file():
        raise ModelError("there is no such file", where=str(path), fix="check the path")
    with _opened(path, str(path)) as file:
        yield file


@contextmanager
def open_hdf5_bytes(content: bytes, where: str) -> Iterator[h5py.File]:
    """Yield an HDF5 file that is in memory; the errors are those of `open_hdf5`."""
    with _opened(io.BytesIO(content), where) as file:
        yield file


@contextmanager
def _opened(source: Any, where: str) -> Iterator[h5py.File]:
    try:
        file = h5py.File(source, "r")
    except OSError as error:
        raise ModelError(
            f"the file is truncated, or no HDF5 file ({error})",
            where=where,
            fix="copy or download the file again",
        ) from None
    with file:
        _check_plain(file, where)
        yield file


def _check_plain(file: h5py.File, where: str) -> None:
    try:
        what = strange(file, _RATIO)
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        what = f"the list of what it holds cannot be read ({error})"
    if what is not None:
        raise ModelError(
            f"{what}; it was not read",
            where=where,
            fix="copy or download the file again, from where you know it to be whole",
        )


def read_numbers(group: h5py.Group, name: str, *, where: str) -> NDArray[np.float32]:
    """Return a data set of numbers.

    Raises
    ------
    ModelError
        Where there is no such data set, or its bytes are not all there.
    """
    found = group.get(name)
    if not isinstance(found, h5py.Dataset) or found.dtype.kind not in "fiub":
        raise ModelError(
            f"there is no tensor {name!r}, which the file says that it holds",
            where=where,
            fix="the file is incomplete or was changed: copy or download it again",
        )
    try:
        return np.asarray(found[()], dtype=np.float32)
    except (OSError, MemoryError, ValueError) as error:
        raise ModelError(
            f"the tensor {name!r} of shape {found.shape} cannot be read: {error}",
            where=where,
            fix="the file is damaged: copy or download it again",
        ) from None


def read_texts(group: h5py.Group, name: str) -> list[str] | None:
    """Return a list of texts kept as an attribute, or as ``name0``, ``name1``... where it is long.

    None where there is no such attribute.
    """
    if name in group.attrs:
        return [text(item) for item in group.attrs[name]]
    parts: list[Any] = []
    while f"{name}{len(parts)}" in group.attrs:
        parts.append(group.attrs[f"{name}{len(parts)}"])
    return [text(item) for part in parts for item in part] if parts else None


def text(value: Any) -> str:
    """Return a text that may be kept as bytes."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
