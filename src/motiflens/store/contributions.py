"""Contribution scores of one task by one method, in the layout of ChromBPNet's files.

``raw/seq``, ``shap/seq`` (hypothetical contributions) and ``projected_shap/seq``, each (N, 4, L),
and beside them coordinates, predictions, errors and provenance. A shard is a file of the same
kind that holds a part; `motiflens.store.merging` puts the parts together.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from motiflens.errors import StoreError
from motiflens.store.hdf5 import (
    PACKED,
    encode_strings,
    open_for_reading,
    open_for_writing,
    read_array,
    read_strings,
    read_text,
    undamaged,
    write_text,
)

SCHEMA = "motiflens/contributions/5"

TRACED = ("absorbed", "layers", "channels")
"""What is kept by label, where a method traces relevance."""

PATHS = {
    "sequences": "raw/seq",
    "projected": "projected_shap/seq",
    "index": "coords/index",
    "chrom": "coords/chrom",
    "start": "coords/start",
    "end": "coords/end",
    "strand": "coords/strand",
    "name": "coords/name",
    "split": "coords/split",
    "prediction": "prediction",
    "reference_prediction": "reference_prediction",
    "completeness_error": "completeness_error",
    "absolute_error": "absolute_error",
    "recomputed": "recomputed",
}

OPTIONAL = {"hypothetical": "shap/seq", "standard_error": "standard_error"}
"""What not every method has."""

_PACKING: dict[str, dict[str, Any]] = {
    # Nothing but digits: DEFLATE would take off a seventh, and more time than all other writing.
    OPTIONAL["hypothetical"]: {},
    PATHS["projected"]: PACKED,  # zeros beside them, in which bytes of a kind are no more alike
}
_CHUNK = 32
"""Rows in a chunk of the file, at least."""
_CHUNK_BYTES = 16 * 1024
"""Of a chunk of narrow rows: HDF5 holds what it knows of each chunk until the file is closed."""


@dataclass(frozen=True)
class Contributions:
    """Scores of n windows of length L.

    Attributes
    ----------
    sequences
        (n, 4, L) int8 one-hot, zeros at N.
    projected
        (n, 4, L) float32: the score of the position at the base that is there, else 0.
    index
        (n,) row of the window in the data set.
    chrom, start, end, strand, name, split
        (n,) as in the data set; ``split`` is an index into `motiflens.store.windows.SPLITS`.
    prediction
        (n,) explained output.
    reference_prediction
        (n, K) the same at each of the window's references.
    completeness_error, absolute_error
        (n, K) see `motiflens.Attribution`.
    recomputed
        (n,) bool: whether float64 was needed.
    absorbed, layers, channels
        LRP: (n,) by operation and cause (``conv/bias``), what it kept; (n,) by layer, the sum of
        its relevance; (n, C) by layer that reads the sequence, that of each channel.
    provenance
        Task, method, options, reference and its check, hashes, versions, device.
    hypothetical
        (n, 4, L) float32: what each position would score with A, C, G or T; ``projected`` at the
        base that is there. None where the method says nothing of other bases.
    standard_error
        (n, L) float32: of the scores, where the method draws what it averages over; else None.
    """

    sequences: NDArray[np.int8]
    projected: NDArray[np.float32]
    index: NDArray[np.int64]
    chrom: NDArray[np.str_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    strand: NDArray[np.str_]
    name: NDArray[np.str_]
    split: NDArray[np.uint8]
    prediction: NDArray[np.float32]
    reference_prediction: NDArray[np.float32]
    completeness_error: NDArray[np.float32]
    absolute_error: NDArray[np.float32]
    recomputed: NDArray[np.bool_]
    absorbed: dict[str, NDArray[np.float32]]
    layers: dict[str, NDArray[np.float32]]
    channels: dict[str, NDArray[np.float32]]
    provenance: dict[str, Any]
    hypothetical: NDArray[np.float32] | None = None
    standard_error: NDArray[np.float32] | None = None

    @property
    def scores(self) -> NDArray[np.float32]:
        """(n, L) of each position."""
        return np.asarray(self.projected.sum(axis=1))


class ContributionsFile:
    """An open file that pieces are added to, in their order."""

    def __init__(self, file: h5py.File) -> None:
        self._file = file
        self._n = 0
        self._provenance: dict[str, Any] = {}
        # How long the longest is, is known at the end; and they are small.
        self._text: dict[str, list[NDArray[np.str_]]] = {}
        self._labels: dict[str, dict[str, None]] = {name: {} for name in TRACED}

    def append(self, piece: Contributions) -> None:
        """Add the rows of a piece."""
        for name, place in (PATHS | OPTIONAL).items():
            values = getattr(piece, name)
            if values is not None and values.dtype.kind == "U":
                self._text.setdefault(place, []).append(values)
            elif values is not None:
                self._add(place, values)
        for name in TRACED:
            for label, kept in getattr(piece, name).items():
                self._add(traced_place(name, label), kept)
                self._labels[name][label] = None
        self._n += len(piece.index)
        self._provenance = piece.provenance

    def _add(self, place: str, values: NDArray[Any]) -> None:
        if place not in self._file:
            create_rows(self._file, place, (0, *values.shape[1:]), values.dtype, growing=True)
        stored = self._file[place]
        stored.resize(self._n + len(values), axis=0)
        stored[self._n :] = values

    def finish(self, shard: tuple[int, int]) -> None:
        """Write what is known when all rows are there."""
        for place, parts in self._text.items():
            stored = encode_strings(np.concatenate(parts))
            create_rows(self._file, place, stored.shape, stored.dtype)[...] = stored
        for name, labels in self._labels.items():
            for label in labels:  # a cause that did not come up any more kept nothing
                self._file[traced_place(name, label)].resize(self._n, axis=0)
            write_text(self._file, name, json.dumps(list(labels)))
        write_text(self._file, "provenance", json.dumps(self._provenance, sort_keys=True))
        self._file.attrs["shard"] = shard


@contextmanager
def contributions_file(
    path: str | os.PathLike[str], shard: tuple[int, int] = (1, 1)
) -> Iterator[ContributionsFile]:
    """Yield a file that becomes the part ``shard`` = (number, count) of a whole."""
    with open_for_writing(path, SCHEMA) as file:
        writer = ContributionsFile(file)
        yield writer
        writer.finish(shard)


def write_contributions(
    path: str | os.PathLike[str], found: Contributions, shard: tuple[int, int] = (1, 1)
) -> None:
    """Write scores, as the part ``shard`` = (number, count) of a whole; equal ones, equal bytes."""
    with contributions_file(path, shard) as file:
        file.append(found)


def joined(parts: Sequence[Contributions]) -> Contributions:
    """Return the rows of several pieces as one."""
    whole: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in (PATHS | OPTIONAL)
        if getattr(parts[0], name) is not None
    }
    for name in TRACED:
        like = {label: kept for part in parts for label, kept in getattr(part, name).items()}
        whole[name] = {
            label: np.concatenate([_or_nothing(part, name, label, one) for part in parts])
            for label, one in like.items()
        }
    return Contributions(**whole, provenance=parts[0].provenance)


def _or_nothing(
    part: Contributions, name: str, label: str, like: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return what a piece holds by a label; where a cause did not come up, it kept nothing."""
    nothing = np.zeros((len(part.index), *like.shape[1:]), like.dtype)
    found: NDArray[np.float32] = getattr(part, name).get(label, nothing)
    return found


def read_contributions(path: str | os.PathLike[str]) -> Contributions:
    """Read scores.

    Raises
    ------
    StoreError
        Where the file is missing, truncated, of another kind or version, or one shard of several.
    """
    with open_for_reading(path, SCHEMA) as file, undamaged(file, "what it holds"):
        check_layout(file)
        check_whole(file, path)
        arrays: dict[str, Any] = {
            name: (read_strings if h5py.check_string_dtype(file[place].dtype) else read_array)(
                file, place
            )
            for name, place in PATHS.items()
        }
        optional: dict[str, Any] = {
            name: read_array(file, place) for name, place in OPTIONAL.items() if place in file
        }
        provenance = json.loads(read_text(file, "provenance"))
        return Contributions(**arrays, **optional, **read_traced(file), provenance=provenance)


def read_traced(file: h5py.File) -> dict[str, Any]:
    """Return what is in `TRACED`, by label."""
    return {
        name: {
            label: read_array(file, traced_place(name, label))
            for label in traced_labels(file, name)
        }
        for name in TRACED
    }


def check_layout(file: h5py.File) -> None:
    """Raise `StoreError` where the file lacks what one of scores holds, or arrays do not fit."""
    with undamaged(file, "what it holds"):
        n, bases, length = file[PATHS["sequences"]].shape
        optional = {name: place for name, place in OPTIONAL.items() if place in file}
        wide = dict.fromkeys(("sequences", "projected", "hypothetical"), (n, bases, length))
        for name, place in (PATHS | optional).items():
            shape = file[place].shape
            fits = shape[:1] == (n,) and shape == wide.get(name, shape) and bases == 4
            if not fits or 0 in shape[1:]:
                raise ValueError(f"{place!r} has the shape {shape}, with {n} windows of {length}")
        if not isinstance(json.loads(read_text(file, "provenance")), dict):
            raise TypeError("no provenance")
        if np.shape(file.attrs["shard"]) != (2,) or file.attrs["shard"].dtype.kind not in "iu":
            raise TypeError("it does not say which part it is")
        places = [
            traced_place(name, label) for name in TRACED for label in traced_labels(file, name)
        ]
        shapes = [file[place].shape if place in file else () for place in places]
        if any(shape[:1] != (n,) or 0 in shape[1:] for shape in shapes):
            raise ValueError("what was traced is not of all windows")


def check_whole(file: h5py.File, path: str | os.PathLike[str]) -> None:
    """Raise `StoreError` where the file is one shard of several."""
    number, count = (int(value) for value in file.attrs["shard"])
    if count != 1:
        raise StoreError(
            f"the file is part {number} of {count}",
            where=str(path),
            fix="put the parts together with `motiflens gather`",
        )


def create_rows(
    file: Any, place: str, shape: tuple[int, ...], dtype: Any, *, growing: bool = False
) -> Any:
    """Return a new dataset of rows, whose first are read without the last; it may be to grow."""
    if shape[0] == 0 and not growing:  # an empty shard has no rows to chunk
        return file.create_dataset(place, shape, dtype, track_times=False)
    row = math.prod(shape[1:]) * np.dtype(dtype).itemsize
    chunk = max(_CHUNK, _CHUNK_BYTES // row)
    return file.create_dataset(
        place,
        shape,
        dtype,
        chunks=(chunk if growing else min(chunk, shape[0]), *shape[1:]),
        maxshape=(None, *shape[1:]) if growing else None,
        **_PACKING.get(place, PACKED | {"shuffle": True}),
        fletcher32=True,
        track_times=False,
    )


def traced_place(name: str, label: str) -> str:
    """Return where in the file a label of what is in `TRACED` is kept."""
    return f"{name}/{label}"


def traced_labels(file: Any, name: str) -> list[str]:
    """Return the labels that the file holds of it."""
    labels: list[str] = json.loads(read_text(file, name))
    return labels
