"""How far scores are from adding up, and where the output at the reference lies."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from motiflens.report.drawings.axes import Axes
from motiflens.report.drawings.glyphs import short

_WIDTH = 280.0
_HEIGHT = 84.0
_ROW = 24.0
_NAMES = 76.0
_BINS = 8  # in a decade
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def completeness_histogram(errors: NDArray[np.float64], tolerance: float, *, title: str) -> Markup:
    """Draw the distribution of relative completeness errors on a logarithmic axis.

    Parameters
    ----------
    errors
        (n,) errors relative to what is explained, one a window and reference, without their sign.
    tolerance
        The largest error that rounding accounts for.
    title
        What is read aloud.
    """
    powers = np.log10(errors[errors > 0])
    ends = np.append(powers, np.log10(tolerance))
    low, high = int(np.floor(ends.min())), int(np.floor(ends.max())) + 1
    counts, edges = np.histogram(powers, bins=_BINS * (high - low), range=(low, high))
    exact = len(errors) - len(powers)  # a logarithmic axis has no place for 0: it is left of all
    axes = Axes(_WIDTH, _HEIGHT, (low - 1, high), (0, max(exact, *counts.tolist(), 1)))
    foot = short(axes.y(0), 1)
    bars = [(low - 0.9, low - 0.6, exact), *zip(edges, edges[1:], counts.tolist(), strict=False)]
    drawn = "".join(_bar(axes, *bar) for bar in bars if bar[2])
    at = short(axes.x(float(np.log10(tolerance))), 1)
    axes.add(
        f'<path class="bar" d="{drawn}"/>',
        f'<path class="l2" d="M{at} {short(axes.y(axes.y_range[1]), 1)}V{foot}"/>',
    )
    every = max(1, (high - low) // 7)
    ticks: list[tuple[float, str]] = [
        (power, f"10{str(power).translate(_SUPERSCRIPTS)}") for power in range(low, high, every)
    ]
    ticks += [(low - 0.75, "0")] if exact else []
    return axes.finished(
        title=title, x_name="completeness error (relative)", y_name="windows", x_ticks=ticks
    )


def reference_position(
    output: float,
    quantiles: Mapping[str, float],
    background: str,
    predictions: NDArray[np.float32],
    *,
    title: str,
) -> Markup:
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
    title
        What is read aloud.
    """
    explained = [float(value) for value in np.quantile(predictions, [0.05, 0.5, 0.95])]
    known = [quantiles[name] for name in ("5", "50", "95")]
    values = [output, quantiles["99"], *explained, *known]
    room = 0.05 * (max(values) - min(values) or 1)
    axes = Axes(_WIDTH, 3 * _ROW, (min(values) - room, max(values) + room), (3, 0), left=_NAMES)
    for row, (low, middle, high) in ((1, known), (2, explained)):
        axes.line([low, high], [row + 0.5] * 2, "interval")
        axes.add(_dot(axes, middle, row))
    axes.line([quantiles["99"]] * 2, [1.25, 1.75], "ax")
    axes.line([output] * 2, [0, 3], "l2")
    axes.add(f'<path class="mark-reference" d="{_diamond(axes, output, 0)}"/>')
    names = [(0.5, "reference"), (1.5, background), (2.5, "explained")]
    return axes.finished(
        title=title, x_name="model output (output units)", y_name="", y_ticks=names
    )


def _bar(axes: Axes, left: float, right: float, count: float) -> str:
    foot = short(axes.y(0), 1)
    top, end = short(axes.y(count), 1), short(axes.x(right), 1)
    return f"M{short(axes.x(left), 1)} {foot}V{top}H{end}V{foot}"


def _dot(axes: Axes, value: float, row: int) -> str:
    x, y = short(axes.x(value), 1), short(axes.y(row + 0.5), 1)
    return f'<circle class="dot" cx="{x}" cy="{y}" r="4"/>'


def _diamond(axes: Axes, value: float, row: int) -> str:
    return f"M{short(axes.x(value), 1)} {short(axes.y(row + 0.5) - 6, 1)}l5 6l-5 6l-5-6z"
