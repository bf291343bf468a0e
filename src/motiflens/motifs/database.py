"""Known motifs, from a file in MEME format."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.sequences.lines import read_lines

_MATRIX = "letter-probability matrix"
_WIDTH = re.compile(r"\bw\s*=\s*([0-9]{1,9})\b")
_ALPHABET = re.compile(r'ALPHABET\s*(=?\s*ACGT|"[^"]*"\s+DNA-LIKE|"DNA")\s*', re.IGNORECASE)
# Rows of published matrices are rounded, to two decimals at the worst.
_SUM_TOLERANCE = 0.02

Line = tuple[int, str]


@dataclass(frozen=True)
class KnownMotif:
    """A motif of a database.

    Attributes
    ----------
    id, name
        The words on its ``MOTIF`` line; the name is the id where there is only one.
    probability
        (w, 4) frequencies of A, C, G and T; rows sum to 1.
    """

    id: str
    name: str
    probability: NDArray[np.float64]


def read_database(path: str | os.PathLike[str]) -> list[KnownMotif]:
    """Return the motifs of a file in MEME format: the minimal one, or what MEME itself writes.

    The file may be plain, gzip or bgzip. Rows hold frequencies or, as in some conversions,
    counts; numbers beside the width (``nsites``, ``E``) and links are not needed.

    Raises
    ------
    InputError
        Where the file is missing, empty, not in MEME format, or not of DNA; it names the line.
    """
    lines = [(n, text.strip()) for n, text in read_lines(str(path))]
    lines = [line for line in lines if line[1]]
    for number, text in lines:
        if text.upper().startswith("ALPHABET") and not _ALPHABET.fullmatch(text):
            raise _error(path, number, "the alphabet is not ACGT", "give motifs of DNA")
    heads = [i for i, (_, text) in enumerate(lines) if text.split()[0] == "MOTIF"]
    if not heads:
        raise InputError(
            "the file holds no motif in MEME format (no line begins with MOTIF)",
            where=str(path),
            fix="give a motif database in MEME format, as JASPAR offers it for download",
        )
    return [
        _read_motif(path, lines[start:end])
        for start, end in zip(heads, [*heads[1:], len(lines)], strict=True)
    ]


def _read_motif(path: str | os.PathLike[str], lines: Sequence[Line]) -> KnownMotif:
    """Return the motif of the lines from its head to the next."""
    number, text = lines[0]
    words = text.split()[1:3]
    if not words:
        raise _error(path, number, "a MOTIF line without an identifier")
    at = next((i for i, (_, text) in enumerate(lines) if text.lower().startswith(_MATRIX)), None)
    if at is None:
        raise _error(path, number, f"motif {words[0]} has no {_MATRIX}")
    # MEME's own files say `MOTIF TTACCCG MEME-1 width = 7`, older ones `MOTIF 1 width = 7`.
    name = words[0] if words[-1] == "width" else words[-1]
    return KnownMotif(words[0], name, _matrix(path, words[0], lines[at:]))


def _matrix(path: str | os.PathLike[str], motif: str, lines: Sequence[Line]) -> NDArray[np.float64]:
    """Return the frequencies of the rows after the head of a matrix."""
    rows = list(takewhile(lambda row: len(row) == 4, (_numbers(text) for _, text in lines[1:])))
    said = _WIDTH.search(lines[0][1])
    width = int(said[1]) if said else len(rows)
    if len(rows) < max(width, 1):
        number, _ = lines[min(len(rows) + 1, len(lines) - 1)]
        raise _error(path, number, f"the matrix of {motif} needs a row of four numbers here")
    if len(rows) > width:
        number, _ = lines[width + 1]
        raise _error(path, number, f"the matrix of {motif} has more rows than its w= says")
    values = np.array(rows)
    wrong = ~_distributions(values)
    if wrong.any():
        number, _ = lines[1 + int(wrong.argmax())]
        raise _error(path, number, f"this row of {motif} is no distribution: it must sum to 1")
    return np.asarray(values / values.sum(axis=1, keepdims=True))


def _distributions(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which rows (w, 4) hold frequencies, or all of them where all hold counts."""
    totals = rows.sum(axis=1)
    if (rows >= 0).all() and (rows % 1 == 0).all() and (totals > 1).all():
        return np.ones(len(rows), np.bool_)
    return np.asarray((rows >= 0).all(axis=1) & (np.abs(totals - 1) <= _SUM_TOLERANCE))


def _numbers(text: str) -> list[float]:
    """Return the numbers of a line, none where anything else is in it."""
    try:
        return [float(word) for word in text.split()]
    except ValueError:
        return []


def _error(
    path: str | os.PathLike[str],
    line: int,
    what: str,
    fix: str = "correct the file, or download it again",
) -> InputError:
    return InputError(what, where=f"{path}, line {line}", fix=fix)
