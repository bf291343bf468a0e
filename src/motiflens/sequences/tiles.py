"""Places on the genome where a negative window may lie."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from motiflens.sequences.composition import gc_content, n_fraction
from motiflens.sequences.genome import Genome
from motiflens.sequences.intervals import Intervals
from motiflens.sequences.rows import Geometry


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
    window than ``max_n``.
    """
    parts = [
        _lay(name, codes, excluded, geometry, max_n, rng)
        for name, codes in genome.codes.items()
        if name in chroms
    ]
    columns = (np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Tiles))
    return Tiles(*columns)


def _lay(
    name: str,
    codes: NDArray[np.uint8],
    excluded: Intervals,
    geometry: Geometry,
    max_n: float,
    rng: np.random.Generator,
) -> Tiles:
    length = geometry.context
    start = np.arange(rng.integers(length), len(codes) - length + 1, length)
    chrom = np.full(len(start), name)
    free = ~Intervals(chrom, start, start + length).overlap(excluded)
    offset = rng.integers(0, 2 * geometry.max_offset + 1, len(start), dtype=np.int32)
    chrom, start, offset = chrom[free], start[free], offset[free]
    if not len(start):
        return Tiles(chrom, start, offset, np.zeros(0))
    windows = sliding_window_view(codes, geometry.window)[start + offset]
    known = n_fraction(windows) <= max_n
    return Tiles(chrom[known], start[known], offset[known], gc_content(windows[known]))
