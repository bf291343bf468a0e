"""Lines of GFF3, GTF and BED."""

from __future__ import annotations

import re
from urllib.parse import unquote

from motiflens.errors import InputError
from motiflens.sequences.transcripts import Feature

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
    if _is_bed(columns):
        return int(columns[1]), int(columns[2])
    if len(columns) == 9 and columns[3].isdecimal() and columns[4].isdecimal():
        return int(columns[3]) - 1, int(columns[4])
    raise InputError(
        f"the line is neither GFF nor BED: {' '.join(columns)[:60]!r}",
        where=where,
        fix="give genes as GFF3, GTF, BED12 or BED6, their columns separated by tabs",
    )


def feature(columns: list[str], start: int, end: int) -> Feature:
    """Return what a line says, which `span` has looked at."""
    return (_of_bed if _is_bed(columns) else _of_gff)(columns, start, end)


def _is_bed(columns: list[str]) -> bool:
    return len(columns) >= 3 and columns[1].isdecimal() and columns[2].isdecimal()


def _of_bed(columns: list[str], start: int, end: int) -> Feature:
    name = columns[3] if len(columns) > 3 else f"{columns[0]}:{start}-{end}"
    strand = columns[5] if len(columns) > 5 else "."
    blocks: tuple[tuple[int, int], ...] = ()
    if len(columns) >= 12:
        sizes, offsets = (
            [int(word) for word in columns[k].split(",") if word.strip()] for k in (10, 11)
        )
        blocks = tuple(
            (start + offset, start + offset + size)
            for size, offset in zip(sizes, offsets, strict=False)
        )
    return Feature("gene", columns[0], start, end, strand, f"{name}:{start}", None, name, blocks)


def _of_gff(columns: list[str], start: int, end: int) -> Feature:
    chrom, kind = columns[0], columns[2]
    said = {key: unquote(value) for key, value in _ATTRIBUTE.findall(columns[8])}
    own, parent = said.get("ID"), said.get("Parent", "").split(",")[0] or None
    if own is None and parent is None and "gene_id" in said:  # GTF
        own, parent = (said["gene_id"], None) if kind == "gene" else (None, said["gene_id"])
    name = next((said[key] for key in _NAMES if said.get(key)), None)
    return Feature(kind, chrom, start, end, columns[6], own, parent, name)
