"""What is exported: the results of one task and method, and the genome that they lie on."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from motiflens.errors import ConfigError, InputError
from motiflens.files import checked
from motiflens.motifs.motif import MotifSet, read_motifs
from motiflens.sequences.genome import read_genome
from motiflens.store.scores import Scores, open_scores

ROWS = 256
"""Windows that are held in memory at a time."""


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
        """Return the path of a file of the folder, which must be there and undamaged.

        Raises
        ------
        InputError
            Where it is not there: it names the command that writes it.
        StoreError
            Where it is not as it was written.
        """
        path = self.folder / name
        if not path.is_file():
            raise InputError(
                "there is no such file", where=str(path), fix=f"run `motiflens {command}` first"
            )
        return checked(path)

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

    def scores(self) -> AbstractContextManager[Scores]:
        """Open the contributions.

        Raises
        ------
        StoreError
            Where the file is missing, truncated, of another kind or version, or one shard.
        """
        return open_scores(self.folder / "contributions.h5")
