"""What all HDF5 files of motiflens share: a schema's name, whole or absent, readable errors.

All that is read from them has a checksum: data sets by the filter Fletcher-32, and what describes
them by the format of HDF5 1.10. Attributes are text of fixed length, as HDF5 keeps others apart,
without one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import ArrayLike, NDArray

from motiflens.errors import StoreError
from motiflens.files import atomic_path
from motiflens.store.plain_hdf5 import strange
from motiflens.store.sink import Sink

PACKED: dict[str, Any] = {"compression": "gzip", "compression_opts": 1}
"""How large data sets are compressed: higher levels take far longer, and little more off."""

_FORMAT = ("v110", "v110")
_FAULTS = (OSError, LookupError, ValueError, TypeError, AttributeError)
_AGAIN = "remove it and run again: it is made anew"


@contextmanager
def open_for_writing(path: str | os.PathLike[str], schema: str) -> Iterator[h5py.File]:
    """Yield a new file of this ``schema``; it appears at ``path`` when the block ends well."""
    with atomic_path(path) as temporary, Sink(temporary) as sink:
        with h5py.File(sink, "w", libver=_FORMAT) as file:
            write_text(file, "schema", schema)
            yield file
        if sink.error is not None:
            raise sink.error


@contextmanager
def open_for_reading(path: str | os.PathLike[str], schema: str) -> Iterator[h5py.File]:
    """Yield the file at ``path``, which must be of this ``schema``.

    Parameters
    ----------
    path
        An HDF5 file.
    schema
        Kind and version, as in ``motiflens/windows/1``.

    Raises
    ------
    StoreError
        Where the file is missing, truncated, not HDF5, or of another kind or version.
    """
    if not Path(path).is_file():
        raise StoreError("there is no such file", where=str(path), fix="check the path")
    try:
        file = h5py.File(path, "r")
    except OSError as error:
        raise StoreError(
            f"the file is truncated, or no HDF5 file ({error})",
            where=str(path),
            # What is no HDF5 file may be dear to somebody, such as a genome in its place.
            fix=_AGAIN if h5py.is_hdf5(path) else f"give a file of kind {schema.rsplit('/', 1)[0]}",
        ) from None
    with file:
        with undamaged(file, "the list of what it holds"):
            found = file.attrs.get("schema")
            file.visititems(lambda _, item: dict(item.attrs) and None)
            what = strange(file)
        if what is not None:
            raise StoreError(f"{what}; it was not read", where=str(path), fix=_AGAIN)
        _check_schema(file, found, schema)
        yield file


@contextmanager
def undamaged(file: h5py.File, what: str) -> Iterator[None]:
    """Turn what HDF5 says of a damaged file, while ``what`` is read, into an error for a person."""
    try:
        yield
    except (*_FAULTS, MemoryError, RuntimeError) as error:
        raise StoreError(
            f"{what} cannot be read: the file is damaged ({error})",
            where=str(file.filename),
            fix=_AGAIN,
        ) from None


def write_array(file: h5py.File, name: str, values: ArrayLike) -> None:
    """Write numbers as a compressed dataset, without the time of writing."""
    file.create_dataset(
        name, data=np.asarray(values), compression="gzip", fletcher32=True, track_times=False
    )


def write_strings(file: h5py.File, name: str, values: ArrayLike) -> None:
    """Write strings as UTF-8 of one length, which compresses and which every reader knows."""
    write_array(file, name, encode_strings(values))


def encode_strings(values: ArrayLike) -> NDArray[Any]:
    """Return strings as an array that is stored as UTF-8 of one length."""
    encoded = np.char.encode(np.asarray(values, dtype=np.str_), "utf-8")
    return encoded.astype(h5py.string_dtype("utf-8", max(encoded.dtype.itemsize, 1)))


def read_array(file: h5py.File, name: str) -> NDArray[Any]:
    """Return a whole dataset.

    Raises
    ------
    StoreError
        Where it is missing or damaged.
    """
    with undamaged(file, repr(name)):
        values = np.asarray(file[name][()])
    if values.dtype.kind not in "iufbS":
        raise StoreError(f"{name!r} holds no numbers", where=str(file.filename), fix=_AGAIN)
    return values


def read_strings(file: h5py.File, name: str) -> NDArray[np.str_]:
    """Return a dataset of strings; see `read_array`."""
    values = read_array(file, name)
    if values.dtype.kind != "S":
        raise StoreError(f"{name!r} holds no strings", where=str(file.filename), fix=_AGAIN)
    return np.asarray(np.char.decode(values, "utf-8"), dtype=np.str_)


def write_text(file: h5py.File, name: str, text: str) -> None:
    """Write an attribute of the file."""
    encoded = text.encode()
    file.attrs.create(name, encoded, dtype=h5py.string_dtype("utf-8", max(len(encoded), 1)))


def read_text(file: h5py.File, name: str) -> str:
    """Return an attribute that `write_text` wrote.

    Raises
    ------
    StoreError
        Where it is missing or damaged.
    """
    with undamaged(file, repr(name)):
        return _as_text(file.attrs[name])


def _as_text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _check_schema(file: h5py.File, value: Any, schema: str) -> None:
    found = None if value is None else _as_text(value)
    if found == schema:
        return
    kind, version = schema.rsplit("/", 1)
    if found is None or not found.startswith("motiflens/"):
        what, fix = "the file was not written by motiflens", f"give a file of kind {kind}"
    elif found.rsplit("/", 1)[0] != kind:
        what, fix = f"the file is of kind {found}", f"give a file of kind {kind}"
    else:
        what = f"the file is of version {found.rsplit('/', 1)[1]}, this program reads {version}"
        fix = "make it again with this version of motiflens"
    raise StoreError(what, where=str(file.filename), fix=fix)
