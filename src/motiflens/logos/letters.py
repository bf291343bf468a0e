"""Letters whose heights are numbers: what every logo and track is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BASES = "ACGT"
# A green, C blue, G orange and T red, as the field draws them, in the shades of Okabe and Ito,
# which stay apart for colour-blind readers.
COLOURS = {"A": "#009E73", "C": "#0072B2", "G": "#E69F00", "T": "#D55E00"}

# It comes with matplotlib, so that letters have the same outlines on every machine.
_FONT = "DejaVu Sans"


def draw_logo(matrix: ArrayLike, axes: Axes, *, start: int = 1) -> None:
    """Draw a matrix as letters; those with negative values hang upside down below zero.

    The axes' limits are set so that every letter is seen.

    Parameters
    ----------
    matrix
        (L, 4), the height of A, C, G and T at each position, in the units of the y axis.
    axes
        Where to draw. Nothing else of matplotlib's state is used or changed.
    start
        Where the first letter is centred on the x axis; the others follow at steps of 1.
    """
    import logomaker
    import pandas as pd

    heights = np.asarray(matrix, dtype=np.float64)
    positions = np.arange(start, start + len(heights))
    if heights.any():
        logomaker.Logo(
            pd.DataFrame(heights, index=positions, columns=list(BASES)),
            ax=axes,
            color_scheme=COLOURS,
            font_name=_FONT,
            show_spines=False,
        )
    else:
        axes.axhline(0, color="black", linewidth=0.5)
    axes.set_xlim(positions[0] - 0.5, positions[-1] + 0.5)
