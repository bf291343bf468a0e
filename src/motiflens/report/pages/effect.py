"""What a motif does in the model."""

from __future__ import annotations

from dataclasses import dataclass

from motiflens.effects.record import Effects, Estimate, MotifEffect
from motiflens.report.drawing import Drawing
from motiflens.report.drawings.charts import curves, intervals
from motiflens.report.entry import Entry


@dataclass(frozen=True)
class EffectView:
    """What the page shows: the record, its estimates by name, and drawings of them."""

    effect: MotifEffect
    unit: str
    estimates: dict[str, Estimate]
    drawings: tuple[Drawing, ...]


def effect_view(entry: Entry) -> EffectView | None:
    """Return what was measured of a motif; None where nothing was."""
    effects, effect = entry.result.beside.effects, entry.effect
    if effects is None or effect is None:
        return None
    named = {
        "one copy inserted": effect.inserted,
        "a scrambled copy inserted": effect.scrambled,
        "own hits shuffled": effect.removed,
        "as much elsewhere shuffled": effect.control,
    }
    known = {name: one for name, one in named.items() if one is not None}
    drawn = [*_intervals(entry, known, effects), *_copies(entry, effect, effects)]
    return EffectView(effect, effects.unit, known, tuple(drawn))


def _intervals(entry: Entry, known: dict[str, Estimate], effects: Effects) -> list[Drawing]:
    if not known:
        return []
    caption = "Mean change of the output, with 95 % intervals over sequences."
    title = f"{entry.motif.name}. {caption}"
    drawn = intervals(known, title=title, x_name=f"change of the output ({effects.unit})")
    return [Drawing(drawn, caption)]


def _copies(entry: Entry, effect: MotifEffect, effects: Effects) -> list[Drawing]:
    found = {one.orientation: one for one in effect.copies if one.distances}
    if not found:
        return []
    caption = (
        "Two copies: the change of the output beyond the sum of what each does alone, by their "
        "distance and orientation. Bands: 95 % intervals."
    )
    drawn = curves(
        {name: one.interaction for name, one in found.items()},
        {name: one.distances for name, one in found.items()},
        title=f"{entry.motif.name}. {caption}",
        x_name="distance between middles (bp)",
        y_name=f"interaction ({effects.unit})",
    )
    return [Drawing(drawn, caption)]
