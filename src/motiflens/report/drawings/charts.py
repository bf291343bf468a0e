"""Counts along the window, estimates with their intervals, and curves with theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from motiflens.effects.record import Estimate
from motiflens.report.drawings.axes import Axes
from motiflens.report.drawings.glyphs import short

_WIDTH = 260.0
_HEIGHT = 90.0
_ROW = 20.0
_NAMES = 152.0
_KEYS = 92.0
LINES = ("l1", "l2", "l3")
"""Classes of the page's styles, apart by colour and by dashes."""


def histogram(
    counts: Sequence[float], x_range: tuple[float, float], *, title: str, x_name: str, y_name: str
) -> Markup:
    """Draw counts in bins of equal width over ``x_range``."""
    axes = Axes(_WIDTH, _HEIGHT, x_range, (0, max(*counts, 1)))
    width = (x_range[1] - x_range[0]) / len(counts)
    foot = short(axes.y(0), 1)
    bars = (
        f"M{short(axes.x(x_range[0] + number * width), 1)} {foot}V{short(axes.y(count), 1)}"
        f"H{short(axes.x(x_range[0] + (number + 0.9) * width), 1)}V{foot}"
        for number, count in enumerate(counts)
        if count
    )
    axes.add(f'<path class="bar" d="{"".join(bars)}"/>')
    return axes.finished(title=title, x_name=x_name, y_name=y_name)


def intervals(estimates: Mapping[str, Estimate], *, title: str, x_name: str) -> Markup:
    """Draw estimates under each other, each a point with its interval, and a line at 0."""
    ends = [0.0, *(end for one in estimates.values() for end in (one.low, one.high))]
    room = 0.05 * (max(ends) - min(ends) or 1)
    axes = Axes(
        width=_WIDTH - 60,
        height=_ROW * len(estimates),
        x_range=(min(ends) - room, max(ends) + room),
        y_range=(len(estimates), 0),
        left=_NAMES,
    )
    axes.add(_upright(axes, 0))
    for row, one in enumerate(estimates.values()):
        axes.line([one.low, one.high], [row + 0.5] * 2, "l1")
        x, y = short(axes.x(one.value), 1), short(axes.y(row + 0.5), 1)
        axes.add(f'<circle class="dot" cx="{x}" cy="{y}" r="3.5"/>')
    names = [(row + 0.5, name) for row, name in enumerate(estimates)]
    return axes.finished(title=title, x_name=x_name, y_name="", y_ticks=names)


def curves(
    found: Mapping[str, Sequence[Estimate]],
    places: Mapping[str, Sequence[float]],
    *,
    title: str,
    x_name: str,
    y_name: str,
) -> Markup:
    """Draw estimates along an axis, a line and the band of its intervals for each name."""
    values = [end for line in found.values() for one in line for end in (one.low, one.high)]
    low, high = min([0.0, *values]), max([0.0, *values])
    along = [place for line in places.values() for place in line]
    x_range = (min(along), max(max(along), min(along) + 1))
    y_range = (low, high if high > low else low + 1)
    axes = Axes(_WIDTH, _HEIGHT, x_range, y_range, right=_KEYS)
    axes.line(axes.x_range, (0, 0), "ax")
    for class_, (name, line) in zip(LINES, found.items(), strict=False):
        at = places[name]
        outline = [one.high for one in line] + [one.low for one in reversed(line)]
        axes.line([*at, *reversed(at)], outline, f"{class_} band")
        axes.line(at, [one.value for one in line], class_)
    for row, (class_, name) in enumerate(zip(LINES, found, strict=False)):
        axes.add(_key(axes, row, class_, name))
    return axes.finished(title=title, x_name=x_name, y_name=y_name)


def lines(found: Mapping[str, Sequence[float]], *, title: str, x_name: str, y_name: str) -> Markup:
    """Draw counts at 0, 1, 2 ... as one line for each name."""
    most = max((max(line, default=0) for line in found.values()), default=0)
    length = max((len(line) for line in found.values()), default=0)
    axes = Axes(_WIDTH, _HEIGHT, (0, max(length - 1, 1)), (0, max(most, 1)), right=_KEYS)
    for row, (class_, (name, line)) in enumerate(zip(LINES, found.items(), strict=False)):
        if line:
            axes.line(range(len(line)), line, class_)
        axes.add(_key(axes, row, class_, name))
    return axes.finished(title=title, x_name=x_name, y_name=y_name)


def _upright(axes: Axes, at: float) -> str:
    top, foot = sorted((axes.y(axes.y_range[0]), axes.y(axes.y_range[1])))
    return f'<path class="ax" d="M{short(axes.x(at), 1)} {short(top, 1)}V{short(foot, 1)}"/>'


def _key(axes: Axes, row: int, class_: str, name: str) -> str:
    right, y = axes.x(axes.x_range[1]), 14 + 12 * row
    return (
        f'<path class="{class_}" d="M{short(right + 8, 1)} {y - 3}h16"/>'
        f'<text x="{short(right + 28, 1)}" y="{y}">{escape(name)}</text>'
    )
