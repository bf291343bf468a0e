"""What a data set is made from, read and laid out as rows: a genome with regions, or FASTA."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from motiflens.config import Prepare
from motiflens.errors import ConfigError
from motiflens.sequences.genome import Genome, read_genome
from motiflens.sequences.intervals import Intervals, joined, spans
from motiflens.sequences.placing import check_names, on_genome, place
from motiflens.sequences.records import read_sequences
from motiflens.sequences.regions import read_regions
from motiflens.sequences.rows import Geometry, Rows, drop
from motiflens.sequences.settings import own_negatives, region_geometry, sequence_geometry
from motiflens.store.windows import Dropped


@dataclass(frozen=True)
class Source:
    """Rows of every input, and what the steps after them need.

    Attributes
    ----------
    rows
        Positives, then negatives of the user's own.
    geometry
        Lengths of the windows.
    chromosomes
        Those that can be held out.
    dropped
        What was left out.
    genome, excluded
        Where negatives may be taken from, and where not; no genome for FASTA alone.
    """

    rows: Rows
    geometry: Geometry
    chromosomes: Collection[str]
    dropped: list[Dropped] = field(default_factory=list)
    genome: Genome | None = None
    excluded: Intervals = field(default_factory=lambda: spans([]))


def source_of_regions(options: Prepare, rng: np.random.Generator) -> Source:
    """Read regions and their genome, and lay windows at random offsets.

    Raises
    ------
    InputError
        Where a file cannot be used; see `read_regions`, `read_genome` and `on_genome`.
    """
    geometry = region_geometry(options)
    own = own_negatives(options)
    classes = {task: read_regions(path) for task, path in options.regions.items()}
    negatives = read_regions(own) if own else []
    blacklist = read_regions(options.blacklist) if options.blacklist else []
    everything = [region for regions in (*classes.values(), negatives) for region in regions]
    genome = read_genome(str(options.genome), {region.chrom for region in everything})

    dropped: list[Dropped] = []
    classes = {task: on_genome(regions, genome, dropped) for task, regions in classes.items()}
    negatives = on_genome(negatives, genome, dropped) if negatives else []
    rows = place(classes, negatives, genome, geometry, rng, dropped)
    excluded = joined(rows.contexts(), spans(everything))
    if blacklist:
        check_names(blacklist, genome)
        listed = rows.contexts().overlap(spans(blacklist))
        rows = drop(rows, listed, "it lies in or near a region of the blacklist", dropped)
        excluded = joined(excluded, spans(blacklist))
    return Source(rows, geometry, genome.lengths, dropped, genome, excluded)


def source_of_sequences(options: Prepare) -> Source:
    """Read sequences of one length from FASTA files.

    Raises
    ------
    InputError
        Where a file cannot be used; see `read_sequences`.
    ConfigError
        Where chromosomes are held out and a sequence's name does not say on which it lies.
    """
    dropped: list[Dropped] = []
    rows = read_sequences(options.sequences, own_negatives(options), dropped)
    geometry = sequence_geometry(options, rows.codes.shape[1])
    nameless = np.flatnonzero(rows.chrom == "")
    by_chromosome = isinstance(options.validation, list) or isinstance(options.test, list)
    if by_chromosome and len(nameless):
        first = nameless[0]
        raise ConfigError(
            f"chromosomes are held out, but the name {rows.name[first]!r} does not say on which "
            "one the sequence lies",
            where=f"{rows.source[first]}, line {rows.line[first]}",
            fix="hold out fractions, or name every sequence like chr1:1000-1100",
        )
    return Source(rows, geometry, sorted(set(rows.chrom.tolist()) - {""}), dropped)
