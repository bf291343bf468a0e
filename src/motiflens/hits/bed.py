"""Hits as BED."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from motiflens.hits.table import Hit


def write_bed(path: str | os.PathLike[str], hits: Iterable[Hit]) -> None:
    """Write a BED6 file, sorted: name of the motif, and its similarity in thousandths as score."""
    rows = sorted(
        (hit.chrom, hit.start, hit.end, hit.motif, round(1000 * hit.score), hit.strand)
        for hit in hits
    )
    lines = ("\t".join(str(field) for field in row) + "\n" for row in rows)
    Path(path).write_text("".join(lines), encoding="utf-8")
