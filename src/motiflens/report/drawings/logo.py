"""Letters whose heights are numbers: a motif's matrix, or the scores along a window.

Letters below 0 are upside down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from motiflens.logos.letters import bottoms
from motiflens.logos.palettes import BASES
from motiflens.report.drawings.axes import Axes, round_ticks, svg_element
from motiflens.report.drawings.glyphs import letter, short

_SEEN = 0.006
"""Of the axis: a lower letter is thinner than the line of a pen, and is left out."""

LETTERS_UP_TO = 600
"""bp of a track that is drawn in letters; in longer ones a base is a bar."""

_BASE = 18.0
_HEIGHT = 86.0
_TRACK_BASE = 6.0
_TRACK_HEIGHT = 70.0
_TRACK_WIDTH = 1200.0
_BARS_WIDTH = 900.0
_TRACK_LEAST = 420.0
_MARK = 15.0


@dataclass(frozen=True)
class Mark:
    """A stretch of a track that carries a name; ``strand`` turns its arrow."""

    start: int
    end: int
    name: str
    strand: str


def logo(
    heights: NDArray[np.float64], *, title: str, unit: str, top: float | None = None, first: int = 1
) -> Markup:
    """Return a logo with axes.

    Parameters
    ----------
    heights
        (w, 4) of A, C, G and T at each position, in ``unit``.
    title
        What is read aloud.
    unit
        Name of the y axis.
    top
        Highest value of the y axis; by default that of the letters.
    first
        Number of the first position.
    """
    axes = Axes(_BASE * len(heights), _HEIGHT, (0, len(heights)), _range(heights, top))
    axes.add(*_letters(heights, axes), _zero(axes))
    step = 1 if len(heights) <= 12 else 5
    ticks = [
        (place + 0.5, str(first + place))
        for place in range(len(heights))
        if step == 1 or (first + place) % step == 0 or (place == 0 and first % step)
    ]
    return axes.finished(title=title, x_name="position (bp)", y_name=unit, x_ticks=ticks)


def thumbnail(heights: NDArray[np.float64], *, title: str) -> Markup:
    """Return a logo of 36 px without axes, for a table."""
    low, high = _range(heights)
    width, height = 9.0 * len(heights), 36.0
    axes = Axes(width, height, (0, len(heights)), (low, high))
    left, top = axes.x(0), axes.y(high)
    inside = f'<g transform="translate({short(-left)} {short(-top)})">'
    elements = [inside, *_letters(heights, axes), _zero(axes), "</g>"]
    return svg_element(elements, width, height, title=title)


def track(
    scores: NDArray[np.float32],
    codes: NDArray[np.uint8],
    *,
    start: int,
    chrom: str,
    marks: tuple[Mark, ...],
    title: str,
) -> Markup:
    """Return the scores along a window, one letter or bar a base, with names above stretches.

    Parameters
    ----------
    scores, codes
        (L,) scores in units of the output, and bases (4: N, which has no letter).
    start
        Where the window begins on ``chrom``, 0-based.
    marks
        Stretches to name, by their coordinates on ``chrom``.
    """
    rows, placed = _stacked(marks, len(scores))
    low, high = float(min(scores.min(), 0)), float(max(scores.max(), 0))
    lettered = len(scores) <= LETTERS_UP_TO
    widest = _TRACK_WIDTH if lettered else _BARS_WIDTH
    width = min(max(_TRACK_BASE * len(scores), _TRACK_LEAST), widest)
    room = (high - low or 1) * _MARK * rows / _TRACK_HEIGHT
    y_range = (low, (high if high > low else low + 1) + room)
    axes = Axes(width, _TRACK_HEIGHT + _MARK * rows, (start, start + len(scores)), y_range)
    heights = np.zeros((len(scores), 4))
    known = codes < 4
    heights[known, codes[known]] = scores[known]
    axes.add(*(_letters if lettered else _bars)(heights, axes), _zero(axes))
    for row, mark in placed:
        axes.add(_marked(axes, mark, 8 + _MARK * row))
    top = [tick for tick in round_ticks(low, high, most=6) if tick[0] <= high]
    return axes.finished(
        title=title, x_name=f"position on {chrom} (bp)", y_name="output units", y_ticks=top
    )


def _range(heights: NDArray[np.float64], top: float | None = None) -> tuple[float, float]:
    low = float(np.minimum(heights, 0).sum(axis=1).min())
    high = float(np.maximum(heights, 0).sum(axis=1).max()) if top is None else top
    return (low, high) if high > low else (low, low + 1)


def _letters(heights: NDArray[np.float64], axes: Axes) -> Iterator[str]:
    """Yield the letters, stacked as in the figures of logos."""
    start = axes.x_range[0]
    width = axes.x(start + 1) - axes.x(start)
    scale = axes.y(0) - axes.y(1)
    seen = np.abs(heights) > _SEEN * (axes.y_range[1] - axes.y_range[0])
    feet = bottoms(heights) - np.minimum(heights, 0)
    for place, base in zip(*np.nonzero(seen), strict=True):
        left, foot = axes.x(start + place), axes.y(feet[place, base])
        yield letter(BASES[base], left, foot, width, heights[place, base] * scale)


def _bars(heights: NDArray[np.float64], axes: Axes) -> Iterator[str]:
    """Yield a path of bars for each base."""
    zero, start = short(axes.y(0), 1), axes.x_range[0]
    for base, letter_ in enumerate(BASES):
        bars = (
            f"M{short(axes.x(start + place + 0.5), 1)} {zero}V{short(axes.y(value), 1)}"
            for place, value in enumerate(heights[:, base])
            if value
        )
        yield f'<path class="b{letter_}" d="{"".join(bars)}"/>'


def _zero(axes: Axes) -> str:
    left, right = axes.x(axes.x_range[0]), axes.x(axes.x_range[1])
    return f'<path class="ax" d="M{short(left, 1)} {short(axes.y(0), 1)}H{short(right, 1)}"/>'


def _stacked(marks: tuple[Mark, ...], length: int) -> tuple[int, list[tuple[int, Mark]]]:
    """Return the number of rows, and marks with theirs, so that no two names overlap."""
    per_letter = max(6 * length / _BARS_WIDTH, 1.0)  # bp that a letter of a name takes
    ends: list[float] = []
    placed = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end, mark.name)):
        row = next((row for row, end in enumerate(ends) if end <= mark.start), len(ends))
        ends[row : row + 1] = [max(mark.end, mark.start + per_letter * (len(mark.name) + 3))]
        placed.append((row, mark))
    return len(ends), placed


def _marked(axes: Axes, mark: Mark, y: float) -> str:
    left, right = axes.x(mark.start), axes.x(mark.end)
    tip = (right, -4) if mark.strand == "+" else (left, 4)
    arrow = f"M{short(tip[0] + tip[1], 1)} {short(y - 3, 1)}L{short(tip[0], 1)} {short(y, 1)}"
    back = f"L{short(tip[0] + tip[1], 1)} {short(y + 3, 1)}"
    return (
        f'<path class="mark" d="M{short(left, 1)} {short(y, 1)}H{short(right, 1)}{arrow}{back}"/>'
        f'<text x="{short(left, 1)}" y="{short(y + 10, 1)}">{escape(mark.name)}</text>'
    )
