"""The table of hits: one row a hit, with its place on the genome."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from motiflens.errors import StoreError
from motiflens.files import checked
from motiflens.store.tables import write_table

FILE_NAME = "hits.tsv"


@dataclass(frozen=True, slots=True)
class Hit:
    """One instance of a motif.

    Attributes
    ----------
    chrom
        Chromosome, or the name of a sequence without one.
    start, end
        0-based and half-open on ``chrom``, whichever the strand.
    motif
        Its name, as in ``motifs.json``.
    score
        Similarity of the contributions to the motif's (cosine), between 0 and 1.
    strand
        Strand on which the motif reads as in ``motifs.json``.
    sequence
        Bases of the hit as the motif reads: on the - strand the reverse complement of the genome's.
    contribution
        Sum of the contributions of its bases, in output units.
    coefficient
        How many times the motif's mean contribution it holds.
    window
        Row of the window in the contributions that were searched, from 0.
    index
        Row of the same window in the data set.
    """

    chrom: str
    start: int
    end: int
    motif: str
    score: float
    strand: str
    sequence: str
    contribution: float
    coefficient: float
    window: int
    index: int


COLUMNS = tuple(field.name for field in fields(Hit))


def write_hits(path: str | os.PathLike[str], hits: Iterable[Hit]) -> None:
    """Write hits as tab-separated values with a line of names, numbers with six digits."""
    rows = ([getattr(hit, name) for name in COLUMNS] for hit in hits)
    write_table(Path(path), COLUMNS, rows)


def each_hit(path: str | os.PathLike[str]) -> Iterator[Hit]:
    """Yield the hits of a file that `write_hits` wrote, a line at a time.

    Raises
    ------
    StoreError
        Where the file is missing or no such table; it names the line.
    """
    try:
        file = checked(path).open(encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise StoreError(
            f"there are no hits to read ({error.strerror})",
            where=str(path),
            fix="give what `motiflens hits` wrote",
        ) from None
    with file:
        if tuple(file.readline().rstrip("\n").split("\t")) != COLUMNS:
            raise StoreError(
                "the file is no table of hits of this version",
                where=f"{path}, line 1",
                fix="make it again with `motiflens hits`",
            )
        for number, line in enumerate(file, start=2):
            if line != "\n":
                yield _hit(path, number, line.removesuffix("\n"))


def _whole(text: str) -> int:
    value = int(text)
    if abs(value) >= 1 << 63:
        raise ValueError("no place is so far away")
    return value


_KINDS: dict[str, Callable[[str], Any]] = {"str": str, "int": _whole, "float": float}
_PARSERS = tuple(_KINDS[str(field.type)] for field in fields(Hit))


def _hit(path: str | os.PathLike[str], number: int, line: str) -> Hit:
    try:
        return Hit(*(parse(word) for parse, word in zip(_PARSERS, line.split("\t"), strict=True)))
    except ValueError:
        raise StoreError(
            "the line is no hit",
            where=f"{path}, line {number}",
            fix="make the table again with `motiflens hits`",
        ) from None
