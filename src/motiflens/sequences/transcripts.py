"""Lines of an annotation, put together to genes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from motiflens.sequences import spans

_PARTS = ("exon", "noncoding_exon", "CDS", "five_prime_UTR", "three_prime_UTR", "UTR")
_WHOLE = ("gene", "RNA", "transcript")
"""What the types of genes and of their transcripts end with: ``pseudogene``, ``mRNA``, ..."""

Extent = tuple[str, str, int, int, str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class Feature:
    """What one line says.

    Attributes
    ----------
    kind
        Its type, as in the third column of GFF.
    chrom, start, end, strand
        0-based and half-open.
    own, parent
        Identifiers of itself, and of what it is part of.
    name
        What it is called.
    blocks
        Exons, of a line that has them all.
    """

    kind: str
    chrom: str
    start: int
    end: int
    strand: str
    own: str | None
    parent: str | None
    name: str | None
    blocks: tuple[tuple[int, int], ...] = ()


def joined(features: Iterable[Feature]) -> Iterator[Extent]:
    """Yield name, chromosome, start, end, strand and exons of each gene.

    A gene is all that goes back to one identifier. Its exons are those of all its transcripts
    together or, where there are none, its coding sequence and untranslated regions.
    """
    used = [one for one in features if one.kind in _PARTS or one.kind.endswith(_WHOLE)]
    parents = {one.own: one.parent for one in used if one.own and one.parent}
    genes: dict[tuple[str, str], list[Feature]] = {}
    for number, one in enumerate(used):
        genes.setdefault((one.chrom, _root(one, parents) or f"line {number}"), []).append(one)
    for (chrom, root), parts in genes.items():
        start, end = min(one.start for one in parts), max(one.end for one in parts)
        first = min(parts, key=_level)
        yield first.name or root, chrom, start, end, first.strand, _exons(parts) or ((start, end),)


def _root(feature: Feature, parents: dict[str, str]) -> str | None:
    found, seen = feature.parent or feature.own, set()
    while found and found in parents and found not in seen:
        seen.add(found)
        found = parents[found]
    return found


def _level(feature: Feature) -> int:
    """Return 0 for a gene, 1 for a transcript, 2 for a part of one."""
    if feature.kind in _PARTS:
        return 2
    return 0 if feature.kind.endswith("gene") else 1


def _exons(parts: list[Feature]) -> tuple[tuple[int, int], ...]:
    """Return exons that overlap or touch as one."""
    exons = [(one.start, one.end) for one in parts if one.kind.endswith("exon")]
    rest = [(one.start, one.end) for one in parts if one.kind in _PARTS]
    blocks = [block for one in parts for block in one.blocks]
    return spans.joined(blocks or exons or rest)
