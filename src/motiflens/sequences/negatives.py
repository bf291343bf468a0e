"""Windows of no class: from the genome with matched GC content, or shuffles of the positives."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.composition import gc_content
from motiflens.sequences.genome import Genome
from motiflens.sequences.matching import match_gc
from motiflens.sequences.rows import Geometry, Rows
from motiflens.sequences.shuffling import shuffle_dinucleotides
from motiflens.sequences.tiles import Tiles
from motiflens.store.windows import SPLITS

_LOG = logging.getLogger(__name__)


def shuffled_negatives(
    positives: Rows, part: NDArray[np.uint8], ratio: float, rng: np.random.Generator
) -> tuple[Rows, NDArray[np.uint8]]:
    """Return dinucleotide shuffles of the positives' contexts, and the part of each.

    A shuffle stays in the part of the positive that it was made from. It lies nowhere on the
    genome: its ``chrom`` is empty.
    """
    parts = [_repeated(np.flatnonzero(part == index), ratio, rng) for index in np.unique(part)]
    chosen = np.concatenate(parts)
    codes = shuffle_dinucleotides(positives.codes[chosen], rng)
    nowhere, start = np.full(len(chosen), ""), np.zeros(len(chosen), dtype=np.int64)
    tasks = positives.labels.shape[1]
    return _rows(codes, positives.offset[chosen], nowhere, start, tasks), part[chosen]


def genome_negatives(
    positives: Rows,
    part: NDArray[np.uint8],
    genome: Genome,
    tiles: Tiles,
    tile_part: NDArray[np.uint8],
    geometry: Geometry,
    ratio: float,
    rng: np.random.Generator,
    names: Sequence[str] = SPLITS,
) -> tuple[Rows, NDArray[np.uint8]]:
    """Return windows from the tiles with the positives' GC content, part by part.

    Where a part has too few tiles there are fewer negatives, and the log says so, by the part's
    name.
    """
    pieces = positives.pieces(geometry.window)
    gc = np.concatenate([gc_content(codes) for codes in pieces])
    parts = []
    for index, name in enumerate(names):
        target = gc[_repeated(np.flatnonzero(part == index), ratio, rng)]
        pool = np.flatnonzero(tile_part == index)
        found = pool[match_gc(target, tiles.gc[pool], rng)]
        parts.append(found)
        if len(found) < len(target):
            room = "%s: there is room for %d of %d negatives away from all regions"
            _LOG.warning(room, name, len(found), len(target))
    chosen = np.sort(np.concatenate(parts))
    chrom, start, offset = tiles.chrom[chosen], tiles.start[chosen], tiles.offset[chosen]
    codes = genome.extract(chrom, start, geometry.context)
    tasks = positives.labels.shape[1]
    return _rows(codes, offset, chrom, start + offset, tasks), tile_part[chosen]


def _rows(
    codes: NDArray[np.uint8],
    offset: NDArray[np.int32],
    chrom: NDArray[np.str_],
    start: NDArray[np.int64],
    tasks: int,
) -> Rows:
    n = len(codes)
    name = np.array([f"negative_{number}" for number in range(n)], dtype=np.str_)
    return Rows(
        codes=codes,
        offset=offset,
        labels=np.zeros((n, tasks), dtype=np.int8),
        chrom=chrom,
        start=start,
        group=np.full(n, -1),
        name=name,
        source=np.full(n, ""),
        line=np.zeros(n, dtype=np.int64),
        region=name,
    )


def _repeated(rows: NDArray[np.int64], ratio: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return ``ratio`` times as many rows, shuffled, each as often as others or once more."""
    return np.resize(rng.permutation(rows), round(ratio * len(rows)))
