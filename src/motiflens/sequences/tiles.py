"""Places on the genome where a negative window may lie."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.composition import gc_content, n_fraction
from motiflens.sequences.genome import Genome
from motiflens.sequences.intervals import Intervals
from motiflens.sequences.rows import Geometry

_MOST = 1_000_000
"""Tiles, about, that are kept: many more than negatives are drawn, and few enough to hold."""
_PIECE = 1 << 23
"""Bases of windows that are held at a time."""


@dataclass(frozen=True)
class Tiles:
    """Contexts that do not overlap, with a window in each; columns of length (n,).

    Attributes
    ----------
    chrom, start
        Where the context begins.
    offset
        Where the window begins in its context.
    gc
        GC content of the window.
    """

    chrom: NDArray[np.str_]
    start: NDArray[np.int64]
    offset: NDArray[np.int32]
    gc: NDArray[np.float64]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.start)


def lay_tiles(
    genome: Genome,
    chroms: Collection[str],
    excluded: Intervals,
    geometry: Geometry,
    max_n: float,
    rng: np.random.Generator,
) -> Tiles:
    """Lay contexts side by side over chromosomes, from a random start on, a window in each.

    Those that overlap ``excluded`` are left out, and those with a larger fraction of N in their
    window than ``max_n``. Of a large genome about a million are kept, at random.
    """
    names = [name for name in genome.codes if name in chroms]
    room = sum(genome.lengths[name] for name in names) / geometry.context
    share = min(1.0, _MOST / max(room, 1.0))
    parts = [_lay(name, genome, excluded, geometry, max_n, share, rng) for name in names]
    columns = (np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Tiles))
    return Tiles(*columns)


def _lay(
    name: str,
    genome: Genome,
    excluded: Intervals,
    geometry: Geometry,
    max_n: float,
    share: float,
    rng: np.random.Generator,
) -> Tiles:
    length = geometry.context
    start = np.arange(rng.integers(length), genome.lengths[name] - length + 1, length)
    if share < 1:
        start = start[rng.random(len(start)) < share]
    chrom = np.full(len(start), name)
    free = ~Intervals(chrom, start, start + length).overlap(excluded)
    offset = rng.integers(0, 2 * geometry.max_offset + 1, len(start), dtype=np.int32)
    chrom, start, offset = chrom[free], start[free], offset[free]
    gc, unknown = _composition(genome, chrom, start + offset, geometry.window)
    known = unknown <= max_n
    return Tiles(chrom[known], start[known], offset[known], gc[known])


def _composition(
    genome: Genome, chrom: NDArray[np.str_], start: NDArray[np.int64], window: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (n,) GC content and fraction of N of windows, read some at a time."""
    gc, unknown = np.zeros(len(start)), np.zeros(len(start))
    step = max(_PIECE // window, 1)
    for first in range(0, len(start), step):
        piece = slice(first, first + step)
        codes = genome.extract(chrom[piece], start[piece], window)
        gc[piece], unknown[piece] = gc_content(codes), n_fraction(codes)
    return gc, unknown
