"""From options to a data set: the order of the steps, and nothing else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from motiflens.config import Prepare
from motiflens.sequences.assembling import assemble
from motiflens.sequences.checks import check_classes, check_negatives
from motiflens.sequences.composition import n_fraction
from motiflens.sequences.folds import Division, divide
from motiflens.sequences.negatives import genome_negatives, shuffled_negatives
from motiflens.sequences.reads import counts, drop_outliers
from motiflens.sequences.region_source import source_of_regions
from motiflens.sequences.rows import Rows, drop, stacked
from motiflens.sequences.sequence_source import source_of_fasta, source_of_table
from motiflens.sequences.settings import check_options, own_negatives
from motiflens.sequences.source import Source
from motiflens.sequences.splits import check_held_out, leaks
from motiflens.sequences.tiles import lay_tiles
from motiflens.store.windows import Windows


def prepare(options: Prepare) -> Windows:
    """Make a data set; the same options and files give the same one.

    Profiles and controls of its windows are read when rows of them are asked for, so that the
    memory does not grow with them: the files must stay until it is written.

    Raises
    ------
    ConfigError
        Where options do not go together, or a chromosome held out does not exist.
    InputError
        Where a file cannot be used, or nothing is left of a class.
    """
    check_options(options)
    placing, splitting, drawing = np.random.default_rng(options.seed).spawn(3)
    source = _read(options, placing)
    if options.folds == 1 and not options.split_column:
        check_held_out(options, source.chromosomes, options.genome or "names of the sequences")

    rows = _usable(source, options)
    division = divide(rows, options)
    given = rows.split
    part = division.assign(rows.chrom, rows.group, splitting) if given is None else given
    leak = leaks(rows, part)
    rows = drop(rows, leak, "overlap with a held-out region", source.dropped)
    part = part[~leak]
    check_classes(rows, part, division.names, source.tasks, source.dropped)

    if options.table is None:
        if own_negatives(options) is None:
            negatives, their_part = _draw_negatives(source, rows, part, division, options, drawing)
            rows, part = stacked(rows, negatives), np.concatenate([part, their_part])
        check_negatives(rows.labels, part, division.names, options.negatives)
    return assemble(source, rows, part, division, options)


def _read(options: Prepare, rng: np.random.Generator) -> Source:
    if options.sequences:
        return source_of_fasta(options)
    return source_of_table(options) if options.table else source_of_regions(options, rng)


def _usable(source: Source, options: Prepare) -> Rows:
    """Return the rows without those of too many N, and without outliers."""
    pieces = source.rows.pieces(source.geometry.window)
    unknown = np.concatenate([n_fraction(codes) for codes in pieces]) > options.max_n
    reason = f"more than {100 * options.max_n:g} % of its window is N"
    rows = drop(source.rows, unknown, reason, source.dropped)
    if source.experiment and source.genome and options.max_count_quantile is not None:
        totals = counts(source.experiment, rows, source.geometry, source.genome.lengths)
        rows = drop_outliers(rows, totals, options.max_count_quantile, source.dropped)
    return rows


def _draw_negatives(
    source: Source,
    positives: Rows,
    part: NDArray[np.uint8],
    division: Division,
    options: Prepare,
    rng: np.random.Generator,
) -> tuple[Rows, NDArray[np.uint8]]:
    ratio = options.negatives_ratio
    if source.genome is None or options.negatives == "shuffle":
        return shuffled_negatives(positives, part, ratio, rng)
    genome, geometry = source.genome, source.geometry
    chroms = set(positives.chrom.tolist())
    tiles = lay_tiles(genome, chroms, source.excluded, geometry, options.max_n, rng)
    tile_part = division.assign(tiles.chrom, np.arange(len(tiles)), rng)
    return genome_negatives(
        positives, part, genome, tiles, tile_part, geometry, ratio, rng, division.names
    )
