"""A genome's bases, read where they are needed."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pysam
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.sequences.fasta import check_fasta, header_lines, read_fasta
from motiflens.sequences.genome_index import open_indexed
from motiflens.sequences.onehot import AMBIGUOUS, N, encode
from motiflens.sequences.stretches import stretches

_LOG = logging.getLogger(__name__)
_BOTH_CASES = AMBIGUOUS + AMBIGUOUS.lower()
_AMBIGUOUS_TO_N = str.maketrans(_BOTH_CASES, "N" * len(_BOTH_CASES))
_GAP = 100_000
"""Bases between two windows that are read rather than skipped."""


class Bases(Protocol):
    """Codes (length,) uint8 of a chromosome, in memory or in a file."""

    def __len__(self) -> int:
        """Return the chromosome's length in bp."""

    def __getitem__(self, stretch: slice, /) -> NDArray[np.uint8]:
        """Return the codes of a stretch, from its start to before its end."""


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
    codes = {name: _IndexedBases(path, file, name) for name in lengths if name in keep}
    return Genome(path, lengths, codes)


class _IndexedBases:
    """A chromosome of an indexed file."""

    def __init__(self, path: str, file: pysam.FastaFile, name: str) -> None:
        self._path = path
        self._file = file
        self._name = name
        self._length = file.get_reference_length(name)
        self._warned = False

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, stretch: slice, /) -> NDArray[np.uint8]:
        start, end, _ = stretch.indices(self._length)
        try:
            letters = self._file.fetch(self._name, start, end)
        except (OSError, ValueError):
            letters = ""
        if len(letters) != end - start:
            raise InputError(
                f"{self._name} cannot be read as the index beside the file says",
                where=self._path,
                fix=f"remove {self._path}.fai (and .gzi): it is made anew",
            )
        codes, ambiguous = _encode(self._path, self._name, letters, start)
        if ambiguous and not self._warned:
            self._warned = True
            _warn(self._path, self._name, ambiguous)
        return codes


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
            codes[record.name], ambiguous = _encode(path, record.name, record.sequence, 0)
            if ambiguous:
                _warn(path, record.name, ambiguous)
    return Genome(path, lengths, codes)


def _encode(path: str, name: str, letters: str, first: int) -> tuple[NDArray[np.uint8], str]:
    """Return the codes, and the letters among them that stand for several bases."""
    ambiguous = "".join(letter for letter in _BOTH_CASES if letter in letters)
    if ambiguous:
        letters = letters.translate(_AMBIGUOUS_TO_N)
    return encode(letters, where=f"{path}, {name}", first=first), ambiguous


def _warn(path: str, name: str, letters: str) -> None:
    sentence = "%s: letters of %s stand for several bases (%s) and are read as N"
    _LOG.warning(sentence, path, name, ", ".join(letters))
