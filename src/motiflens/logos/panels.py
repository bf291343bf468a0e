"""Small multiples: all kinds of a motif in one figure, and all motifs of a set in another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motiflens.logos.figures import INK
from motiflens.logos.kinds import KINDS, View, views
from motiflens.logos.motif_logo import STANDARD, draw_view, letters, number_positions
from motiflens.logos.palettes import Palette
from motiflens.motifs.motif import Motif, MotifSet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# In inches.
_PER_BASE = 0.18
_LEFT, _RIGHT, _BELOW, _ABOVE, _GAP = 0.15, 0.15, 0.3, 0.35, 0.25
_TICKS = 0.4  # left of every panel
_PER_CHARACTER = 0.062
_ROW_OF_KINDS, _ROW_OF_MOTIFS = 0.9, 0.55


@dataclass(frozen=True)
class _Row:
    """A label, and the logos beside it; ``numbered`` where positions are."""

    label: str
    logos: Sequence[tuple[View, NDArray[np.float64]]]
    numbered: bool = False


def motif_panel(motif: Motif, background: ArrayLike, palette: Palette = STANDARD) -> Figure:
    """Return every kind of logo of a motif, a row each, and its two strands beside each other."""
    rows = [
        _Row(
            kind.unit.replace(" (", "\n("),
            [(view, letters(motif, view, background)) for view in views([kind.name])],
            numbered=number == len(KINDS),
        )
        for number, kind in enumerate(KINDS.values(), start=1)
    ]
    title = f"{motif.name}, {motif.n_seqlets:,} seqlets; right: reverse complement"
    return _grid(rows, _ROW_OF_KINDS, title, background, palette)


def set_panel(motifs: MotifSet, palette: Palette = STANDARD) -> Figure:
    """Return the motifs of a set, a row each: what they contribute, and their information."""
    shown = [View(KINDS["contribution"]), View(KINDS["information"])]
    rows = [
        _Row(
            f"{motif.name}\n{motif.n_seqlets:,} seqlets",
            [(view, letters(motif, view, motifs.background)) for view in shown],
        )
        for motif in motifs.motifs
    ]
    units = "; right: ".join(view.kind.unit for view in shown)
    return _grid(rows, _ROW_OF_MOTIFS, f"left: {units}", motifs.background, palette)


def _grid(
    rows: Sequence[_Row], height: float, title: str, background: ArrayLike, palette: Palette
) -> Figure:
    """Return logos in rows and columns, with letters of one width, ``height`` inches a row."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    widest = max(len(heights) for row in rows for _, heights in row.logos) * _PER_BASE
    label = _PER_CHARACTER * max(len(line) for row in rows for line in row.label.split("\n"))
    columns = max(len(row.logos) for row in rows)
    width = max(
        _LEFT + label + columns * (_TICKS + widest) + _RIGHT,
        _LEFT + _PER_CHARACTER * len(title) + _RIGHT,
    )
    total = _ABOVE + len(rows) * (height + _GAP) - _GAP + _BELOW
    figure = Figure(figsize=(width, total))
    figure.text(_LEFT / width, 1 - 0.08 / total, title, va="top", fontsize=8, color=INK)
    for number, row in enumerate(rows):
        low = total - _ABOVE - number * (height + _GAP) - height
        middle = (low + height / 2) / total
        figure.text(_LEFT / width, middle, row.label, va="center", fontsize=7, color=INK)
        for column, (view, heights) in enumerate(row.logos):
            left = _LEFT + label + _TICKS + column * (_TICKS + widest)
            across = len(heights) * _PER_BASE
            place = (left / width, low / total, across / width, height / total)
            axes = figure.add_axes(place, gid=f"row-{number + 1}-{column + 1}")
            draw_view(axes, heights, view, background, palette)
            axes.tick_params(labelsize=6, pad=1)
            axes.yaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 5, 10]))
            if row.numbered:
                number_positions(axes, len(heights))
    return figure
