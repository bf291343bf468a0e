"""What a filter of the first layer answers to, as letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from motiflens.logos.letters import draw_logo
from motiflens.logos.motif_logo import information
from motiflens.report.figures.style import axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BITS = 2.0
_SEEN = 0.05  # bits; a lower letter is thinner than a line, and would only make the page heavier


def filter_logo(frequencies: ArrayLike, background: ArrayLike) -> Figure:
    """Draw (w, 4) frequencies of A, C, G and T as information over a background, in bits."""
    heights = information(frequencies, background)
    heights[heights < _SEEN] = 0
    figure, plot = axes(0.4 + 0.11 * len(heights), 0.8)
    draw_logo(heights, plot)
    plot.set_ylim(0, max(_BITS, heights.sum(axis=1).max()))
    plot.set_yticks([0, 1, 2])
    plot.set_xticks(np.arange(5, len(heights) + 1, 5))
    plot.tick_params(labelsize=7, length=2)
    return figure
