"""A locus: contributions along a stretch of DNA, with the hits in it and the genes about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from motiflens.logos.boxes import WORDS, Site, draw_genes, draw_sites
from motiflens.logos.figures import INK, plain
from motiflens.logos.lanes import Placed, inches, place
from motiflens.logos.letters import draw_logo
from motiflens.logos.motif_logo import STANDARD
from motiflens.logos.palettes import Palette
from motiflens.sequences.genes import Gene

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# In inches.
_PER_BASE, _NARROWEST, _WIDEST = 0.06, 5.0, 12.0
_LEFT, _RIGHT, _ABOVE, _BELOW = 0.75, 0.2, 0.32, 0.5
_LABEL, _TRACK, _LANE, _GAP = 0.2, 1.0, 0.28, 0.08

_LETTER = 0.04  # the narrowest that can be read
_UNKNOWN = "no window here"
_UNIT = "contribution\n(output units)"


@dataclass(frozen=True)
class Track:
    """What one task by one method gave.

    Attributes
    ----------
    label
        Of the track.
    scores
        (4, L) contributions of the bases from the locus' start to its end, in output units, zero
        but at the base that is there; NaN where nothing is known.
    sites
        Hits that overlap the locus.
    """

    label: str
    scores: ArrayLike
    sites: Sequence[Site] = ()


def locus_figure(
    tracks: Sequence[Track],
    *,
    chrom: str,
    start: int,
    end: int,
    genes: Sequence[Gene] = (),
    title: str = "",
    palette: Palette = STANDARD,
) -> Figure:
    """Return tracks above each other on one axis.

    Bases are letters as high as their contributions, or bars where letters would be too narrow to
    read. Hits lie below their track and genes below all, with an arrow for the strand and their
    names beside them, in as many lanes as it takes that no two names overlap.

    Parameters
    ----------
    tracks
        The first is drawn on top.
    chrom, start, end
        The locus, 0-based and half-open.
    genes
        Those that overlap it.
    title
        What the locus is; its place is written below the axis.
    palette
        Colours of the bases.
    """
    from matplotlib.figure import Figure

    across = min(max(_PER_BASE * (end - start), _NARROWEST), _WIDEST)
    per_inch = (end - start) / across
    hits = [
        _places(track.sites, [s.label for s in track.sites], start, end, per_inch)
        for track in tracks
    ]
    named = _places(genes, [gene.name for gene in genes], start, end, per_inch)
    heights = [h for found in hits for h in (_LABEL, _TRACK, _lanes(found), _GAP)] + [_lanes(named)]
    width, height = _LEFT + across + _RIGHT, _ABOVE + sum(heights) + _BELOW
    figure = Figure(figsize=(width, height))
    figure.text(_LEFT / width, 1 - 0.08 / height, title, va="top", fontsize=9, color=INK)
    rows = _Rows(figure, across, height - _ABOVE, (start, end))
    for number, (track, found) in enumerate(zip(tracks, hits, strict=True), start=1):
        rows.words(_LABEL, track.label)
        _draw_scores(rows.axes(_TRACK, f"track-{number}"), track, start, palette, across)
        if found:
            draw_sites(rows.axes(_lanes(found), None), track.sites, found)
        rows.skip(_GAP)
    if named:
        draw_genes(rows.axes(_lanes(named), None), genes, named)
    _label_axis(figure, chrom, _LEFT / width)
    return figure


def _places(
    things: Sequence[Any], labels: Sequence[str], start: int, end: int, per_inch: float
) -> list[Placed]:
    intervals = [(thing.start, thing.end) for thing in things]
    return place(intervals, labels, (start, end), per_inch, WORDS)


def _lanes(found: Sequence[Placed]) -> float:
    """Return the height of the lanes of boxes."""
    return _LANE * (1 + max(one.lane for one in found)) if found else 0.0


class _Rows:
    """Rows of a figure from its top to its bottom, each as wide as the locus."""

    def __init__(self, figure: Figure, across: float, top: float, limits: tuple[int, int]) -> None:
        self._figure, self._across, self._top = figure, across, top
        self._limits = limits

    def skip(self, height: float) -> None:
        """Leave room."""
        self._top -= height

    def words(self, height: float, text: str) -> None:
        """Write a line of words."""
        self.skip(height)
        width, whole = self._figure.get_size_inches()
        place = (_LEFT / width, (self._top + 0.05) / whole)
        self._figure.text(*place, text, fontsize=8, color=INK, va="bottom")

    def axes(self, height: float, gid: str | None) -> Axes:
        """Return axes of the whole width, without a frame."""
        self.skip(height)
        width, whole = self._figure.get_size_inches()
        axes = self._figure.add_axes(
            (_LEFT / width, self._top / whole, self._across / width, height / whole), gid=gid
        )
        axes.set_xlim(self._limits[0] - 0.5, self._limits[1] - 0.5)
        axes.tick_params(bottom=False, labelbottom=False)
        axes.spines[:].set_visible(False)
        if gid is None:
            axes.set_yticks([])
        return axes


def _draw_scores(axes: Axes, track: Track, start: int, palette: Palette, across: float) -> None:
    scores = np.asarray(track.scores, dtype=np.float64).T
    bars = across / len(scores) < _LETTER
    draw_logo(scores, axes, start=start, colours=palette.colours, bars=bars)
    plain(axes)
    axes.tick_params(bottom=False, labelbottom=False, labelsize=WORDS)
    axes.set_ylabel(_UNIT, fontsize=WORDS, color=INK)
    for first, last in _runs(np.isnan(scores).any(axis=1)):
        left, right = start + first - 0.5, start + last - 0.5
        axes.axvspan(left, right, color="#eeeeee", linewidth=0)
        if across * (last - first) / len(scores) > inches(_UNKNOWN, WORDS):
            middle = (start + (first + last - 1) / 2, sum(axes.get_ylim()) / 2)
            axes.text(*middle, _UNKNOWN, fontsize=WORDS, color=INK, ha="center")


def _runs(true: Any) -> list[tuple[int, int]]:
    """Return start and end of each stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], true, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _label_axis(figure: Figure, chrom: str, left: float) -> None:
    """Write places below the lowest row."""
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    axes = figure.axes[-1]
    axes.spines["bottom"].set_visible(True)
    axes.spines["bottom"].set_position(("outward", 2))
    axes.tick_params(axis="x", bottom=True, labelbottom=True, length=3, labelsize=8, colors=INK)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10], integer=True))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    place = 0.06 / figure.get_figheight()
    text = f"position on {chrom} (bp, 0-based)"
    figure.text(left, place, text, fontsize=9, color=INK, va="bottom")
