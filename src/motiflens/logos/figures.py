"""Figures that belong to no window, and their bytes, the same each time."""

from __future__ import annotations

from io import BytesIO, StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK = "#222222"
_DPI = 200


def new_axes(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a figure of ``width`` by ``height`` inches, and its one pair of axes.

    The figure is in no list of open figures, so that drawing many holds no memory.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def finish(axes: Axes, *, title: str, x: str, y: str) -> None:
    """Write the title and the names of the axes with their units, and leave one spine."""
    from matplotlib.ticker import MaxNLocator

    axes.set_title(title, fontsize=9, color=_INK, loc="left")
    axes.set_xlabel(x, fontsize=9, color=_INK)
    axes.set_ylabel(y, fontsize=9, color=_INK)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_visible(True)
    axes.tick_params(labelsize=8, colors=_INK)
    axes.tick_params(axis="x", length=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))


def svg(figure: Figure) -> str:
    """Return a figure as SVG, its words as text."""
    import matplotlib as mpl

    buffer = StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with mpl.rc_context({"svg.hashsalt": "motiflens", "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata=nothing)
    return buffer.getvalue()


def png(figure: Figure) -> bytes:
    """Return a figure as PNG at 200 dots an inch."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
    return buffer.getvalue()
