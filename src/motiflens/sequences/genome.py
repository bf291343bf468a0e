"""A genome's bases in memory, one byte each."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.sequences.fasta import Record, header_lines, read_fasta
from motiflens.sequences.onehot import AMBIGUOUS, N, encode

_LOG = logging.getLogger(__name__)
_BOTH_CASES = AMBIGUOUS + AMBIGUOUS.lower()
_AMBIGUOUS_TO_N = str.maketrans(_BOTH_CASES, "N" * len(_BOTH_CASES))


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
        (length,) uint8 of the chromosomes that were asked for.
    """

    path: str
    lengths: dict[str, int]
    codes: dict[str, NDArray[np.uint8]]

    def extract(
        self, chrom: NDArray[np.str_], start: NDArray[np.int64], length: int
    ) -> NDArray[np.uint8]:
        """Return (n, length) codes from ``start`` on; N where it runs past a chromosome's end."""
        codes = np.full((len(start), length), N, dtype=np.uint8)
        margin = np.full(length, N, dtype=np.uint8)
        for name in np.unique(chrom):
            rows = np.flatnonzero(chrom == name)
            padded = np.concatenate([margin, self.codes[str(name)], margin])
            first = np.clip(start[rows] + length, 0, len(padded) - length)
            codes[rows] = sliding_window_view(padded, length)[first]
        return codes


def read_genome(path: str, keep: Collection[str]) -> Genome:
    """Read a genome, in whatever way it is compressed, and keep some of its chromosomes.

    The file is read once from start to end, since a file compressed by plain gzip has no other
    way in, and nothing is written beside it. IUPAC codes for several bases, of which published
    genomes hold a few, are read as N, and the log says so.

    Raises
    ------
    InputError
        Where the file is missing, empty or truncated, two chromosomes share a name, or a
        chromosome holds a letter that stands for no base.
    """
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
            codes[record.name] = _encode(path, record)
    return Genome(path, lengths, codes)


def _encode(path: str, record: Record) -> NDArray[np.uint8]:
    sequence = record.sequence.translate(_AMBIGUOUS_TO_N)
    ambiguous = sum(record.sequence.count(letter) for letter in _BOTH_CASES)
    if ambiguous:
        _LOG.warning(
            "%s: %d letters of %s stand for several bases and are read as N",
            path,
            ambiguous,
            record.name,
        )
    return encode(sequence, where=f"{path}, {record.name}")
