"""Methods side by side: figures with their intervals, and curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from motiflens.report.figures.style import BLUE, GREY, INK, axes, label

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

    from motiflens.evaluation.record import Curve, Figure

_COLOURS = (BLUE, "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#8a6d00")
"""Of Okabe and Ito, which also eyes that confuse red and green tell apart."""

_DASHES = ("-", "--", "-.", (0, (1, 1)))


def intervals(found: Mapping[str, Figure], best: str | None, title: str) -> Drawn:
    """Draw one figure of every method with its interval, and a line where random scores lie.

    Parameters
    ----------
    found
        By the title of the method, in the order from top to bottom.
    best
        Title of the method that is recommended.
    title
        Of the horizontal axis.
    """
    figure, plot = axes(5.6, 0.7 + 0.24 * len(found))
    for row, (name, one) in enumerate(found.items()):
        colour = BLUE if name == best else GREY
        plot.plot([one.low, one.high], [row, row], color=colour, linewidth=1.6)
        plot.plot([one.value], [row], "o", color=colour, markersize=4.5)
    random = next((one.random for one in found.values() if one.random is not None), None)
    if random is not None:
        plot.axvline(random.value, color=INK, linewidth=0.8, linestyle=":")
    plot.set_yticks(range(len(found)), list(found))
    plot.set_ylim(len(found) - 0.5, -0.5)
    label(plot, title, "")
    return figure


def curves(found: Mapping[str, Curve], aside: Sequence[str], y: str) -> Drawn:
    """Draw one curve for every method, those ``aside`` in grey.

    Parameters
    ----------
    found
        By the title of the method, all along the same way.
    aside
        Titles of what is no method, such as scores in random order.
    y
        What the vertical axis shows.
    """
    figure, plot = axes(5.6, 3.0)
    first = next(iter(found.values()))
    drawn = 0
    for name, one in found.items():
        if name in aside:
            style: dict[str, Any] = {"color": GREY, "linestyle": ":", "linewidth": 2.0}
        else:
            turn, place = divmod(drawn, len(_COLOURS))
            dashes = _DASHES[turn % len(_DASHES)]
            style = {"color": _COLOURS[place], "linestyle": dashes, "linewidth": 1.4}
            drawn += 1
        plot.plot(range(len(one.x)), one.value, label=name, **style)
    every = max(1, (len(first.x) - 1) // 5)
    ticks = range(0, len(first.x), every)
    named = any(isinstance(place, str) for place in first.x)
    plot.set_xticks(ticks, [_tick(first.x[tick]) for tick in ticks], rotation=30 if named else 0)
    label(plot, first.along, y)
    plot.legend(
        frameon=False, fontsize=7, labelcolor=INK, loc="center left", bbox_to_anchor=(1.0, 0.5)
    )
    return figure


def _tick(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
