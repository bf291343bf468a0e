"""What each operation kept of the output on its way to the bases."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from motiflens.report.figures.style import BLUE, GREY, INK, axes, label
from motiflens.report.relevance import Bar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# From dark to light, so that they are apart in grey too; the rarest are told by their hatching.
_LOOKS: dict[str | None, tuple[str, str]] = {
    None: (GREY, ""),
    "bias": (BLUE, ""),
    "stabiliser": ("#f2c14e", ""),
    "signs": ("#d9622b", ""),
    "unplaced": ("#ffffff", "////"),
    "other inputs": ("#ffffff", "...."),
}
_WIDTH = 0.8  # of a place on the x axis, which is 1 wide


def waterfall(bars: Sequence[Bar]) -> Figure:
    """Draw the output, what each operation took off it, and what was left to the bases.

    Parameters
    ----------
    bars
        From the output to the bases (`motiflens.report.relevance.waterfall_bars`).
    """
    places = [list(group) for _, group in groupby(bars, key=lambda bar: bar.label)]
    figure, plot = axes(max(4.2, 1.2 + 0.55 * len(places)), 3.0)
    drawn = [
        _draw(plot, bar, place - _WIDTH / 2 + _WIDTH * number / len(group), _WIDTH / len(group))
        for place, group in enumerate(places)
        for number, bar in enumerate(group)
    ]
    for (_, right, level), (left, _, _) in pairwise(drawn):
        plot.plot([right, left], [level, level], color=GREY, linewidth=0.7)
    plot.axhline(0, color=INK, linewidth=0.7)
    names = [group[0].label for group in places]
    plot.set_xticks(range(len(names)), names, rotation=40, ha="right", rotation_mode="anchor")
    plot.tick_params(axis="x", length=0)
    plot.set_xlim(-0.7, len(names) - 0.3)
    levels = [0.0, *(level for bar in bars for level in (bar.start, bar.end))]
    room = 0.05 * (max(levels) - min(levels))
    plot.set_ylim(min(levels) - room * (min(levels) < 0), max(levels) + room)
    _legend(plot, bars)
    label(plot, "", "mean relevance (output units)")
    return figure


def _draw(plot: Axes, bar: Bar, left: float, width: float) -> tuple[float, float, float]:
    """Draw a bar, and return its left and right edge and the level at which it ends."""
    colour, hatch = _LOOKS[bar.cause]
    plot.bar(
        left,
        bar.end - bar.start,
        width,
        bottom=bar.start,
        align="edge",
        color=colour,
        edgecolor=INK,
        linewidth=0.6,
        hatch=hatch,
    )
    return left, left + width, bar.end


def _legend(plot: Axes, bars: Sequence[Bar]) -> None:
    from matplotlib.patches import Patch

    causes = [cause for cause in _LOOKS if cause and any(bar.cause == cause for bar in bars)]
    if causes:
        handles = [
            Patch(facecolor=_LOOKS[cause][0], hatch=_LOOKS[cause][1], edgecolor=INK, linewidth=0.6)
            for cause in causes
        ]
        plot.legend(
            handles,
            causes,
            frameon=False,
            fontsize=8,
            labelcolor=INK,
            ncols=len(causes),
            loc="lower right",
            bbox_to_anchor=(1, 1),
            borderaxespad=0.2,
            title="absorbed by",
            title_fontsize=8,
        )
