"""Genes near some regions, from GFF3, GTF or BED, plain, compressed or indexed by tabix."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pysam

from motiflens.errors import InputError
from motiflens.sequences.annotation import feature, span
from motiflens.sequences.htslib import FAILURES, quiet
from motiflens.sequences.lines import read_lines
from motiflens.sequences.regions import Region
from motiflens.sequences.transcripts import Feature, joined
from motiflens.sequences.wording import few

_COMMENT = ("#", "track", "browser")
_END_OF_FEATURES = ("##FASTA", ">")


@dataclass(frozen=True)
class Gene:
    """A gene, its transcripts taken together.

    Attributes
    ----------
    name, chrom, strand
        ``strand`` is ``.`` where it is not known.
    start, end
        0-based and half-open.
    exons
        Start and end of each, in order; the whole gene where none are known.
    """

    name: str
    chrom: str
    start: int
    end: int
    strand: str
    exons: tuple[tuple[int, int], ...]


def read_genes(path: str, regions: Collection[Region]) -> list[Gene]:
    """Return the genes that overlap any of some regions, by chromosome and start.

    Only lines that overlap a region are kept as a file is read, and of one that tabix has indexed
    no others are read; exons that lie elsewhere are therefore not known.

    Raises
    ------
    InputError
        Where the file is missing, unreadable, neither GFF nor BED, or names none of the regions'
        chromosomes.
    """
    indexed = any(Path(path + suffix).is_file() for suffix in (".tbi", ".csi"))
    named, features = (_by_index if indexed else _from_start_to_end)(path, regions)
    wanted = {region.chrom for region in regions}
    if named.isdisjoint(wanted):
        raise InputError(
            f"the file has no gene on {few(sorted(wanted))}: it names {few(sorted(named))}",
            where=path,
            fix="give genes of the genome that the data lie on, with its names of chromosomes",
        )
    genes = [Gene(*found) for found in joined(features)]
    return sorted(genes, key=lambda gene: (gene.chrom, gene.start, gene.end, gene.name))


def _from_start_to_end(path: str, regions: Collection[Region]) -> tuple[set[str], list[Feature]]:
    """Return the chromosomes that a file names, and what of it overlaps regions."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for region in regions:
        spans.setdefault(region.chrom, []).append((region.start, region.end))
    named, found = set(), []
    for number, line in _lines(path):
        columns = line.split("\t")
        where = f"{path}, line {number}"
        start, end = span(columns, where)
        named.add(columns[0])
        if any(start < last and end > first for first, last in spans.get(columns[0], ())):
            found.append(feature(columns, start, end, where))
    return named, found


def _lines(path: str) -> Iterator[tuple[int, str]]:
    """Yield numbers and texts of lines, up to the sequences of a GFF file."""
    for number, line in read_lines(path):
        if line.startswith(_END_OF_FEATURES):
            return
        if line.strip() and not line.startswith(_COMMENT):
            yield number, line


def _by_index(path: str, regions: Collection[Region]) -> tuple[set[str], list[Feature]]:
    """Return the same of a file that tabix has indexed."""
    try:
        with quiet(), pysam.TabixFile(path) as file:
            named = set(file.contigs)
            lines = [
                line
                for region in regions
                if region.chrom in named
                for line in file.fetch(region.chrom, region.start, region.end)
            ]
    except FAILURES as error:
        raise InputError(
            f"the file cannot be read by its index ({error})",
            where=path,
            fix="make the index again: tabix -p gff, or tabix -p bed",
        ) from None
    found = [line.split("\t") for line in dict.fromkeys(lines)]
    return named, [feature(columns, *span(columns, path), path) for columns in found]
