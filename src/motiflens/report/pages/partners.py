"""Motifs seen in the same windows, and how far apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motiflens.hits.record import Pair
from motiflens.report.drawing import Drawing
from motiflens.report.drawings.charts import lines
from motiflens.report.entry import Entry
from motiflens.report.limits import PARTNERS


@dataclass(frozen=True)
class Partner:
    """A motif in the same windows: the pair as it was counted, and the other's entry."""

    entry: Entry
    pair: Pair


@dataclass(frozen=True)
class Partners:
    """Partners of a motif, the most significant first; ``total`` counts those not shown too.

    ``distances`` draws the first one's.
    """

    shown: tuple[Partner, ...]
    total: int
    distances: Drawing | None


def partners(entry: Entry, by_name: Mapping[str, Entry]) -> Partners | None:
    """Return the partners of a motif; None where hits were not looked for."""
    summary = entry.result.beside.hits
    if summary is None:
        return None
    name = entry.motif.name
    pairs = [pair for pair in summary.pairs if name in (pair.first, pair.second)]
    shown = tuple(
        Partner(by_name[pair.second if pair.first == name else pair.first], pair)
        for pair in pairs[:PARTNERS]
    )
    return Partners(shown, len(pairs), _distances(entry, shown[0]) if shown else None)


def _distances(entry: Entry, partner: Partner) -> Drawing | None:
    found: dict[str, Sequence[float]] = {
        name: line for name, line in partner.pair.distances.items() if any(line)
    }
    if not found:
        return None
    caption = f"Pairs with {partner.entry.motif.name} by the distance between their middles."
    drawn = lines(
        found,
        title=f"{entry.motif.name}. {caption}",
        x_name="distance (bp)",
        y_name="pairs of hits",
    )
    return Drawing(drawn, caption)
