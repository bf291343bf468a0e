"""What a data set is made from, read and laid out as rows: regions, sequences, or a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from motiflens.config import Prepare
from motiflens.errors import ConfigError, InputError
from motiflens.sequences.genome import Genome, read_genome
from motiflens.sequences.intervals import Intervals, joined, spans
from motiflens.sequences.measured import read_measured
from motiflens.sequences.placing import check_names, on_genome, place
from motiflens.sequences.records import read_sequences
from motiflens.sequences.regions import pooled, read_regions
from motiflens.sequences.rows import Geometry, Rows, drop
from motiflens.sequences.samples import Sample, read_samples
from motiflens.sequences.settings import (
    has_reads,
    own_negatives,
    readout,
    region_geometry,
    sequence_geometry,
)
from motiflens.sequences.signals.experiment import Experiment, open_experiment
from motiflens.sequences.signals.signal import Counting
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
    tasks
        Each task with the files that say which rows are its own.
    dropped
        What was left out.
    genome, excluded
        Where negatives may be taken from, and where not; no genome for sequences alone.
    experiment
        Signals, where reads are counted.
    """

    rows: Rows
    geometry: Geometry
    chromosomes: Collection[str]
    tasks: Mapping[str, Sequence[str]]
    dropped: list[Dropped] = field(default_factory=list)
    genome: Genome | None = None
    excluded: Intervals = field(default_factory=lambda: spans([]))
    experiment: Experiment | None = None


def read_source(options: Prepare, rng: np.random.Generator) -> Source:
    """Read whatever the data set is made from.

    Raises
    ------
    InputError
        Where a file cannot be used.
    ConfigError
        Where options do not fit what the files hold.
    """
    if options.sequences:
        return _from_fasta(options)
    if options.table:
        return _from_table(options)
    return _from_regions(options, rng)


def _from_regions(options: Prepare, rng: np.random.Generator) -> Source:
    """Read regions and their genome, and lay windows at random offsets."""
    geometry = region_geometry(options)
    samples = read_samples(options.samples) if options.samples else []
    tasks = _region_files(options, samples)
    experiment = _open(options, samples) if has_reads(options) else None
    own = own_negatives(options)
    classes = {task: pooled(paths) for task, paths in tasks.items()}
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
    if experiment:
        rows = _with_signal(rows, genome, experiment, dropped)
    return Source(rows, geometry, genome.lengths, tasks, dropped, genome, excluded, experiment)


def _region_files(options: Prepare, samples: Sequence[Sample]) -> dict[str, tuple[str, ...]]:
    """Return the files of regions of each task: its own, or those of all samples."""
    if not samples:
        return {task: (path,) for task, path in options.regions.items()}
    shared = tuple(options.regions.values())
    for sample in samples:
        if bool(sample.regions) == bool(shared):
            raise InputError(
                f"the sample {sample.name!r} has regions, and so has the data set for all samples"
                if shared
                else f"the sample {sample.name!r} has no regions",
                where=sample.where,
                fix="give regions in the sheet, or `regions` of the data set for all samples",
            )
    return {sample.name: shared or sample.regions for sample in samples}


def _open(options: Prepare, samples: Sequence[Sample]) -> Experiment:
    plus, minus = options.shift
    counting = Counting((plus, minus), options.min_mapq, options.keep_duplicates)
    experiment = open_experiment(
        samples,
        counting,
        separate=options.strands == "separate",
        controls=readout(options) == "profiles",
    )
    if counting.shift != (0, 0) and not experiment.counted:
        raise ConfigError(
            "shift has no meaning for bigWig files, which are read as they are",
            where="shift",
            fix="leave it out, or give BAM or fragment files",
        )
    return experiment


def _with_signal(
    rows: Rows, genome: Genome, experiment: Experiment, dropped: list[Dropped]
) -> Rows:
    """Return the rows on chromosomes that all signals tell of."""
    missing = experiment.check_chromosomes(genome.lengths, rows.chrom.tolist())
    for name, path in missing.items():
        rows = drop(rows, rows.chrom == name, f"its chromosome is not in {path}", dropped)
    return rows


def _from_fasta(options: Prepare) -> Source:
    """Read sequences of one length from FASTA files."""
    dropped: list[Dropped] = []
    rows = read_sequences(options.sequences, own_negatives(options), dropped)
    tasks = {task: (path,) for task, path in options.sequences.items()}
    return _of_sequences(options, rows, tasks, dropped)


def _from_table(options: Prepare) -> Source:
    """Read sequences of one length and their values from a table."""
    dropped: list[Dropped] = []
    rows = read_measured(options, dropped)
    tasks = dict.fromkeys(options.value_columns, (str(options.table),))
    return _of_sequences(options, rows, tasks, dropped)


def _of_sequences(
    options: Prepare, rows: Rows, tasks: Mapping[str, Sequence[str]], dropped: list[Dropped]
) -> Source:
    geometry = sequence_geometry(options, rows.codes.shape[1])
    nameless = np.flatnonzero(rows.chrom == "")
    by_chromosome = isinstance(options.validation, list) or isinstance(options.test, list)
    if by_chromosome and len(nameless):
        first = nameless[0]
        name = str(rows.name[first])
        raise ConfigError(
            f"chromosomes are held out, but the name {name!r} does not say on which one the "
            "sequence lies",
            where=f"{rows.source[first]}, line {rows.line[first]}",
            fix="hold out fractions, or name every sequence like chr1:1000-1100",
        )
    return Source(rows, geometry, sorted(set(rows.chrom.tolist()) - {""}), tasks, dropped)
