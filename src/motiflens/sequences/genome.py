"""A genome's bases, read where they are needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.sequences.bases import Bases, IndexedBases, encode_bases, warn_of
from motiflens.sequences.fasta import check_fasta, header_lines, read_fasta
from motiflens.sequences.genome_index import open_indexed
from motiflens.sequences.onehot import N
from motiflens.sequences.stretches import stretches

_GAP = 100_000
"""Bases between two windows that are read rather than skipped."""


@dataclass(frozen=True)
class Genome:
    """Chromosomes of a genome.

    Attributes
    ----------
    path
        The FASTA file.
    lengths
        Length in bp of every chromosome of the file, in its order.
    codes
        Those of the chromosomes that were asked for.
    """

    path: str
    lengths: Mapping[str, int]
    codes: Mapping[str, Bases]

    def extract(
        self, chrom: NDArray[np.str_], start: NDArray[np.int64], length: int
    ) -> NDArray[np.uint8]:
        """Return (n, length) codes from ``start`` on; N where it runs past a chromosome's end."""
        codes = np.full((len(start), length), N, dtype=np.uint8)
        for name, first, last, rows in stretches(chrom, start, length, _GAP):
            bases = self.codes[name]
            stretch = np.full(last - first, N, dtype=np.uint8)
            begin, end = max(first, 0), min(last, len(bases))
            if begin < end:
                stretch[begin - first : end - first] = bases[begin:end]
            codes[rows] = sliding_window_view(stretch, length)[start[rows] - first]
        return codes


def read_genome(path: str, keep: Collection[str]) -> Genome:
    """Read a genome, in whatever way it is compressed, and keep some of its chromosomes.

    A file that can be indexed, plain or compressed by bgzip, is read a stretch at a time as bases
    are asked for; see `motiflens.sequences.genome_index`. Any other, such as one compressed by
    plain gzip, has no other way in than from start to end: the chromosomes to keep are then held
    in memory. IUPAC codes for several bases, of which published genomes hold a few, are read as
    N, and the log says so.

    Raises
    ------
    InputError
        Where the file is missing, empty or truncated, two chromosomes share a name, or there is
        a letter that stands for no base among those that are read.
    """
    check_fasta(path)
    file = open_indexed(path)
    if file is None:
        return _read_whole(path, keep)
    lengths = dict(zip(file.references, file.lengths, strict=True))
    codes = {name: IndexedBases(path, file, name) for name in lengths if name in keep}
    return Genome(path, lengths, codes)


def _read_whole(path: str, keep: Collection[str]) -> Genome:
    lengths: dict[str, int] = {}
    codes: dict[str, NDArray[np.uint8]] = {}
    for record in read_fasta(path):
        if record.name in lengths:
            raise InputError(
                f"two sequences are named {record.name!r}",
                where=f"{path}, line {header_lines(path)[record.index]}",
                fix="give a genome in which every name stands for one sequence",
            )
        lengths[record.name] = len(record.sequence)
        if record.name in keep:
            codes[record.name], ambiguous = encode_bases(path, record.name, record.sequence)
            if ambiguous:
                warn_of(path, record.name, ambiguous)
    return Genome(path, lengths, codes)
