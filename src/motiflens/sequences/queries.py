"""Sequences that a model is asked about: the records of a FASTA file, or windows of a genome."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.sequences.fasta import read_fasta
from motiflens.sequences.genome import read_genome
from motiflens.sequences.intervals import Intervals, spans
from motiflens.sequences.onehot import encode
from motiflens.sequences.placing import lay, on_genome
from motiflens.sequences.regions import read_regions
from motiflens.store.windows import Dropped

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Queries:
    """Sequences of one length.

    Attributes
    ----------
    names
        Of the records, or of the regions.
    windows
        Where they lie in the genome; None for sequences of a FASTA file.
    codes
        (n, L) uint8 bases, A C G T N as 0 to 4.
    regions
        What the windows were laid round, where they lie in a genome.
    lengths
        Of the chromosomes that they lie on, in bp.
    """

    names: list[str]
    windows: Intervals | None
    codes: NDArray[np.uint8]
    regions: Intervals | None = None
    lengths: dict[str, int] = field(default_factory=dict)


def records(path: str, length: int) -> Queries:
    """Return the records of a FASTA file, each of ``length`` bp.

    Raises
    ------
    InputError
        Where the file cannot be read, or a record has another length or a letter that is no base.
    """
    names, codes = [], []
    for record in read_fasta(path):
        where = f"{path}, {record.name}"
        if len(record.sequence) != length:
            raise InputError(
                f"the sequence has {len(record.sequence):,} bp, and the model takes {length:,} bp",
                where=where,
                fix="cut the sequences to the model's length, or give regions of a genome",
            )
        names.append(record.name)
        codes.append(encode(record.sequence, where=where))
    return Queries(names, None, np.stack(codes))


def windows_of_regions(genome_path: str, path: str, length: int) -> Queries:
    """Return a window of ``length`` bp round the centre (or summit) of each region of a file.

    What a window lacks past the end of a chromosome is N, and regions on chromosomes that the
    genome does not have are left out; the log says how many.

    Raises
    ------
    InputError
        Where a file cannot be read, or the regions belong to another genome.
    """
    regions = read_regions(path)
    genome = read_genome(genome_path, {region.chrom for region in regions})
    dropped: list[Dropped] = []
    kept = on_genome(regions, genome, dropped)
    if dropped:
        _LOG.warning("%d regions are on chromosomes that the genome does not have", len(dropped))
    windows = lay(kept, length)
    ends = np.array([genome.lengths[region.chrom] for region in kept])
    past_end = int(((windows.start < 0) | (windows.end > ends)).sum())
    if past_end:
        _LOG.warning("%d windows run past a chromosome's end; bases there are N", past_end)
    codes = genome.extract(windows.chrom, windows.start, length)
    lengths = {chrom: genome.lengths[chrom] for chrom in sorted({*windows.chrom.tolist()})}
    return Queries([region.name for region in kept], windows, codes, spans(kept), lengths)
