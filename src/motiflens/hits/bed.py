"""Hits as BED."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from motiflens.hits.table import Hit
from motiflens.store import tables


def write_bed(path: str | os.PathLike[str], hits: Iterable[Hit]) -> None:
    """Write a BED6 file, sorted: name of the motif, and its similarity in thousandths as score."""
    rows = (
        (hit.chrom, hit.start, hit.end, hit.motif, round(1000 * hit.score), hit.strand)
        for hit in hits
    )
    tables.write_bed(Path(path), rows)
