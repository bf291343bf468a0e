"""Motifs, and the file that holds those of one task and method."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from motiflens.config.section import Name
from motiflens.store.json_files import read_json, write_json

FILE_NAME = "motifs.json"

Schema = Literal["motiflens/motifs/2"]
Row = tuple[float, float, float, float]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Match(_Record):
    """A motif of the database that resembles one of ours.

    Attributes
    ----------
    id, name
        As the database has them, for example ``MA0363.2`` and ``REB1``.
    p_value
        Of the best alignment on either strand (TOMTOM; Gupta et al. 2007).
    q_value
        ``p_value`` after Benjamini and Hochberg, over the motifs of the database.
    overlap
        Positions that the two motifs share when aligned.
    offset
        Where the first position of the part that is drawn lies in the motif of the database, as
        it reads on ``strand``; negative where it begins before it.
    strand
        ``-`` where the reverse complement of the motif of the database is the one that matches.
    significant
        Whether ``q_value`` is at most the threshold that was asked for.
    alike
        Names of further motifs of the database that match significantly and are the same motif
        as this one, such as those of paralogues or of other versions.
    """

    id: str
    name: str
    q_value: float
    p_value: float
    overlap: int
    offset: int
    strand: Literal["+", "-"]
    significant: bool
    alike: tuple[str, ...] = ()


class Motif(_Record):
    """What similar, highly scored stretches of the windows (seqlets) have in common.

    Attributes
    ----------
    name
        ``{task}.{method}.{pos|neg}.{k}``, the same in every file; ``k`` is that of
        ``pattern_k`` in ``modisco.h5``.
    sign
        Whether the motif raises the model's output or lowers it.
    n_seqlets
        How many seqlets were averaged.
    consensus
        IUPAC letters of the part that is drawn, by the rules of Cavener (1987).
    probability
        (w, 4) frequencies of A, C, G and T in the seqlets.
    contribution
        (w, 4) mean contribution of each base, the contribution weight matrix (CWM).
    hypothetical
        (w, 4) mean hypothetical contribution.
    trim
        Begin and end of the part that is drawn, matched and exported.
    matches
        The best of the database that are distinct from each other, best first; empty where there
        was no database.
    """

    name: Name
    sign: Literal["positive", "negative"]
    n_seqlets: int
    consensus: str
    probability: tuple[Row, ...]
    contribution: tuple[Row, ...]
    hypothetical: tuple[Row, ...]
    trim: tuple[int, int]
    matches: tuple[Match, ...] = ()

    @property
    def match(self) -> Match | None:
        """The best match that is significant."""
        return next((match for match in self.matches if match.significant), None)

    def drawn(
        self, matrix: Literal["probability", "contribution", "hypothetical"]
    ) -> NDArray[np.float64]:
        """Return the part of a matrix that is drawn, as (length, 4)."""
        start, end = self.trim
        return np.array(getattr(self, matrix)[start:end], dtype=np.float64)


class MotifSet(_Record):
    """The motifs of one task by one method: positive ones first, then by number of seqlets.

    Attributes
    ----------
    background
        Frequencies of A, C, G and T in the windows, both strands.
    tried
        What was searched, and with which parameters, in numbers.
    message
        Why there is no motif; None where there is one.
    """

    schema_: Schema = Field("motiflens/motifs/2", alias="schema")
    task: str
    method: str
    background: Row
    tried: dict[str, int | float]
    message: str | None
    motifs: tuple[Motif, ...]


def write_motif_set(directory: str | os.PathLike[str], motifs: MotifSet) -> None:
    """Write ``motifs.json`` into an existing directory."""
    write_json(Path(directory) / FILE_NAME, TypeAdapter(MotifSet), motifs)


def read_motifs(directory: str | os.PathLike[str]) -> MotifSet:
    """Return the motifs that `motiflens discover` wrote into ``directory``.

    Raises
    ------
    StoreError
        Where the file is missing, damaged, or of another version.
    """
    path = Path(directory) / FILE_NAME
    return read_json(path, TypeAdapter(MotifSet), "motifs", "discover", count=2)
