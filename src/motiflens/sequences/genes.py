"""Genes near some regions, from GFF3, GTF or BED, plain, compressed or indexed by tabix."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pysam

from motiflens.errors import InputError
from motiflens.sequences.htslib import quiet
from motiflens.sequences.lines import read_lines
from motiflens.sequences.regions import Region
from motiflens.sequences.transcripts import Feature, joined
from motiflens.sequences.wording import few

_COMMENT = ("#", "track", "browser")
_END_OF_FEATURES = ("##FASTA", ">")
_ATTRIBUTE = re.compile(r'\s*([^=;\s]+)[=\s]\s*"?([^;"]*)"?\s*(?:;|$)')


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
    seen: set[str] = set()
    features = [
        feature
        for number, line in _lines(path, regions, seen)
        if (feature := _feature(path, number, line, seen)) is not None
        and any(_overlap(feature, region) for region in regions)
    ]
    wanted = {region.chrom for region in regions}
    if seen.isdisjoint(wanted):
        raise InputError(
            f"the file has no gene on {few(sorted(wanted))}: it names {few(sorted(seen))}",
            where=path,
            fix="give genes of the genome that the data lie on, with its names of chromosomes",
        )
    genes = [Gene(*found) for found in joined(features)]
    return sorted(genes, key=lambda gene: (gene.chrom, gene.start, gene.end, gene.name))


def _lines(path: str, regions: Collection[Region], seen: set[str]) -> Iterator[tuple[int, str]]:
    """Yield numbers and texts of lines that may matter, up to the sequences of a GFF file."""
    if any(Path(path + suffix).is_file() for suffix in (".tbi", ".csi")):
        yield from _indexed(path, regions, seen)
        return
    for number, line in read_lines(path):
        if line.startswith(_END_OF_FEATURES):
            return
        if line.strip() and not line.startswith(_COMMENT):
            yield number, line


def _indexed(path: str, regions: Collection[Region], seen: set[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that overlap regions, each once; they have no numbers."""
    try:
        with quiet(), pysam.TabixFile(path) as file:
            seen.update(file.contigs)
            found = [
                line
                for region in regions
                if region.chrom in file.contigs
                for line in file.fetch(region.chrom, region.start, region.end)
            ]
    except (OSError, ValueError) as error:
        raise InputError(
            f"the file cannot be read by its index ({error})",
            where=path,
            fix="make the index again: tabix -p gff, or tabix -p bed",
        ) from None
    yield from ((0, line) for line in dict.fromkeys(found))


def _feature(path: str, number: int, line: str, seen: set[str]) -> Feature | None:
    """Return what a line of GFF or BED says, None where it is no part of a gene."""
    columns = line.split("\t")
    seen.add(columns[0])
    if len(columns) >= 3 and columns[1].isdecimal() and columns[2].isdecimal():
        return _of_bed(columns)
    if len(columns) == 9 and columns[3].isdecimal() and columns[4].isdecimal():
        return _of_gff(columns)
    raise InputError(
        f"the line is neither GFF nor BED: {line[:60]!r}",
        where=f"{path}, line {number}",
        fix="give genes as GFF3, GTF, BED12 or BED6, their columns separated by tabs",
    )


def _of_bed(columns: list[str]) -> Feature:
    start, end = int(columns[1]), int(columns[2])
    name = columns[3] if len(columns) > 3 else f"{columns[0]}:{start}-{end}"
    blocks: tuple[tuple[int, int], ...] = ()
    if len(columns) >= 12:
        sizes, offsets = (
            [int(word) for word in columns[k].split(",") if word.strip()] for k in (10, 11)
        )
        blocks = tuple(
            (start + offset, start + offset + size)
            for size, offset in zip(sizes, offsets, strict=False)
        )
    strand = columns[5] if len(columns) > 5 else "."
    return Feature("gene", columns[0], start, end, strand, f"{name}:{start}", None, name, blocks)


def _of_gff(columns: list[str]) -> Feature | None:
    chrom, kind = columns[0], columns[2]
    said = dict(_ATTRIBUTE.findall(columns[8]))
    own, parent = said.get("ID"), said.get("Parent", "").split(",")[0] or None
    if own is None and parent is None and "gene_id" in said:  # GTF
        own, parent = (said["gene_id"], None) if kind == "gene" else (None, said["gene_id"])
    names = ("gene_name", "gene", "Name", "gene_id", "ID")
    name = next((said[key] for key in names if said.get(key)), None)
    start, end = int(columns[3]) - 1, int(columns[4])
    return Feature(kind, chrom, start, end, columns[6], own, parent, name)


def _overlap(feature: Feature, region: Region) -> bool:
    return (
        feature.chrom == region.chrom and feature.start < region.end and feature.end > region.start
    )
