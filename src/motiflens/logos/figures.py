"""Figures that belong to no window, and their bytes, the same each time."""

from __future__ import annotations

import logging
import re
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#222222"
_DPI = 200
_PATH = re.compile(r' d="[^"]*"')
_DIGITS = re.compile(r"(\.\d{3})\d+")
# Agg, which draws PNG, takes no more dots on a side.
_MOST_DOTS = 2**16 - 1


def new_axes(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a figure of ``width`` by ``height`` inches, and its one pair of axes.

    The figure is in no list of open figures, so that drawing many holds no memory.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def finish(axes: Axes, *, title: str, x: str, y: str) -> None:
    """Write the title and the names of the axes with their units, and leave one spine."""
    axes.set_title(title, fontsize=9, color=INK, loc="left")
    axes.set_xlabel(x, fontsize=9, color=INK)
    axes.set_ylabel(y, fontsize=9, color=INK)
    plain(axes)


def plain(axes: Axes) -> None:
    """Leave the left spine alone, with few ticks, and none below."""
    from matplotlib.ticker import MaxNLocator

    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_visible(True)
    axes.tick_params(labelsize=8, colors=INK)
    axes.tick_params(axis="x", length=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))


def svg(figure: Figure) -> str:
    """Return a figure as SVG, its words as text, its paths to a thousandth of a point."""
    import matplotlib as mpl

    buffer = StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with mpl.rc_context({"svg.hashsalt": "motiflens", "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata=nothing)
    return _PATH.sub(lambda path: _DIGITS.sub(r"\1", path[0]), buffer.getvalue())


def png(figure: Figure) -> bytes:
    """Return a figure as PNG at 200 dots an inch, or at as many as its size allows."""
    buffer = BytesIO()
    dpi = min(_DPI, _MOST_DOTS / max(figure.get_size_inches()))
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def pdf(figure: Figure) -> bytes:
    """Return a figure as PDF, its words as text in embedded TrueType fonts."""
    import matplotlib as mpl

    logging.getLogger("fontTools.subset").setLevel(logging.WARNING)  # it tells of every glyph
    buffer = BytesIO()
    nothing = dict.fromkeys(("Creator", "Producer", "CreationDate"))
    with mpl.rc_context({"pdf.fonttype": 42}):
        figure.savefig(buffer, format="pdf", metadata=nothing)
    return buffer.getvalue()
