"""Attribution of variants in HDF5, written a block of variants at a time.

Rows are those of ``variants.tsv`` beside it. ``variants/{chrom,pos,id,ref,alt}`` tell them
apart; ``windows/start`` (from 0) and ``windows/{ref,alt}``, (n, L) codes A C G T N as 0 to 4, are
what was explained. ``scores/TASK/{ref,alt}``, (n, L), are scores of the positions of either
window, and ``scores/TASK/difference`` those of ALT less those of REF at the positions of the REF
window; see `motiflens.sequences.alleles.on_reference`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from motiflens.store.hdf5 import PACKED, open_for_writing, write_text

SCHEMA = "motiflens/variants/2"
_CHUNK = 32


class VariantFile:
    """A file that rows are added to."""

    def __init__(self, file: h5py.File) -> None:
        self._file = file

    def append(self, rows: Mapping[str, NDArray[Any]]) -> None:
        """Add rows to the arrays of these names, which all have as many; strings as UTF-8."""
        for name, values in rows.items():
            text = values.dtype.kind == "U"
            dtype = h5py.string_dtype() if text else values.dtype
            if name not in self._file:
                self._file.create_dataset(
                    name,
                    (0, *values.shape[1:]),
                    dtype,
                    maxshape=(None, *values.shape[1:]),
                    chunks=(_CHUNK, *values.shape[1:]),
                    **PACKED,
                    fletcher32=not text,  # of which HDF5 keeps the bytes elsewhere
                    track_times=False,
                )
            stored = self._file[name]
            first = len(stored)
            stored.resize(first + len(values), axis=0)
            stored[first:] = values.astype(object) if text else values


@contextmanager
def write_variants(
    path: str | os.PathLike[str], provenance: dict[str, Any]
) -> Iterator[VariantFile]:
    """Yield a new file; it appears at ``path`` when the block ends well."""
    with open_for_writing(path, SCHEMA) as file:
        write_text(file, "provenance", json.dumps(provenance, sort_keys=True))
        yield VariantFile(file)


def rows_of(
    tasks: Sequence[str],
    ref: NDArray[np.float32],
    alt: NDArray[np.float32],
    difference: NDArray[np.float32],
) -> dict[str, NDArray[np.float32]]:
    """Return scores (T, n, L) by the names of their arrays."""
    parts = {"ref": ref, "alt": alt, "difference": difference}
    return {
        f"scores/{task}/{name}": scores[index]
        for index, task in enumerate(tasks)
        for name, scores in parts.items()
    }
