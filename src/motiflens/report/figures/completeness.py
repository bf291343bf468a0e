"""How far scores are from adding up to what they explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from motiflens.report.figures.style import BLUE, INK, ORANGE, axes, label

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def completeness_histogram(errors: NDArray[np.float64], tolerance: float) -> Figure:
    """Draw the distribution of relative completeness errors on a logarithmic axis.

    Parameters
    ----------
    errors
        (n,) errors relative to what is explained, one a window and reference, without their sign.
    tolerance
        The largest error that rounding accounts for.
    """
    figure, plot = axes(4.2, 1.7)
    some = errors[errors > 0]
    low, high = _decades(np.append(some, tolerance))
    ticks = {10.0**power: f"$10^{{{power}}}$" for power in range(low, high + 1)}
    plot.hist(some, bins=np.logspace(low, high, 8 * (high - low) + 1).tolist(), color=BLUE)
    if len(some) < len(errors):  # a logarithmic axis has no place for 0: one decade below the rest
        plot.bar(10.0 ** (low - 1), len(errors) - len(some), width=10.0 ** (low - 1), color=BLUE)
        ticks[10.0 ** (low - 1)] = "0"
    plot.set_xscale("log")
    plot.minorticks_off()
    plot.set_xticks(list(ticks), list(ticks.values()))
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
    label(plot, "completeness error (relative)", "windows x references")
    return figure


def _decades(values: NDArray[np.float64]) -> tuple[int, int]:
    """Return the powers of ten between which ``values`` lie, with room on the right."""
    return int(np.floor(np.log10(values.min()))), int(np.floor(np.log10(values.max()))) + 1
