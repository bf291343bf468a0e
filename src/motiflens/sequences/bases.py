"""The bases of a chromosome as codes, from memory or from an indexed file."""

from __future__ import annotations

import logging
from typing import Protocol

import numpy as np
import pysam
from numpy.typing import NDArray

from motiflens.sequences.genome_index import unfit_index
from motiflens.sequences.onehot import AMBIGUOUS, encode

_LOG = logging.getLogger(__name__)
_BOTH_CASES = AMBIGUOUS + AMBIGUOUS.lower()
_AMBIGUOUS_TO_N = str.maketrans(_BOTH_CASES, "N" * len(_BOTH_CASES))


class Bases(Protocol):
    """Codes (length,) uint8 of a chromosome, in memory or in a file."""

    def __len__(self) -> int:
        """Return the chromosome's length in bp."""

    def __getitem__(self, stretch: slice, /) -> NDArray[np.uint8]:
        """Return the codes of a stretch, from its start to before its end."""


class IndexedBases:
    """A chromosome of an indexed file."""

    def __init__(self, path: str, file: pysam.FastaFile, name: str) -> None:
        self._path = path
        self._file = file
        self._name = name
        self._length = file.get_reference_length(name)
        self._warned = False

    def __len__(self) -> int:
        """Return the chromosome's length in bp."""
        return self._length

    def __getitem__(self, stretch: slice, /) -> NDArray[np.uint8]:
        """Return the codes of a stretch.

        Raises
        ------
        InputError
            Where the index does not fit the file, or a letter stands for no base.
        """
        start, end, _ = stretch.indices(self._length)
        try:
            letters = self._file.fetch(self._name, start, end)
        except (OSError, ValueError):
            letters = ""
        if len(letters) != end - start:
            raise unfit_index(self._path, self._name)
        codes, ambiguous = encode_bases(self._path, self._name, letters, start)
        if ambiguous and not self._warned:
            self._warned = True
            warn_of(self._path, self._name, ambiguous)
        return codes


def encode_bases(
    path: str, name: str, letters: str, first: int = 0
) -> tuple[NDArray[np.uint8], str]:
    """Return codes from base ``first`` of a chromosome on, and which letters stand for several."""
    ambiguous = "".join(letter for letter in _BOTH_CASES if letter in letters)
    if ambiguous:
        letters = letters.translate(_AMBIGUOUS_TO_N)
    return encode(letters, where=f"{path}, {name}", first=first), ambiguous


def warn_of(path: str, name: str, letters: str) -> None:
    """Say that letters of a chromosome are read as N."""
    sentence = "%s: letters of %s stand for several bases (%s) and are read as N"
    _LOG.warning(sentence, path, name, ", ".join(letters))
