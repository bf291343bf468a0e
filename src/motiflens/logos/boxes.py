"""Hits and genes below a track: boxes that point along their strands, with names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from motiflens.logos.figures import INK
from motiflens.logos.lanes import Placed
from motiflens.sequences.genes import Gene

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WORDS = 7
"""Size of names, in points."""

_HIT, _GENE = "#555555", "#3b5b92"
# In parts of a lane, from its top.
_MIDDLE, _HALF, _BELOW = 0.25, 0.16, 0.97
_ARROWS = 20  # along the whole axis
_MARKERS = {"+": ">", "-": "<"}


@dataclass(frozen=True)
class Site:
    """A hit of a motif, 0-based half-open."""

    start: int
    end: int
    strand: str
    label: str


def draw_sites(axes: Axes, sites: Sequence[Site], found: Sequence[Placed]) -> None:
    """Draw each hit as a box that points along its strand."""
    from matplotlib.patches import Polygon

    for site, at in zip(sites, found, strict=True):
        tip = 0.3 * (at.end - at.start)
        middle = -at.lane - _MIDDLE
        low, high = middle - _HALF, middle + _HALF
        corners = [
            (at.start, low),
            (at.end - tip, low),
            (at.end, middle),
            (at.end - tip, high),
            (at.start, high),
        ]
        if site.strand == "-":
            corners = [(at.start + at.end - x, y) for x, y in corners]
        axes.add_artist(Polygon([(x - 0.5, y) for x, y in corners], color=_HIT, linewidth=0))
        _name(axes, site.label, at)
    _fit(axes, found)


def draw_genes(axes: Axes, genes: Sequence[Gene], found: Sequence[Placed]) -> None:
    """Draw each gene as a line with a box for each exon and arrows along its strand."""
    from matplotlib.patches import Rectangle

    for gene, at in zip(genes, found, strict=True):
        middle = -at.lane - _MIDDLE
        axes.plot([at.start - 0.5, at.end - 0.5], [middle, middle], color=_GENE, linewidth=0.8)
        for start, end in gene.exons:
            left, right = max(start, at.start), min(end, at.end)
            if left < right:
                corner = (left - 0.5, middle - _HALF)
                box = Rectangle(corner, right - left, 2 * _HALF, color=_GENE, linewidth=0)
                axes.add_artist(box)
        if gene.strand in _MARKERS:
            _arrows(axes, at, middle, _MARKERS[gene.strand])
        _name(axes, gene.name, at)
    _fit(axes, found)


def _arrows(axes: Axes, at: Placed, middle: float, marker: str) -> None:
    left, right = axes.get_xlim()
    count = max(1, int(_ARROWS * (at.end - at.start) / (right - left)))
    places = at.start - 0.5 + (at.end - at.start) / count * (np.arange(count) + 0.5)
    axes.plot(
        places,
        np.full(count, middle),
        linestyle="none",
        marker=marker,
        color="white",
        markersize=3.5,
        markeredgewidth=0.5,
        markeredgecolor=_GENE,
    )


def _name(axes: Axes, text: str, at: Placed) -> None:
    axes.text(at.text - 0.5, -at.lane - _BELOW, text, fontsize=WORDS, color=INK, va="bottom")


def _fit(axes: Axes, found: Sequence[Placed]) -> None:
    axes.set_ylim(-1 - max(one.lane for one in found), 0)
