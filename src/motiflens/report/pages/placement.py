"""Where a motif lies: its seqlets side by side, and places in the window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from motiflens.hits.record import Test
from motiflens.report.drawing import Drawing
from motiflens.report.drawings.charts import histogram
from motiflens.report.drawings.heat_map import heat_map
from motiflens.report.entry import Entry
from motiflens.report.limits import SEQLETS
from motiflens.report.seqlets import Seqlets, read_seqlets
from motiflens.sequences.selection import evenly

_BINS = 20


@dataclass(frozen=True)
class Placement:
    """What the page shows of places.

    Attributes
    ----------
    seqlets
        Seqlets side by side; None where they are not kept.
    positions
        Where hits, or without them seqlets, lie in the window.
    centre, forward
        Tests of the hits, where there are any.
    """

    seqlets: Drawing | None
    positions: Drawing | None
    centre: Test | None
    forward: Test | None


def placement(entry: Entry) -> Placement:
    """Return where the seqlets and hits of a motif lie."""
    found = read_seqlets(entry.result.folder / "motifs", entry.motif)
    return Placement(
        seqlets=None if found is None else _seqlets(entry, found),
        positions=_positions(entry, found),
        centre=entry.hits.centre if entry.hits else None,
        forward=entry.hits.forward if entry.hits else None,
    )


def _seqlets(entry: Entry, found: Seqlets) -> Drawing:
    total = len(found.codes)
    rows = found.codes[evenly(np.arange(total), SEQLETS)]
    caption = "Seqlets, a row each, largest contribution at the top; coloured by base."
    if len(rows) < total:
        caption += f" {len(rows)} of {total:,} are drawn, evenly spaced down the ranking."
    title = f"{entry.motif.name}. {caption}"
    return Drawing(heat_map(rows, entry.motif.trim, total, title=title), caption)


def _positions(entry: Entry, found: Seqlets | None) -> Drawing | None:
    length = entry.result.scores.shape[1]
    if entry.hits is not None and any(entry.hits.positions):
        counts, what = list(entry.hits.positions), "hits"
    elif found is not None:
        bins = np.histogram(found.middles, bins=min(_BINS, length), range=(0, length))[0]
        counts, what = bins.tolist(), "seqlets"
    else:
        return None
    caption = f"Where {what} lie in the window of {length:,} bp."
    drawn = histogram(
        counts,
        (0, length),
        title=f"{entry.motif.name}. {caption}",
        x_name="position in the window (bp)",
        y_name=what,
    )
    return Drawing(drawn, caption)
