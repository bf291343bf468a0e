"""The logos of a motif."""

from __future__ import annotations

from motiflens.logos.kinds import KINDS
from motiflens.report.drawing import Drawing
from motiflens.report.drawings.logo import logo
from motiflens.report.entry import Entry, on_strand


def logo_drawings(entry: Entry, unit: str) -> tuple[Drawing, ...]:
    """Return contributions on both strands, hypothetical scores and information.

    The first three are in ``unit``.
    """
    motif, background = entry.motif, entry.result.motifs.background
    first, second = ("as in the files", "the other strand")
    if entry.match is not None:
        known = f", as {entry.match.name} is known"
        first, second = (first, second + known) if entry.turned else (first + known, second)
    shown = (
        ("contribution", False, f"Contribution, {first}."),
        ("contribution", True, f"Contribution, {second}."),
        ("hypothetical", False, "Hypothetical contribution."),
        ("information", False, "Information."),
    )
    drawn = []
    for name, turned, caption in shown:
        kind = KINDS[name]
        drawn.append(
            Drawing(
                logo(
                    on_strand(kind.heights(motif.drawn(kind.matrix), background), turned=turned),
                    title=f"{motif.name}. {caption}",
                    unit="bits" if kind.highest else unit,
                    top=kind.highest(background) if kind.highest else None,
                ),
                caption,
            )
        )
    return tuple(drawn)
