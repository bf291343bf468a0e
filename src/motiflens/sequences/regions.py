"""Regions of a genome from BED files: BED3 and more, narrowPeak, or points of 1 bp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from motiflens.errors import InputError
from motiflens.sequences.lines import read_lines
from motiflens.sequences.wording import whole_number

_NARROWPEAK_COLUMNS = 10
_NOT_A_REGION = ("#", "track ", "track\t", "browser ", "browser\t")


@dataclass(frozen=True)
class Region:
    """An interval of a genome, 0-based half-open, and the line that it comes from.

    Attributes
    ----------
    centre
        The base that a window is laid around: the summit of a narrowPeak, otherwise the middle.
    """

    chrom: str
    start: int
    end: int
    name: str
    centre: int
    source: str
    line: int

    def __str__(self) -> str:
        """Return ``chrom:start-end``."""
        return f"{self.chrom}:{self.start}-{self.end}"

    @property
    def place(self) -> tuple[str, int]:
        """Chromosome and centre."""
        return self.chrom, self.centre

    @property
    def where(self) -> str:
        """File, line and region, as errors name them."""
        return f"{self.source}, line {self.line} ({self})"


def read_regions(path: str) -> list[Region]:
    """Read regions in the order of the file.

    A file of exactly ten columns is a narrowPeak: its last column is the summit's distance from
    the start, or -1 for none.

    Raises
    ------
    InputError
        Where the file is missing, truncated or without regions, or a line is no region.
    """
    regions = [
        _parse(path, number, line)
        for number, line in read_lines(path)
        if line.strip() and not line.startswith(_NOT_A_REGION)
    ]
    if not regions:
        raise InputError("the file holds no regions", where=path, fix="give a BED file with some")
    return regions


def pooled(paths: Sequence[str]) -> list[Region]:
    """Read the regions of several files as one list.

    A region with the centre of one in an earlier file is that region, and left out.
    """
    regions: list[Region] = []
    known: set[tuple[str, int]] = set()
    for path in paths:
        new = [region for region in read_regions(path) if region.place not in known]
        known |= {region.place for region in new}
        regions += new
    return regions


def _parse(path: str, number: int, line: str) -> Region:
    where = f"{path}, line {number}"
    columns = line.split("\t") if "\t" in line else line.split()
    if len(columns) < 3:
        raise InputError(
            f"the line has {len(columns)} columns, and a region needs three: {line[:60]!r}",
            where=where,
            fix="give BED: chromosome, start and end, separated by tabs",
        )
    chrom, start, end = columns[0], _integer(columns[1], where), _integer(columns[2], where)
    if not 0 <= start < end:
        raise InputError(
            f"the region {chrom}:{start}-{end} is empty or begins before 0",
            where=where,
            fix="BED counts from 0 and leaves out the end: the first base is start 0, end 1",
        )
    named = len(columns) > 3 and columns[3] not in ("", ".")
    name = columns[3] if named else f"{chrom}:{start}-{end}"
    return Region(chrom, start, end, name, _centre(columns, start, end, where), path, number)


def _centre(columns: list[str], start: int, end: int, where: str) -> int:
    summit = _integer(columns[9], where) if len(columns) == _NARROWPEAK_COLUMNS else -1
    if summit == -1:
        return (start + end) // 2
    if not 0 <= summit < end - start:
        raise InputError(
            f"the summit {summit} lies outside the region of {end - start} bp",
            where=where,
            fix="column 10 of a narrowPeak is the summit's distance from the start, or -1",
        )
    return start + summit


def _integer(text: str, where: str) -> int:
    number = whole_number(text)
    if number is None:
        raise InputError(
            f"{text[:60]!r} is no whole number, or too large a one",
            where=where,
            fix="give BED: chromosome, start and end",
        )
    return number
