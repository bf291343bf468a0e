"""Lines of GFF3, GTF and BED."""

from __future__ import annotations

import re
from urllib.parse import unquote

from motiflens.errors import InputError
from motiflens.sequences.transcripts import Feature
from motiflens.sequences.wording import whole_number

_ATTRIBUTE = re.compile(r'\s*([^=;\s]+)[=\s]\s*"?([^;"]*)"?\s*(?:;|$)')
_NAMES = ("gene_name", "gene", "Name", "gene_id", "ID")
"""Attributes of GFF that name a gene, the first that is there before others."""


def span(columns: list[str], where: str) -> tuple[int, int]:
    """Return start and end of a line, 0-based and half-open.

    Raises
    ------
    InputError
        Where it is of no form that is known; ``where`` says which line it is.
    """
    bed = _is_bed(columns)
    if not bed and len(columns) != 9:
        raise _neither(columns, where)
    start, end = (whole_number(columns[k]) for k in ((1, 2) if bed else (3, 4)))
    if start is None or end is None:
        raise _neither(columns, where)
    start -= not bed
    if not 0 <= start <= end:
        raise InputError(
            f"the line ends before it begins, or begins before the first base: "
            f"{' '.join(columns)[:60]!r}",
            where=where,
            fix="correct the line, or download the file again",
        )
    return start, end


def feature(columns: list[str], start: int, end: int, where: str) -> Feature:
    """Return what a line says, of which `span` has read start and end.

    Raises
    ------
    InputError
        Where the blocks of a BED line are no numbers.
    """
    if not _is_bed(columns):
        return _of_gff(columns, start, end)
    return _of_bed(columns, start, end, where)


def _is_bed(columns: list[str]) -> bool:
    return len(columns) >= 3 and all(whole_number(word) is not None for word in columns[1:3])


def _neither(columns: list[str], where: str) -> InputError:
    return InputError(
        f"the line is neither GFF nor BED: {' '.join(columns)[:60]!r}",
        where=where,
        fix="give genes as GFF3, GTF, BED12 or BED6, their columns separated by tabs",
    )


def _of_bed(columns: list[str], start: int, end: int, where: str) -> Feature:
    name = columns[3] if len(columns) > 3 else f"{columns[0]}:{start}-{end}"
    strand = columns[5] if len(columns) > 5 else "."
    blocks: tuple[tuple[int, int], ...] = ()
    if len(columns) >= 12:
        sizes, offsets = (_numbers(columns[k], where) for k in (10, 11))
        blocks = tuple(
            (start + offset, start + offset + size)
            for size, offset in zip(sizes, offsets, strict=False)
        )
    return Feature("gene", columns[0], start, end, strand, f"{name}:{start}", None, name, blocks)


def _numbers(cell: str, where: str) -> list[int]:
    """Return numbers with commas between them, and mostly one behind."""
    numbers = [whole_number(word.strip()) for word in cell.removesuffix(",").split(",") if cell]
    if None in numbers:
        raise InputError(
            f"the blocks {cell[:60]!r} are no numbers",
            where=where,
            fix="columns 11 and 12 of BED12 are sizes and starts of blocks, with commas between",
        )
    return [number for number in numbers if number is not None]


def _of_gff(columns: list[str], start: int, end: int) -> Feature:
    chrom, kind = columns[0], columns[2]
    said = {key: unquote(value) for key, value in _ATTRIBUTE.findall(columns[8])}
    own, parent = said.get("ID"), said.get("Parent", "").split(",")[0] or None
    if own is None and parent is None and "gene_id" in said:  # GTF
        own, parent = (said["gene_id"], None) if kind == "gene" else (None, said["gene_id"])
    name = next((said[key] for key in _NAMES if said.get(key)), None)
    return Feature(kind, chrom, start, end, columns[6], own, parent, name)
