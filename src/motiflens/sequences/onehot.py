"""Letters to codes, codes to one-hot columns, and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError

ALPHABET = "ACGTN"
N = 4
AMBIGUOUS = "RYSWKMBDHV"
"""IUPAC codes that stand for several bases, apart from N."""

_INVALID = 255
_COMPLEMENT = np.array([3, 2, 1, 0, N], dtype=np.uint8)
_LETTERS = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)
_ONE_HOT = np.vstack([np.eye(4, dtype=np.float32), np.zeros((1, 4), dtype=np.float32)])
_CODES = np.full(256, _INVALID, dtype=np.uint8)
for _code, _letter in enumerate(ALPHABET):
    _CODES[[ord(_letter), ord(_letter.lower())]] = _code


def encode(sequence: str | bytes, *, where: str | None = None, first: int = 0) -> NDArray[np.uint8]:
    """Return the codes of a sequence: A 0, C 1, G 2, T 3, N 4, in upper or lower case.

    Parameters
    ----------
    sequence
        Letters A, C, G, T and N.
    where
        What an error names as the place, for example file and record.
    first
        Position of the first letter in its record, from 0, for that error.

    Returns
    -------
    (L,) uint8

    Raises
    ------
    InputError
        Where there is another letter; it names the first one and its position (1-based).
    """
    letters = sequence.encode("latin-1", "replace") if isinstance(sequence, str) else sequence
    codes = _CODES[np.frombuffer(letters, dtype=np.uint8)]
    invalid = codes == _INVALID
    if invalid.any():
        index = int(np.argmax(invalid))
        raise _letter_error(chr(letters[index]), first + index + 1, where)
    return codes


def decode(codes: NDArray[np.uint8]) -> str:
    """Return the letters of (L,) codes, in upper case."""
    return _LETTERS[codes].tobytes().decode()


def one_hot(codes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return (N, 4, L) float32 of (N, L) codes, rows A, C, G, T; an N is a column of zeros."""
    return np.ascontiguousarray(_ONE_HOT[codes].swapaxes(-1, -2))


def codes_of(bases: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Return the codes (..., L) of one-hot bases (..., 4, L); a column of zeros is an N."""
    known = bases.any(axis=-2)
    return np.where(known, bases.argmax(axis=-2), N).astype(np.uint8)


def reverse_complement(codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the codes of the other strand, read in its own direction; positions are last."""
    return _COMPLEMENT[codes[..., ::-1]]


def _letter_error(letter: str, position: int, where: str | None) -> InputError:
    if letter.upper() in AMBIGUOUS:
        what = f"the IUPAC code {letter!r} at position {position} stands for more than one base"
        fix = "replace it by a base, or by N"
    else:
        what = f"there is a {letter!r} at position {position}, which is none of A, C, G, T and N"
        fix = "give DNA letters only; N stands for an unknown base"
    return InputError(what, where=where, fix=fix)
