"""How the report's figures look: one size of type, few lines, two colours apart for every eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motiflens.logos.figures import new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1b2733"
GREY = "#6b7785"
BLUE = "#0b5fa5"
ORANGE = "#b8510d"


def axes(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a figure of ``width`` by ``height`` inches with one plain pair of axes."""
    figure, axes = new_axes(width, height)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GREY)
    axes.tick_params(labelsize=8, color=GREY, labelcolor=INK)
    return figure, axes


def label(axes: Axes, x: str, y: str) -> None:
    """Name both axes, with their units."""
    axes.set_xlabel(x, fontsize=9, color=INK)
    axes.set_ylabel(y, fontsize=9, color=INK)
