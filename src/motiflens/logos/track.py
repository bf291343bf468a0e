"""The contributions along one window, base by base."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from motiflens.logos.figures import finish, new_axes, svg
from motiflens.logos.letters import draw_logo

_INCHES_PER_BASE = 0.05
_HEIGHT = 1.7


def contribution_track(scores: ArrayLike, *, start: int, chrom: str, title: str) -> str:
    """Return an SVG in which each base of a window is as high as its contribution.

    Parameters
    ----------
    scores
        (4, L) contributions in units of the output, zero except at the base that the sequence has.
    start
        Where the window begins on ``chrom``, 0-based.
    chrom
        Chromosome or sequence that the window lies on, for the x axis.
    title
        What the track shows.

    Returns
    -------
    str
        The same for the same input, in every run.
    """
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    letters = np.asarray(scores).T
    figure, axes = new_axes(max(4.0, 0.8 + _INCHES_PER_BASE * len(letters)), _HEIGHT)
    draw_logo(letters, axes, start=start)
    place = f"position on {chrom} (bp, 0-based)"
    finish(axes, title=title, x=place, y="contribution (output units)")
    axes.tick_params(axis="x", length=3)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    return svg(figure)
