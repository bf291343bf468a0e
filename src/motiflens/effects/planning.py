"""What will be tried with each motif, before the model is asked for anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from motiflens.config.effects import Effects
from motiflens.effects.asked import Asked
from motiflens.effects.motif_effect import Plan
from motiflens.effects.removing import Site, Stretch, make_site
from motiflens.effects.two_copies import possible_distances
from motiflens.errors import StoreError
from motiflens.hits.table import Hit
from motiflens.motifs.motif import Motif
from motiflens.sequences.selection import evenly
from motiflens.store.windows import Windows

_Hits = Mapping[int, Mapping[str, Sequence[Stretch]]]
"""By row of the data set and name of the motif, where hits lie in the window."""

_PLACES = 3
"""Which part of what is drawn for a motif, beside those of `motiflens.effects.motif_effect`."""


def make_plans(windows: Windows, asked: Asked, options: Effects) -> Iterator[Plan]:
    """Yield the plan of each motif, in their order.

    Raises
    ------
    StoreError
        Where a hit does not lie in its window.
    """
    hits = _by_window(windows, asked.hits)
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
            sites=tuple(_sites(windows, motif, hits, options, rng)),
        )


def _by_window(windows: Windows, hits: Sequence[Hit]) -> _Hits:
    found: dict[int, dict[str, list[Stretch]]] = defaultdict(lambda: defaultdict(list))
    for hit in hits:
        start = int(windows.start[hit.index])
        if not start <= hit.start < hit.end <= start + windows.window:
            raise StoreError(
                f"the hit of {hit.motif} at {hit.chrom}:{hit.start}-{hit.end} does not lie in its "
                f"window, which begins at {start}",
                fix="make the hits again with `motiflens hits`",
            )
        found[hit.index][hit.motif].append((hit.start - start, hit.end - start))
    return found


def _sites(
    windows: Windows, motif: Motif, hits: _Hits, options: Effects, rng: np.random.Generator
) -> Iterator[Site]:
    """Yield windows from all over those that hold the motif."""
    holding = np.array(sorted(row for row in hits if motif.name in hits[row]), dtype=np.int64)
    rows = evenly(holding, options.windows)
    for row, codes in zip(rows.tolist(), windows.window_codes(rows), strict=True):
        everything = [stretch for stretches in hits[row].values() for stretch in stretches]
        yield make_site(codes, hits[row][motif.name], everything, rng)
