"""Which loci are drawn: regions that are named, the highest predictions, or the sites in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from motiflens.errors import ConfigError, InputError
from motiflens.hits.table import Hit
from motiflens.sequences.regions import Region
from motiflens.sequences.spans import joined
from motiflens.sequences.wording import few
from motiflens.store.scores import Scores

_REGION = re.compile(r"(.+):([\d,]+)-([\d,]+)")


def parse_region(text: str) -> Region:
    """Return the region of ``chrom:start-end``, 0-based and half-open; commas are left out.

    Raises
    ------
    ConfigError
        Where it is none.
    """
    found = _REGION.fullmatch(text)
    start, end = (int(word.replace(",", "")) for word in found.group(2, 3)) if found else (0, 0)
    if found is None or start >= end:
        raise ConfigError(
            f"{text!r} is no region",
            where="--region",
            fix="write chrIV:1000-1200: 0-based, without the base at the end",
        )
    name = f"{found[1]}:{start}-{end}"
    return Region(found[1], start, end, name, (start + end) // 2, "--region", 0)


def top_windows(scores: Scores, count: int) -> list[Region]:
    """Return windows of the highest predictions, the highest first, of which no two overlap."""
    found: list[Region] = []
    for row in np.argsort(-scores.prediction, kind="stable").tolist():
        if len(found) == count:
            break
        chrom, start, end = str(scores.place[row]), int(scores.start[row]), int(scores.end[row])
        if all(chrom != one.chrom or end <= one.start or one.end <= start for one in found):
            name = str(scores.name[row])
            found.append(Region(chrom, start, end, name, (start + end) // 2, scores.path, row))
    return found


def check_region(region: Region, results: Sequence[Scores]) -> None:
    """Check that a window of any result lies in a region.

    Raises
    ------
    InputError
        Where none does: it names the nearest window, or the chromosomes that there are.
    """
    known = {str(place) for scores in results for place in np.unique(scores.place)}
    if region.chrom not in known:
        other = {f"chr{region.chrom}", region.chrom.removeprefix("chr")} & known
        raise InputError(
            f"no window lies on {region.chrom}: there are {few(sorted(known))}",
            where=_where(region),
            fix=f"write {other.pop()}" if other else "check the name of the chromosome",
        )
    if any(len(covering(region, scores)) for scores in results):
        return
    near = min((_nearest(region, scores) for scores in results), key=lambda found: found[0])
    raise InputError(
        f"no window that was explained lies in {region}; the nearest is {near[1]}",
        where=_where(region),
        fix="choose a region within the windows (motifs/seqlets.bed lies in them), or attribute "
        "more of them",
    )


def covering(region: Region, scores: Scores) -> list[int]:
    """Return the rows of the windows that share a base with a region."""
    shared = (scores.start < region.end) & (scores.end > region.start)
    return np.flatnonzero((scores.place == region.chrom) & shared).tolist()


def around_hits(region: Region, hits: Iterable[Hit], flank: int) -> list[Region]:
    """Return the surroundings of hits within a region, those that overlap as one."""
    around = joined((hit.start - flank, hit.end + flank) for hit in hits)
    return [_cut(region, start, end) for start, end in around]


def _cut(region: Region, start: int, end: int) -> Region:
    start, end = max(start, region.start), min(end, region.end)
    centre = (start + end) // 2
    return Region(region.chrom, start, end, region.name, centre, region.source, region.line)


def _nearest(region: Region, scores: Scores) -> tuple[float, str]:
    """Return distance and place of the nearest window on the same chromosome."""
    gaps = np.maximum(scores.start - region.end, region.start - scores.end).astype(float)
    gaps[scores.place != region.chrom] = np.inf
    row = int(np.argmin(gaps))
    return float(gaps[row]), f"{region.chrom}:{scores.start[row]}-{scores.end[row]}"


def _where(region: Region) -> str:
    return region.where if region.line else f"{region.source} {region}"
