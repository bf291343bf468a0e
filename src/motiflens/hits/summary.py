"""All that is said of the hits as a whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from motiflens.config import Hits
from motiflens.hits.calibration import SAMPLE
from motiflens.hits.calls import Calls
from motiflens.hits.columns import HitColumns
from motiflens.hits.explained import Explained
from motiflens.hits.kernels import Kernels
from motiflens.hits.laid import Laid, laid
from motiflens.hits.pairs import pairs
from motiflens.hits.positions import centred, histogram, stranded
from motiflens.hits.pursuit import SHARED
from motiflens.hits.record import HitSummary, MotifHits
from motiflens.hits.scan import INSIDE
from motiflens.motifs.motif import MotifSet
from motiflens.store.scores import Scores

SPACING = 0.05
"""Largest q-value of a spacing that is called enriched."""


def summarise(
    motifs: MotifSet,
    calls: Calls,
    hits: HitColumns,
    kernels: Kernels,
    explained: Explained,
    scores: Scores,
    options: Hits,
) -> HitSummary:
    """Return the summary of hits, each of which is counted once.

    Parameters
    ----------
    motifs
        The motifs.
    calls, hits
        The same hits within their windows and on the genome.
    kernels
        The motifs as they were searched.
    explained
        What the hits explain of all windows.
    scores, options
        What was searched, and how.
    """
    n, length = len(scores), scores.window
    where = laid(calls, kernels, length)
    names = [motif.name for motif in motifs.motifs]
    return HitSummary(
        schema="motiflens/hits/1",
        task=scores.provenance["task"],
        method=scores.provenance["method"],
        options={**options.model_dump(), "inside": INSIDE, "shared": SHARED, "sample": SAMPLE},
        n_windows=n,
        window=length,
        n_hits=len(hits),
        explained=explained.quantiles(),
        motifs=_motifs(names, where, hits, kernels, explained),
        pairs=pairs(
            where,
            names,
            max_distance=options.max_distance,
            shuffles=options.shuffles,
            seed=options.seed,
            q_value=SPACING,
        ),
        message=None if hits else _message(motifs, n),
    )


def _motifs(
    names: Sequence[str], where: Laid, hits: HitColumns, kernels: Kernels, explained: Explained
) -> tuple[MotifHits, ...]:
    share = explained.by_motif()
    tested = zip(names, centred(where), stranded(where, kernels), strict=True)
    found = []
    for k, (name, centre, forward) in enumerate(tested):
        windows = where.window[where.motif == k]
        contributions = hits.column("contribution")[hits.named("motif", name)]
        found.append(
            MotifHits(
                name=name,
                n_hits=len(windows),
                n_windows=len(np.unique(windows)),
                contribution=float(np.mean(contributions)) if len(contributions) else 0.0,
                explained=float(share[k]),
                positions=histogram(where, k),
                centre=centre if len(contributions) else None,
                forward=forward if len(contributions) else None,
            )
        )
    return tuple(found)


def _message(motifs: MotifSet, n: int) -> str:
    if not motifs.motifs:
        return "no hits: there is no motif to look for"
    if n == 0:
        return "no hits: there are no windows"
    return (
        f"no hits: in {n:,} windows, no place is like one of the {len(motifs.motifs)} motifs "
        "in contributions and bases by more than chance"
    )
