"""From options to a data set: the order of the steps, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from motiflens._version import __version__
from motiflens.config import Prepare
from motiflens.files import sha256
from motiflens.sequences.checks import check_classes, check_negatives
from motiflens.sequences.composition import base_frequencies, both_strands, n_fraction
from motiflens.sequences.folds import Division, divide
from motiflens.sequences.inputs_of import inputs_of
from motiflens.sequences.negatives import genome_negatives, shuffled_negatives
from motiflens.sequences.reads import counts, drop_outliers, profiles
from motiflens.sequences.rows import Rows, drop, stacked
from motiflens.sequences.settings import check_options, own_negatives, readout
from motiflens.sequences.source import Source, read_source
from motiflens.sequences.splits import check_held_out, leaks
from motiflens.sequences.tiles import lay_tiles
from motiflens.store.windows import SPLITS, Windows

if TYPE_CHECKING:
    from motiflens.store.rows import StoredRows


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
    source = read_source(options, placing)
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
    return _windows(source, rows, part, division, options)


def _usable(source: Source, options: Prepare) -> Rows:
    """Return the rows without those of too many N, and without outliers."""
    unknown = n_fraction(source.rows.windows(source.geometry.window)) > options.max_n
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


def _windows(
    source: Source, rows: Rows, part: NDArray[np.uint8], division: Division, options: Prepare
) -> Windows:
    window = source.geometry.window
    on_genome = source.genome is not None
    start = rows.start if on_genome else np.zeros_like(rows.start)
    inputs, _ = inputs_of(options.model_dump())
    files = list(dict.fromkeys(path for paths in inputs.values() for path in paths))
    trained_on = (division.folds == SPLITS.index("train")).any(axis=0)[part]
    single_strand = base_frequencies(rows[trained_on].windows(window))
    return Windows(
        codes=rows.codes,
        offset=rows.offset,
        max_offset=source.geometry.max_offset,
        window=window,
        tasks=tuple(source.tasks),
        labels=rows.labels,
        part=part,
        folds=division.folds,
        chrom=rows.chrom if on_genome else np.full(len(rows), ""),
        start=start,
        end=start + window,
        name=rows.name,
        background=both_strands(single_strand),
        background_single_strand=single_strand,
        dropped=tuple(sorted(source.dropped, key=lambda row: (files.index(row.source), row.line))),
        provenance=_provenance(options, files),
        readout=readout(options),
        **_known(source, rows, options),
    )


def _known(source: Source, rows: Rows, options: Prepare) -> dict[str, Any]:
    """Return what is known of the windows beside their labels, as fields of `Windows`."""
    tracks = (1,) * len(source.tasks)
    if source.experiment is None or source.genome is None:
        return {"values": rows.values, "tracks": tracks}
    experiment, geometry, lengths = source.experiment, source.geometry, source.genome.lengths
    if readout(options) == "counts":
        return {"values": counts(experiment, rows, geometry, lengths), "tracks": tracks}
    controls = experiment.controls
    # They are read like stored rows, a piece at a time.
    reads = cast("StoredRows", profiles(experiment.tasks, rows, geometry, lengths))
    control = cast("StoredRows", profiles(controls, rows, geometry, lengths)) if controls else None
    return {
        "profiles": reads,
        "control": control,
        "tracks": experiment.tracks,
        "output_window": geometry.output,
    }


def _provenance(options: Prepare, files: list[str]) -> dict[str, Any]:
    return {
        "options": options.model_dump(),
        "inputs": {path: sha256(path) for path in files},
        "version": __version__,
    }
