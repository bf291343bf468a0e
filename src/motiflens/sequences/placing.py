"""From regions to windows: which regions are used, and where a window lies round each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.sequences.genome import Genome
from motiflens.sequences.intervals import Intervals, centres
from motiflens.sequences.regions import Region
from motiflens.sequences.rows import Geometry, Rows, drop
from motiflens.sequences.wording import few
from motiflens.store.windows import Dropped


def check_names(regions: Sequence[Region], genome: Genome) -> None:
    """Raise `InputError` where no region's chromosome is in the genome; it shows both's names."""
    if any(region.chrom in genome.lengths for region in regions):
        return
    names = dict.fromkeys(region.chrom for region in regions)
    raise InputError(
        f"no region lies on a chromosome of the genome: the regions are on {few(names)}, "
        f"the genome {genome.path} has {few(genome.lengths)}",
        where=f"{regions[0].source}, line {regions[0].line}",
        fix="use the genome that the regions were made with, or rename the chromosomes of one",
    )


def on_genome(regions: Sequence[Region], genome: Genome, dropped: list[Dropped]) -> list[Region]:
    """Return the regions whose chromosome the genome has; the others are added to ``dropped``.

    Raises
    ------
    InputError
        Where no region's chromosome is in the genome, or a region runs past its chromosome's end.
    """
    check_names(regions, genome)
    kept = [region for region in regions if region.chrom in genome.lengths]
    for region in kept:
        if region.end > genome.lengths[region.chrom]:
            raise InputError(
                f"the region runs past the end of {region.chrom}, "
                f"which has {genome.lengths[region.chrom]:,} bp in {genome.path}",
                where=region.where,
                fix="check that the regions were made with this version of the genome",
            )
    missing = [region for region in regions if region.chrom not in genome.lengths]
    dropped.extend(_dropped(region, "its chromosome is not in the genome") for region in missing)
    return kept


def place(
    classes: Mapping[str, list[Region]],
    negatives: list[Region],
    genome: Genome,
    geometry: Geometry,
    rng: np.random.Generator,
    dropped: list[Dropped],
) -> Rows:
    """Lay a window round each region, at a random offset from its centre.

    A window belongs to every class of which a region's centre lies in it; regions of several
    classes with the same centre share one. Repeated regions, negatives close to a region of a
    class, and windows that run past a chromosome's end are added to ``dropped``.
    """
    # Classes of the same regions share a list.
    pools = list({id(regions): regions for regions in classes.values()}.values())
    positives = [region for regions in pools for region in regions]
    used = _unique([*pools, _away(negatives, positives, geometry, dropped)], dropped)
    shift = rng.integers(-geometry.max_offset, geometry.max_offset + 1, len(used))
    windows = lay(used, geometry.window, shift)
    rows = Rows(
        codes=genome.extract(
            windows.chrom, windows.start - shift - geometry.max_offset, geometry.context
        ),
        offset=(geometry.max_offset + shift).astype(np.int32),
        labels=_labels(windows, list(classes.values()), pools),
        chrom=windows.chrom,
        start=windows.start,
        group=np.arange(len(used)),
        name=np.array([region.name for region in used], dtype=np.str_),
        source=np.array([region.source for region in used], dtype=np.str_),
        line=np.array([region.line for region in used], dtype=np.int64),
        region=np.array([str(region) for region in used], dtype=np.str_),
    )
    length = np.array([genome.lengths[region.chrom] for region in used])
    past_end = (windows.start < 0) | (windows.end > length)
    return drop(rows, past_end, "its window runs past the chromosome's end", dropped)


def lay(regions: Sequence[Region], length: int, shift: NDArray[np.int64] | int = 0) -> Intervals:
    """Return intervals of one length: the first half of it lies before the shifted centre."""
    middle = centres(regions)
    start = middle.start - length // 2 + shift
    return Intervals(middle.chrom, start, start + length)


def _labels(
    windows: Intervals, classes: Sequence[list[Region]], pools: Sequence[list[Region]]
) -> NDArray[np.int8]:
    column = {id(regions): windows.overlap(centres(regions)) for regions in pools}
    return np.stack([column[id(regions)] for regions in classes], axis=1).astype(np.int8)


def _away(
    negatives: list[Region],
    positives: Sequence[Region],
    geometry: Geometry,
    dropped: list[Dropped],
) -> list[Region]:
    """Return the negatives in whose context no class has a region's centre."""
    close = lay(negatives, geometry.context).overlap(centres(positives))
    pairs = list(zip(negatives, close, strict=True))
    reason = "a negative so close to a region of a class that its window may hold it"
    dropped.extend(_dropped(region, reason) for region, is_close in pairs if is_close)
    return [region for region, is_close in pairs if not is_close]


def _unique(groups: Iterable[list[Region]], dropped: list[Dropped]) -> list[Region]:
    """Return one region for each centre; what a class holds twice is added to ``dropped``."""
    used: dict[tuple[str, int], Region] = {}
    for regions in groups:
        seen: set[tuple[str, int]] = set()
        for region in regions:
            if region.place in seen:
                dropped.append(_dropped(region, "duplicate: an earlier region has its centre"))
            seen.add(region.place)
            used.setdefault(region.place, region)
    return list(used.values())


def _dropped(region: Region, reason: str) -> Dropped:
    return Dropped(region.source, region.line, str(region), reason)
