"""How far scores are from adding up to what they explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from motiflens.report.figures.style import BLUE, INK, ORANGE, axes, label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Errors of exactly 0 are drawn at the left edge: a logarithmic axis has no place for them.
_SMALLEST = 1e-12


def completeness_histogram(errors: np.ndarray, tolerance: float) -> Figure:
    """Draw the distribution of relative completeness errors on a logarithmic axis.

    Parameters
    ----------
    errors
        (n,) errors relative to what is explained, one a window.
    tolerance
        The largest error that rounding accounts for.
    """
    figure, plot = axes(4.2, 1.7)
    drawn = np.maximum(np.abs(errors), _SMALLEST)
    low = np.floor(np.log10(min(drawn.min(), tolerance))) - 0.5
    high = np.ceil(np.log10(max(drawn.max(), tolerance))) + 0.5
    plot.hist(drawn, bins=np.logspace(low, high, 40).tolist(), color=BLUE)
    plot.set_xscale("log")
    plot.minorticks_off()
    plot.axvline(tolerance, color=ORANGE, linewidth=1.2, linestyle=":")
    plot.annotate(
        "tolerance",
        (tolerance, 1),
        xycoords=("data", "axes fraction"),
        xytext=(-3, -2),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=8,
        color=INK,
    )
    label(plot, "completeness error (relative)", "windows")
    return figure
