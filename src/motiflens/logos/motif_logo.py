"""The logo of a motif: one kind, on one strand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motiflens.logos.figures import INK, plain
from motiflens.logos.kinds import View
from motiflens.logos.letters import draw_logo
from motiflens.logos.palettes import PALETTES, Palette
from motiflens.motifs.motif import Motif

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STANDARD = PALETTES["colour-blind"]

# In inches. Fixed margins make letters as wide in one logo as in the next, and drawing four times
# as fast as a layout that is worked out for each.
PER_BASE = 0.28
_LEFT, _RIGHT, _BELOW, _ABOVE = 0.75, 0.15, 0.45, 0.45
_HEIGHT = 2.0
_NARROWEST = 3.2
_PER_CHARACTER = 0.078  # of the title

_HEADROOM = 0.04
_MOST_TICKS = 12


def motif_logo(
    motif: Motif, view: View, background: ArrayLike, palette: Palette = STANDARD
) -> Figure:
    """Return one logo of a motif.

    Parameters
    ----------
    motif
        What is drawn.
    view
        Which kind, of which strand, trimmed or whole.
    background
        Frequencies of A, C, G and T against which information is counted.
    palette
        Colours of the letters.
    """
    from matplotlib.figure import Figure

    heights = letters(motif, view, background)
    title = [motif.name, ", ".join(filter(None, [f"{motif.n_seqlets:,} seqlets", view.words]))]
    width = max(
        _NARROWEST,
        _LEFT + _RIGHT + PER_BASE * len(heights),
        _LEFT + _RIGHT + _PER_CHARACTER * max(map(len, title)),
    )
    across, up = PER_BASE * len(heights) / width, (_HEIGHT - _BELOW - _ABOVE) / _HEIGHT
    figure = Figure(figsize=(width, _HEIGHT))
    axes = figure.add_axes((_LEFT / width, _BELOW / _HEIGHT, across, up))
    draw_view(axes, heights, view, background, palette)
    number_positions(axes, len(heights))
    write: dict[str, Any] = {"fontsize": 9, "color": INK}
    figure.text(_LEFT / width, 1 - 0.06 / _HEIGHT, "\n".join(title), va="top", **write)
    figure.text(_LEFT / width, 0.06 / _HEIGHT, "position (bp)", va="bottom", **write)
    middle = _BELOW / _HEIGHT + up / 2
    figure.text(0.06 / width, middle, view.kind.unit, rotation=90, va="center", **write)
    return figure


def letters(motif: Motif, view: View, background: ArrayLike) -> NDArray[np.float64]:
    """Return the heights of the letters (w, 4) of a view."""
    start, end = (None, None) if view.whole else motif.trim
    matrix = np.array(getattr(motif, view.kind.matrix)[start:end], dtype=np.float64)
    heights = view.kind.heights(matrix, background)
    return heights[::-1, ::-1] if view.reverse else heights


def draw_view(
    axes: Axes,
    heights: NDArray[np.float64],
    view: View,
    background: ArrayLike,
    palette: Palette,
) -> None:
    """Draw the letters of a view, and set the limits of its axes and the ticks of the y axis."""
    draw_logo(heights, axes, colours=palette.colours)
    low, high = axes.get_ylim()
    if view.kind.highest is not None:
        low, high = 0, view.kind.highest(background)
    axes.set_ylim(low, high + _HEADROOM * (high - low))
    axes.set_xticks([])
    plain(axes)


def number_positions(axes: Axes, length: int) -> None:
    """Put a tick to each position of a short motif, and to each fifth of a long one."""
    step = 1 if length <= _MOST_TICKS else 5
    axes.set_xticks([1, *range(step, length + 1, step)][step == 1 :])
