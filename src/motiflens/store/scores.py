"""Contributions whose large arrays are read as rows of them are asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.store.contributions import OPTIONAL, PATHS, SCHEMA, check_layout, check_whole
from motiflens.store.hdf5 import open_for_reading, read_array, read_strings, read_text
from motiflens.store.rows import StoredRows


@dataclass(frozen=True)
class Scores:
    """An open file of contributions.

    Attributes
    ----------
    path
        Of the file.
    sequences, projected, hypothetical
        (n, 4, L) as in `motiflens.store.contributions.Contributions`.
    index, chrom, start, end, name, prediction, provenance
        The same.
    """

    path: str
    sequences: StoredRows
    projected: StoredRows
    hypothetical: StoredRows | None
    index: NDArray[np.int64]
    chrom: NDArray[np.str_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    name: NDArray[np.str_]
    prediction: NDArray[np.float32]
    provenance: dict[str, Any]

    def __len__(self) -> int:
        """Return the number of windows."""
        return len(self.sequences)

    @property
    def window(self) -> int:
        """Length of the windows, in bp."""
        return self.sequences.shape[2]

    @cached_property
    def place(self) -> NDArray[np.str_]:
        """(n,) the chromosome or, without one, the sequence that a window lies on."""
        return np.where(self.chrom == "", self.name, self.chrom)

    def needed_hypothetical(self, form: str) -> StoredRows:
        """Return the hypothetical scores, which ``form`` holds.

        Raises
        ------
        InputError
            Where the method gives none.
        """
        if self.hypothetical is None:
            raise InputError(
                f"{form} holds hypothetical scores, which the method does not give",
                where=self.path,
                fix="export another format, or attribute by a method that gives them "
                "(docs/methods.md says which)",
            )
        return self.hypothetical

    def on_chromosomes(self, form: str) -> None:
        """Raise `InputError` unless every window lies on a chromosome, as ``form`` wants."""
        without = self.chrom == ""
        if without.any():
            raise InputError(
                f"{form} holds places on a genome, and {int(without.sum()):,} of {len(self):,} "
                "windows are sequences without one",
                where=f"{self.path}, sequence {self.name[int(np.argmax(without))]!r}",
                fix="export another format, or prepare the data from a genome and regions",
            )


@contextmanager
def open_scores(path: str | os.PathLike[str]) -> Iterator[Scores]:
    """Open a file of contributions.

    Raises
    ------
    StoreError
        Where the file is missing, truncated, of another kind or version, or one shard of several.
    """
    with open_for_reading(path, SCHEMA) as file:
        check_layout(file)
        check_whole(file, path)
        hypothetical = OPTIONAL["hypothetical"]
        yield Scores(
            path=str(path),
            sequences=StoredRows(file, PATHS["sequences"]),
            projected=StoredRows(file, PATHS["projected"]),
            hypothetical=StoredRows(file, hypothetical) if hypothetical in file else None,
            index=read_array(file, PATHS["index"]),
            chrom=read_strings(file, PATHS["chrom"]),
            start=read_array(file, PATHS["start"]),
            end=read_array(file, PATHS["end"]),
            name=read_strings(file, PATHS["name"]),
            prediction=read_array(file, PATHS["prediction"]),
            provenance=json.loads(read_text(file, "provenance")),
        )
