"""Regions of a genome, with signals or without, as rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from motiflens.config import Prepare
from motiflens.errors import InputError
from motiflens.sequences.genome import Genome, read_genome
from motiflens.sequences.intervals import joined, spans
from motiflens.sequences.placing import check_names, on_genome, place
from motiflens.sequences.regions import pooled, read_regions
from motiflens.sequences.rows import Rows, drop
from motiflens.sequences.samples import Sample, read_samples
from motiflens.sequences.settings import (
    has_reads,
    own_negatives,
    readout,
    refuse,
    region_geometry,
)
from motiflens.sequences.signals.experiment import Experiment
from motiflens.sequences.signals.opening import open_experiment
from motiflens.sequences.signals.signal import Counting
from motiflens.sequences.source import Source
from motiflens.store.windows import Dropped


def source_of_regions(options: Prepare, rng: np.random.Generator) -> Source:
    """Read regions, their genome and their signals, and lay windows at random offsets.

    Raises
    ------
    InputError
        Where a file cannot be used, or contradicts another.
    ConfigError
        Where options do not fit what the files hold.
    """
    geometry = region_geometry(options)
    samples = read_samples(options.samples) if options.samples else []
    tasks = _region_files(options, samples)
    experiment = _open(options, samples) if has_reads(options) else None
    own = own_negatives(options)
    pools = {paths: pooled(paths) for paths in dict.fromkeys(tasks.values())}
    negatives = read_regions(own) if own else []
    blacklist = read_regions(options.blacklist) if options.blacklist else []
    everything = [region for regions in (*pools.values(), negatives) for region in regions]
    genome = read_genome(str(options.genome), {region.chrom for region in everything})

    dropped: list[Dropped] = []
    pools = {paths: on_genome(regions, genome, dropped) for paths, regions in pools.items()}
    classes = {task: pools[paths] for task, paths in tasks.items()}
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
    if not experiment.counted:
        of_counting = ("shift", "min_mapq", "keep_duplicates")
        refuse(options, of_counting, "for bigWig files, which are read as they are")
    return experiment


def _with_signal(
    rows: Rows, genome: Genome, experiment: Experiment, dropped: list[Dropped]
) -> Rows:
    """Return the rows on chromosomes that all signals tell of."""
    missing = experiment.check_chromosomes(genome.lengths, rows.chrom.tolist())
    for name, path in missing.items():
        rows = drop(rows, rows.chrom == name, f"its chromosome is not in {path}", dropped)
    return rows
