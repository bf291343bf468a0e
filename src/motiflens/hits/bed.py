"""Hits as BED."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from motiflens.hits.columns import HitColumns
from motiflens.store.tables import write_sorted_bed


def write_bed(path: str | os.PathLike[str], hits: HitColumns) -> None:
    """Write a BED6 file, sorted: name of the motif, and its similarity in thousandths as score."""
    score = np.rint(1000 * hits.column("score"))
    keys = ("motif", "end", "start", "chrom")
    order = np.lexsort([hits.column("strand"), score, *map(hits.column, keys)])
    rows = (
        (hit.chrom, hit.start, hit.end, hit.motif, round(1000 * hit.score), hit.strand)
        for hit in hits.only(order)
    )
    write_sorted_bed(Path(path), rows)
