"""Where the seqlets of motifs lie, as a table and as BED."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from motiflens.motifs.motif import Motif
from motiflens.sequences.onehot import codes_of, decode
from motiflens.store.contributions import Contributions
from motiflens.store.scores import Scores
from motiflens.store.tables import write_bed, write_table


@dataclass(frozen=True)
class Site:
    """A seqlet on the genome; its fields are the columns of ``seqlets.tsv``.

    Coordinates are 0-based and half-open, on the chromosome or, for sequences without one, on the
    sequence. A seqlet that reaches past its window ends with it.

    Attributes
    ----------
    chrom
        Chromosome, or the name of a sequence without one.
    start, end
        The part of the seqlet that its motif's logo shows.
    motif
        Name of the motif.
    strand
        Strand on which the motif reads as in ``motifs.json``.
    sequence
        Bases of that part as the motif reads: on the - strand the reverse complement of the
        genome's.
    contribution
        Sum of the contributions of its bases, in output units.
    seqlet_start, seqlet_end
        The whole seqlet.
    window
        Row of its window in the contributions, from 0.
    index
        Row of the same window in the data set.
    """

    chrom: str
    start: int
    end: int
    motif: str
    strand: str
    sequence: str
    contribution: float
    seqlet_start: int
    seqlet_end: int
    window: int
    index: int


COLUMNS = tuple(field.name for field in fields(Site))


def write_seqlets(
    directory: str | os.PathLike[str],
    motifs: Sequence[Motif],
    patterns: Sequence[Any],
    contributions: Contributions | Scores,
) -> None:
    """Write ``seqlets.tsv`` and ``seqlets.bed`` (BED6), both sorted by place.

    The score in the BED file is the seqlet's contribution in thousandths of the motif's largest.
    A seqlet that lies in two windows comes twice.

    Parameters
    ----------
    directory
        Where to write.
    motifs, patterns
        Motifs, and in the same order the patterns that they were made from, with coordinates
        relative to the windows.
    contributions
        What the patterns were found in.
    """
    table, bed = [], []
    for motif, pattern in zip(motifs, patterns, strict=True):
        sites = list(_sites(motif, pattern, contributions))
        largest = max(abs(site.contribution) for site in sites)
        for x in sites:
            score = round(1000 * abs(x.contribution) / largest)
            table.append(tuple(getattr(x, name) for name in COLUMNS))
            bed.append((x.chrom, x.start, x.end, x.motif, score, x.strand))
    write_table(Path(directory) / "seqlets.tsv", COLUMNS, sorted(table))
    write_bed(Path(directory) / "seqlets.bed", bed)


def _sites(motif: Motif, pattern: Any, contributions: Contributions | Scores) -> Iterator[Site]:
    begin, stop = motif.trim
    for seqlet in pattern.seqlets:
        row, drawn = seqlet.example_idx, seqlet.trim(begin, stop)
        window = int(contributions.start[row])
        start, end = _inside(drawn, contributions)
        whole = _inside(seqlet, contributions)
        yield Site(
            chrom=str(contributions.chrom[row] or contributions.name[row]),
            start=window + start,
            end=window + end,
            motif=motif.name,
            strand="-" if seqlet.is_revcomp else "+",
            sequence=_letters(drawn, start, end),
            contribution=float(drawn.contrib_scores.sum(dtype=np.float64)),
            seqlet_start=window + whole[0],
            seqlet_end=window + whole[1],
            window=int(row),
            index=int(contributions.index[row]),
        )


def _inside(seqlet: Any, contributions: Contributions | Scores) -> tuple[int, int]:
    """Return begin and end of the part of a seqlet that its window holds."""
    return max(int(seqlet.start), 0), min(int(seqlet.end), contributions.sequences.shape[2])


def _letters(drawn: Any, start: int, end: int) -> str:
    """Return the bases of a seqlet from start to end of its window, as the motif reads."""
    left, right = start - int(drawn.start), int(drawn.end) - end
    if drawn.is_revcomp:
        left, right = right, left
    inside = drawn.sequence[left : len(drawn.sequence) - right]
    return decode(codes_of(inside.T == 1))
