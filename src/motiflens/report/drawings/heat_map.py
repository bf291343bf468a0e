"""The seqlets of a motif as a picture: a row each, a point a base."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from motiflens.logos.palettes import BASES, COLOURS
from motiflens.report.drawings.axes import Axes
from motiflens.report.formatting import tick

_UNKNOWN = "#9aa3ad"
_BASE = 12.0
_NO_METADATA: dict[str, Any] = {"Software": None}
_LOWEST, _HIGHEST = 40.0, 150.0


def heat_map(codes: NDArray[np.uint8], drawn: tuple[int, int], total: int, *, title: str) -> Markup:
    """Return rows of bases as coloured points.

    Parameters
    ----------
    codes
        (n, w) bases of aligned seqlets, the topmost first; 4 where none is known.
    drawn
        Begin and end of the part that logos show; positions are counted from its begin.
    total
        Number of seqlets that the rows are taken from, for the axis.
    """
    n, width = codes.shape
    first = 1 - drawn[0]
    height = float(np.clip(1.5 * n, _LOWEST, _HIGHEST))
    axes = Axes(_BASE * width, height, (0, width), (total, 0))
    axes.add(
        f'<image href="data:image/png;base64,{_png(codes)}" x="{axes.x(0):g}" y="{axes.y(0):g}" '
        f'width="{axes.width:g}" height="{height:g}" preserveAspectRatio="none"/>',
        f'<path class="mark" d="M{axes.x(drawn[0]):g} {axes.y(0) - 3:g}H{axes.x(drawn[1]):g}"/>',
    )
    ticks = [(at + 0.5, tick(first + at)) for at in range(width) if (first + at) % 5 == 0]
    return axes.finished(
        title=title,
        x_name="position (bp)",
        y_name="seqlets",
        x_ticks=ticks,
        y_ticks=[(0, "1"), (total, f"{total:,}")],
    )


def _png(codes: NDArray[np.uint8]) -> str:
    """Return a PNG of one point a base, in base 64."""
    from matplotlib.colors import to_rgba_array
    from matplotlib.image import imsave

    colours = to_rgba_array([*(COLOURS[base] for base in BASES), _UNKNOWN])
    buffer = BytesIO()
    points = (255 * colours).round().astype(np.uint8)[codes]
    imsave(buffer, points, format="png", metadata=_NO_METADATA)
    return b64encode(buffer.getvalue()).decode("ascii")
