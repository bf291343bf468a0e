"""What will be tried with each motif, before the model is asked for anything."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from motiflens.config.effects import Effects
from motiflens.effects.asked import Asked
from motiflens.effects.motif_effect import Plan
from motiflens.effects.removing import Site, Stretch, make_site
from motiflens.effects.two_copies import possible_distances
from motiflens.errors import StoreError
from motiflens.hits.columns import HitColumns
from motiflens.motifs.motif import Motif
from motiflens.sequences.selection import evenly
from motiflens.store.windows import Windows

_PLACES = 3
"""Which part of what is drawn for a motif, beside those of `motiflens.effects.motif_effect`."""


def make_plans(windows: Windows, asked: Asked, options: Effects) -> Iterator[Plan]:
    """Yield the plan of each motif, in their order.

    Raises
    ------
    StoreError
        Where a hit does not lie in its window.
    """
    _check_inside(windows, asked.hits)
    motifs = asked.motifs.motifs
    paired = {m.name for m in sorted(motifs, key=lambda m: -m.n_seqlets)[: options.pairs]}
    for number, motif in enumerate(motifs):
        rng = np.random.default_rng([options.seed, number, _PLACES])
        width = motif.trim[1] - motif.trim[0]
        distances = possible_distances(width, windows.window, options.farthest, options.step)
        yield Plan(
            motif=motif,
            number=number,
            fits=width <= windows.window,
            distances=distances if motif.name in paired else (),
            sites=tuple(_sites(windows, motif, asked.hits, options, rng)),
        )


def _check_inside(windows: Windows, hits: HitColumns) -> None:
    begin = windows.start[hits.column("index")]
    start, end = hits.column("start"), hits.column("end")
    inside = (begin <= start) & (start < end) & (end <= begin + windows.window)
    if not inside.all():
        at = int(np.argmin(inside))
        hit = hits[at]
        raise StoreError(
            f"the hit of {hit.motif} at {hit.chrom}:{hit.start}-{hit.end} does not lie in its "
            f"window, which begins at {begin[at]}",
            fix="make the hits again with `motiflens hits`",
        )


def _sites(
    windows: Windows, motif: Motif, hits: HitColumns, options: Effects, rng: np.random.Generator
) -> Iterator[Site]:
    """Yield windows from all over those that hold the motif."""
    index = hits.column("index")
    rows = evenly(np.unique(index[hits.named("motif", motif.name)]), options.windows)
    for row, codes in zip(rows.tolist(), windows.window_codes(rows), strict=True):
        here = hits.only(index == row)
        own = here.only(here.named("motif", motif.name))
        begin = int(windows.start[row])
        yield make_site(codes, _stretches(own, begin), _stretches(here, begin), rng)


def _stretches(hits: HitColumns, begin: int) -> list[Stretch]:
    return [(hit.start - begin, hit.end - begin) for hit in hits]
