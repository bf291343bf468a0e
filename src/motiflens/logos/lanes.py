"""Boxes with labels along an axis, in as many lanes as it takes that none overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Words of an SVG are drawn in the reader's font, which may be wider than ours.
_ROOM = 1.15


@dataclass(frozen=True)
class Placed:
    """Where a box and its label are drawn.

    Attributes
    ----------
    lane
        From 0, the first.
    start, end
        Of the part of the box that is seen, in bp.
    text
        Where the label begins, in bp.
    """

    lane: int
    start: float
    end: float
    text: float


def place(
    intervals: Sequence[tuple[int, int]],
    labels: Sequence[str],
    limits: tuple[int, int],
    per_inch: float,
    size: float,
) -> list[Placed]:
    """Return a place for each interval; labels begin with their box, and end within the limits.

    Parameters
    ----------
    intervals
        Start and end of each, of which at least a part lies within the limits.
    labels
        Of each.
    limits
        Start and end of what is seen.
    per_inch
        bp in an inch of the axis.
    size
        Of the labels, in points.
    """
    gap = 0.05 * per_inch
    widths = [inches(label, size) * per_inch for label in labels]
    free: list[float] = []
    found: dict[int, Placed] = {}
    for k in sorted(range(len(intervals)), key=lambda k: intervals[k]):
        start, end = max(intervals[k][0], limits[0]), min(intervals[k][1], limits[1])
        text = max(min(start, limits[1] - widths[k]), limits[0])
        lane = next((n for n, edge in enumerate(free) if edge <= min(start, text)), len(free))
        free[lane:] = [max(end, text + widths[k]) + gap, *free[lane + 1 :]]
        found[k] = Placed(lane, start, end, text)
    return [found[k] for k in range(len(intervals))]


@lru_cache(maxsize=4096)
def inches(text: str, size: float) -> float:
    """Return the width of a line of words, and a little more."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family="DejaVu Sans", size=size)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return _ROOM * float(width) / 72
