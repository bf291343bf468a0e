"""From options to a data set: the order of the steps, and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens._version import __version__
from motiflens.config import Prepare
from motiflens.files import sha256
from motiflens.sequences.checks import check_classes, check_negatives
from motiflens.sequences.composition import base_frequencies, both_strands, n_fraction
from motiflens.sequences.negatives import genome_negatives, shuffled_negatives
from motiflens.sequences.rows import Rows, drop, stacked
from motiflens.sequences.settings import check_options, own_negatives
from motiflens.sequences.source import Source, source_of_regions, source_of_sequences
from motiflens.sequences.splits import assign_splits, check_held_out, leaks
from motiflens.sequences.tiles import lay_tiles
from motiflens.store.windows import Windows


def prepare(options: Prepare) -> Windows:
    """Make a data set; the same options and files give the same one.

    Raises
    ------
    ConfigError
        Where options do not go together, or a chromosome held out does not exist.
    InputError
        Where a file cannot be used, or nothing is left of a class.
    """
    check_options(options)
    placing, splitting, drawing = np.random.default_rng(options.seed).spawn(3)
    source = (
        source_of_regions(options, placing) if options.regions else source_of_sequences(options)
    )
    check_held_out(options, source.chromosomes, options.genome or "names of the sequences")

    unknown = n_fraction(source.rows.windows(source.geometry.window)) > options.max_n
    reason = f"more than {100 * options.max_n:g} % of its window is N"
    rows = drop(source.rows, unknown, reason, source.dropped)
    split = assign_splits(rows.chrom, rows.group, options, splitting)
    leak = leaks(rows, split)
    rows = drop(rows, leak, "overlap with a held-out region", source.dropped)
    split = split[~leak]
    check_classes(rows, split, options, source.dropped)

    if own_negatives(options) is None:
        negatives, negative_split = _draw_negatives(source, rows, split, options, drawing)
        rows, split = stacked(rows, negatives), np.concatenate([split, negative_split])
    check_negatives(rows.labels, split, options)
    return _windows(source, rows, split, options)


def _draw_negatives(
    source: Source,
    positives: Rows,
    split: NDArray[np.uint8],
    options: Prepare,
    rng: np.random.Generator,
) -> tuple[Rows, NDArray[np.uint8]]:
    ratio = options.negatives_ratio
    if source.genome is None or options.negatives == "shuffle":
        return shuffled_negatives(positives, split, ratio, rng)
    genome, geometry = source.genome, source.geometry
    chroms = set(positives.chrom.tolist())
    tiles = lay_tiles(genome, chroms, source.excluded, geometry, options.max_n, rng)
    tile_split = assign_splits(tiles.chrom, np.arange(len(tiles)), options, rng)
    return genome_negatives(positives, split, genome, tiles, tile_split, geometry, ratio, rng)


def _windows(source: Source, rows: Rows, split: NDArray[np.uint8], options: Prepare) -> Windows:
    window = source.geometry.window
    on_genome = source.genome is not None
    start = rows.start if on_genome else np.zeros_like(rows.start)
    files = _files(options)
    single_strand = base_frequencies(rows[split == 0].windows(window))
    return Windows(
        codes=rows.codes,
        offset=rows.offset,
        max_offset=source.geometry.max_offset,
        window=window,
        tasks=tuple(options.regions or options.sequences),
        labels=rows.labels,
        part=split,
        folds=np.array([[0, 1, 2]], np.uint8),
        chrom=rows.chrom if on_genome else np.full(len(rows), ""),
        start=start,
        end=start + window,
        name=rows.name,
        background=both_strands(single_strand),
        background_single_strand=single_strand,
        dropped=tuple(sorted(source.dropped, key=lambda row: (files.index(row.source), row.line))),
        provenance=_provenance(options, files),
    )


def _files(options: Prepare) -> list[str]:
    named = [*options.regions.values(), *options.sequences.values()]
    others = (own_negatives(options), options.blacklist, options.genome)
    return [*named, *(path for path in others if path)]


def _provenance(options: Prepare, files: list[str]) -> dict[str, Any]:
    return {
        "options": options.model_dump(),
        "inputs": {path: sha256(path) for path in files},
        "version": __version__,
    }
