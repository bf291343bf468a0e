"""Where the seqlets of motifs lie, as BED."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from motiflens.motifs.motif import Motif
from motiflens.store.contributions import Contributions

Site = tuple[str, int, int, str, int, str]


def write_seqlets(
    path: str | os.PathLike[str],
    motifs: Sequence[Motif],
    patterns: Sequence[Any],
    contributions: Contributions,
) -> None:
    """Write a BED6 file, sorted, with the part of each seqlet that its motif's logo shows.

    Coordinates are 0-based and half-open, on the chromosome or, for sequences without one, on
    the sequence. The score is the seqlet's contribution in thousandths of the motif's largest.
    A site that reaches past its window ends with it; one that lies in two windows comes twice.

    Parameters
    ----------
    path
        File to write.
    motifs, patterns
        Motifs, and in the same order the patterns that they were made from, with coordinates
        relative to the windows.
    contributions
        What the patterns were found in.
    """
    sites = [
        site
        for motif, pattern in zip(motifs, patterns, strict=True)
        for site in _sites(motif, pattern, contributions)
    ]
    rows = ("\t".join(str(field) for field in site) + "\n" for site in sorted(sites))
    Path(path).write_text("".join(rows), encoding="utf-8")


def _sites(motif: Motif, pattern: Any, contributions: Contributions) -> Iterator[Site]:
    start, end = motif.trim
    parts = [seqlet.trim(start, end) for seqlet in pattern.seqlets]
    sums = np.abs([part.contrib_scores.sum() for part in parts])
    for part, score in zip(parts, np.rint(1000 * sums / sums.max()).astype(int), strict=True):
        row = part.example_idx
        window = int(contributions.start[row])
        yield (
            str(contributions.chrom[row] or contributions.name[row]),
            window + max(int(part.start), 0),
            min(window + int(part.end), int(contributions.end[row])),
            motif.name,
            int(score),
            "-" if part.is_revcomp else "+",
        )
