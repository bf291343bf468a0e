"""Letters whose heights are numbers: what every logo and track is made of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motiflens.logos.palettes import BASES, COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

# It comes with matplotlib, so that letters have the same outlines on every machine.
_FONT = "DejaVu Sans"


def draw_logo(
    matrix: ArrayLike,
    axes: Axes,
    *,
    start: int = 1,
    colours: Mapping[str, str] = COLOURS,
    bars: bool = False,
) -> None:
    """Draw a matrix as letters; those with negative values hang upside down below zero.

    The letters are those of logomaker, outlined once and then put in place all together: all
    letters of a base are one path. A logo takes a hundredth of the time that way. The axes' limits
    are set so that every letter is seen.

    Parameters
    ----------
    matrix
        (L, 4), the height of A, C, G and T at each position, in the units of the y axis. An
        infinite or missing value is drawn as nothing.
    axes
        Where to draw. Nothing else of matplotlib's state is used or changed. Where they have a
        group id, the letters' begin with it.
    start
        Where the first letter is centred on the x axis; the others follow at steps of 1.
    colours
        Of each base.
    bars
        Draw bars in their place, where letters would be too narrow to read.
    """
    from matplotlib.patches import PathPatch

    heights = np.nan_to_num(np.asarray(matrix, dtype=np.float64), posinf=0.0, neginf=0.0)
    positions = np.arange(start, start + len(heights))
    for column, base in enumerate(BASES):
        if heights[:, column].any():
            shape = "" if bars else base
            path = _letters(shape, positions, heights[:, column], bottoms(heights)[:, column])
            patch = PathPatch(path, facecolor=colours[base], linewidth=0, in_layout=False)
            patch.set_gid("-".join([*filter(None, [axes.get_gid()]), "letter", base]))
            axes.add_artist(patch)
    frame(axes, positions, heights)


def frame(axes: Axes, positions: NDArray[np.int64], heights: NDArray[np.float64]) -> None:
    """Draw the line at zero, and set limits between which all of (L, 4) heights are seen."""
    axes.axhline(0, color="black", linewidth=0.5, zorder=-1)
    axes.set_xlim(positions[0] - 0.5, positions[-1] + 0.5)
    if heights.any():
        below, above = np.minimum(heights, 0), np.maximum(heights, 0)
        axes.set_ylim(below.sum(axis=1).min(), above.sum(axis=1).max())


def bottoms(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where each of (L, 4) letters begins in its stack: the largest value lies on top."""
    order = np.argsort(heights, axis=1, kind="stable")
    sizes = np.abs(np.take_along_axis(heights, order, axis=1))
    below = np.cumsum(sizes, axis=1) - sizes + np.minimum(heights, 0).sum(axis=1, keepdims=True)
    found = np.empty_like(heights)
    np.put_along_axis(found, order, below, axis=1)
    return found


def _letters(
    base: str,
    positions: NDArray[np.int64],
    heights: NDArray[np.float64],
    bottom: NDArray[np.float64],
) -> Path:
    """Return the letters of one base at all positions where it has a height, as one path."""
    from matplotlib.path import Path

    vertices, codes = [], []
    for upside_down, shown in ((False, heights > 0), (True, heights < 0)):
        outline = _outline(base, upside_down)
        size = np.stack([np.ones(shown.sum()), np.abs(heights[shown])], axis=1)
        place = np.stack([positions[shown], bottom[shown]], axis=1)
        vertices.append((outline.vertices * size[:, None] + place[:, None]).reshape(-1, 2))
        codes.append(np.tile(np.asarray(outline.codes), shown.sum()))
    return Path(np.concatenate(vertices), np.concatenate(codes))


@cache
def _outline(base: str, upside_down: bool) -> Path:
    """Return the letter, or for none a bar, at 0 between 0 and 1."""
    if not base:
        return _bar()
    from logomaker import Glyph
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    glyph = Glyph(0, base, 0, 1, ax=axes, font_name=_FONT, flip=upside_down)
    path: Path = glyph.patch.get_path()
    return path


def _bar() -> Path:
    from matplotlib.path import Path

    return Path([(-0.5, 0), (-0.5, 1), (0.5, 1), (0.5, 0), (-0.5, 0)], closed=True)
