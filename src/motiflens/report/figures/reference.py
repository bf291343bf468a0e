"""Where the model's output at the reference lies among its outputs for DNA."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from motiflens.report.figures.style import BLUE, GREY, INK, ORANGE, axes, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def reference_position(
    output: float, quantiles: Mapping[str, float], background: str, predictions: np.ndarray
) -> Figure:
    """Draw the output at the reference beside those for background and explained windows.

    Parameters
    ----------
    output
        f(reference), in units of the output.
    quantiles
        Percentile ("5", "50", "95", "99") to output among the background.
    background
        What the background is, as written on the axis.
    predictions
        (n,) outputs for the windows that were explained.
    """
    figure, plot = axes(4.2, 1.7)
    low, middle, high = np.quantile(predictions, [0.05, 0.5, 0.95])
    _interval(plot, 0, (float(low), float(middle), float(high)), BLUE)
    _interval(plot, 1, (quantiles["5"], quantiles["50"], quantiles["95"]), GREY)
    plot.plot(quantiles["99"], 1, marker="|", color=GREY, markersize=11, markeredgewidth=1.6)
    plot.plot(output, 2, marker="D", color=ORANGE, markersize=7)
    plot.axvline(output, color=ORANGE, linewidth=0.8, linestyle=":")
    plot.set_yticks([0, 1, 2], ["explained", background, "reference"], fontsize=8, color=INK)
    plot.set_ylim(-0.6, 2.6)
    label(plot, "model output (output units)", "")
    return figure


def _interval(plot: Axes, row: int, quantiles: tuple[float, float, float], colour: str) -> None:
    low, middle, high = quantiles
    plot.plot([low, high], [row, row], color=colour, linewidth=5, solid_capstyle="butt", alpha=0.5)
    plot.plot(middle, row, marker="o", color=colour, markersize=6)
