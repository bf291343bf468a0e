"""What is exported: the results of one task and method, and the genome that they lie on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import ConfigError, InputError
from motiflens.motifs.motif import MotifSet, read_motifs
from motiflens.sequences.genome import read_genome
from motiflens.store.contributions import OPTIONAL, PATHS, SCHEMA, check_whole
from motiflens.store.hdf5 import open_for_reading, read_array, read_strings
from motiflens.store.rows import StoredRows

ROWS = 256
"""Windows that are held in memory at a time."""


@dataclass(frozen=True)
class Scores:
    """An open file of contributions, whose large arrays are read as rows are asked for.

    Attributes
    ----------
    path
        Of the file.
    sequences, projected, hypothetical
        (n, 4, L) as in `motiflens.store.contributions.Contributions`.
    chrom, start, end, name
        (n,) the same.
    """

    path: str
    sequences: StoredRows
    projected: StoredRows
    hypothetical: StoredRows | None
    chrom: NDArray[np.str_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    name: NDArray[np.str_]

    def __len__(self) -> int:
        """Return the number of windows."""
        return len(self.sequences)

    @property
    def place(self) -> NDArray[np.str_]:
        """(n,) the chromosome or, without one, the sequence that a window lies on."""
        return np.where(self.chrom == "", self.name, self.chrom)

    def needed_hypothetical(self, form: str) -> StoredRows:
        """Return the hypothetical scores.

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
        """Raise `InputError` unless every window lies on a chromosome."""
        without = self.chrom == ""
        if without.any():
            raise InputError(
                f"{form} holds places on a genome, and {int(without.sum()):,} of {len(self):,} "
                "windows are sequences without one",
                where=f"{self.path}, sequence {self.name[int(np.argmax(without))]!r}",
                fix="export another format, or prepare the data from a genome and regions",
            )


@dataclass(frozen=True)
class Source:
    """Results to export.

    Attributes
    ----------
    folder
        With ``contributions.h5``, ``motifs`` and ``hits``.
    genome
        FASTA file of the genome that the windows lie on, if it was given.
    """

    folder: Path
    genome: str | None = None

    def motifs(self) -> MotifSet:
        """Return the motifs; raises what `motiflens.motifs.motif.read_motifs` raises."""
        return read_motifs(self.folder / "motifs")

    def file(self, name: str, command: str) -> Path:
        """Return the path of a file of the folder, which must be there.

        Raises
        ------
        InputError
            Where it is not: it names the command that writes it.
        """
        path = self.folder / name
        if not path.is_file():
            raise InputError(
                "there is no such file", where=str(path), fix=f"run `motiflens {command}` first"
            )
        return path

    def lengths(self) -> Mapping[str, int]:
        """Return the length of each chromosome.

        Raises
        ------
        ConfigError
            Where no genome was given.
        """
        if self.genome is None:
            raise ConfigError(
                "a bigWig file holds the lengths of the chromosomes, and no genome was given",
                where="--genome",
                fix="give the FASTA file of the genome that the data set was made from",
            )
        return read_genome(self.genome, ()).lengths

    @contextmanager
    def scores(self) -> Iterator[Scores]:
        """Open the contributions.

        Raises
        ------
        StoreError
            Where the file is missing, truncated, of another kind or version, or one shard.
        """
        with open_scores(self.folder / "contributions.h5") as scores:
            yield scores


@contextmanager
def open_scores(path: str | os.PathLike[str]) -> Iterator[Scores]:
    """Open a file of contributions; see `Source.scores`."""
    with open_for_reading(path, SCHEMA) as file:
        check_whole(file, path)
        hypothetical = OPTIONAL["hypothetical"]
        yield Scores(
            path=str(path),
            sequences=StoredRows(file, PATHS["sequences"]),
            projected=StoredRows(file, PATHS["projected"]),
            hypothetical=StoredRows(file, hypothetical) if hypothetical in file else None,
            chrom=read_strings(file, PATHS["chrom"]),
            start=read_array(file, PATHS["start"]),
            end=read_array(file, PATHS["end"]),
            name=read_strings(file, PATHS["name"]),
        )
