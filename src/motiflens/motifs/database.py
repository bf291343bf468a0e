"""Known motifs, from a file in MEME format."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError

_WIDTH = re.compile(r"\bw=\s*(\d+)")
# Rows of published matrices are rounded, to two decimals at the worst.
_SUM_TOLERANCE = 0.02

Line = tuple[int, str]


@dataclass(frozen=True)
class KnownMotif:
    """A motif of a database.

    Attributes
    ----------
    id, name
        As on its ``MOTIF`` line; the name is the id where there is only one word.
    probability
        (w, 4) frequencies of A, C, G and T; rows sum to 1.
    """

    id: str
    name: str
    probability: NDArray[np.float64]


def read_database(path: str | os.PathLike[str]) -> list[KnownMotif]:
    """Return the motifs of a file in MEME (minimal) format, version 4 or later.

    Raises
    ------
    InputError
        Where the file is missing, empty, not in MEME format, or not of DNA; it names the line.
    """
    lines = _lines(Path(path))
    motifs = []
    for number, text in lines:
        if text.startswith("ALPHABET") and not re.fullmatch(r"ALPHABET\s*=?\s*ACGT", text):
            raise _error(path, number, "the alphabet is not ACGT", "give motifs of DNA")
        if text.startswith("MOTIF"):
            motifs.append(_read_motif(path, (number, text), lines))
    if not motifs:
        raise InputError(
            "the file holds no motif in MEME format (no line begins with MOTIF)",
            where=str(path),
            fix="give a motif database in MEME format, as JASPAR offers it for download",
        )
    return motifs


def _lines(path: Path) -> Iterator[Line]:
    """Yield the lines that are not blank, with their numbers."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"the motif database cannot be read ({error.strerror})",
            where=str(path),
            fix="correct the path; without a database, motifs are found but not named",
        ) from None
    except UnicodeDecodeError:
        raise InputError(
            "the motif database is not a text file", where=str(path), fix="give it uncompressed"
        ) from None
    numbered = enumerate((line.strip() for line in text.splitlines()), start=1)
    return iter([line for line in numbered if line[1]])


def _read_motif(path: str | os.PathLike[str], head: Line, lines: Iterator[Line]) -> KnownMotif:
    number, text = head
    words = text.split(maxsplit=2)[1:]
    if not words:
        raise _error(path, number, "a MOTIF line without an identifier")
    for number, text in lines:
        if text.startswith("letter-probability matrix"):
            break
        if text.startswith("MOTIF"):
            raise _error(path, number, f"motif {words[0]} has no letter-probability matrix")
    else:
        raise _error(path, number, f"motif {words[0]} has no letter-probability matrix")
    width = _WIDTH.search(text)
    if width is None or int(width[1]) == 0:
        raise _error(path, number, f"the matrix of {words[0]} has no width (w=)")
    rows = [_read_row(path, words[0], lines, number) for _ in range(int(width[1]))]
    matrix = np.array(rows)
    return KnownMotif(words[0], words[-1], matrix / matrix.sum(axis=1, keepdims=True))


def _read_row(
    path: str | os.PathLike[str], motif: str, lines: Iterator[Line], before: int
) -> list[float]:
    number, text = next(lines, (before, ""))
    try:
        row = [float(word) for word in text.split()]
    except ValueError:
        row = []
    if len(row) != 4:
        raise _error(path, number, f"the matrix of {motif} needs a row of four numbers here")
    if min(row) < 0 or not abs(sum(row) - 1) <= _SUM_TOLERANCE:
        raise _error(path, number, f"this row of {motif} is no distribution: it must sum to 1")
    return row


def _error(
    path: str | os.PathLike[str],
    line: int,
    what: str,
    fix: str = "correct the file, or download it again",
) -> InputError:
    return InputError(what, where=f"{path}, line {line}", fix=fix)
