from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest

from motiflens.effects.record import Estimate
from motiflens.logos.palettes import BASES, COLOURS
from motiflens.report.drawings.axes import Axes, round_ticks
from motiflens.report.drawings.charts import curves, histogram, intervals, lines
from motiflens.report.drawings.heat_map import heat_map
from motiflens.report.drawings.proof import completeness_histogram


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0, 1, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (-3.1, 3.2, ["−3", "−2", "−1", "0", "1", "2", "3"]),
        (1999, 2200, ["2,000", "2,050", "2,100", "2,150", "2,200"]),
        (5, 5, ["5"]),
    ],
)
def test_ticks_are_round_and_within(low: float, high: float, words: list[str]) -> None:
    ticks = round_ticks(low, high)
    assert [word for _, word in ticks] == words
    assert all(low - 1e-9 <= at <= high + 1e-9 for at, _ in ticks)


def test_values_lie_where_the_axes_say() -> None:
    axes = Axes(100, 50, (10, 20), (0, 5))
    assert axes.x(20) - axes.x(10) == 100
    assert axes.y(0) - axes.y(5) == 50


def test_bars_are_as_high_as_their_counts() -> None:
    drawn = histogram([1, 0, 4], (0, 30), title="t", x_name="x", y_name="y")
    (path,) = re.findall(r'class="bar" d="([^"]*)"', drawn)
    bars = [
        tuple(map(float, bar))
        for bar in re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)H[\d.]+V[\d.]+", path)
    ]
    heights = [foot - top for foot, top in bars]
    assert heights == pytest.approx([90 / 4, 90], abs=0.1)  # none for 0


def estimate(value: float) -> Estimate:
    return Estimate(value=value, low=value - 1, high=value + 1, n=9)


def test_intervals_name_every_estimate_and_reach_zero() -> None:
    drawn = intervals({"one": estimate(4), "two": estimate(9)}, title="t", x_name="change (logit)")
    assert drawn.count("<circle") == 2
    assert drawn.count('class="l1"') == 2
    for words in (">one<", ">two<", ">0<", "change (logit)"):
        assert words in drawn


def test_curves_have_a_band_a_line_and_a_key() -> None:
    found = {"same": [estimate(1), estimate(2)], "diverging": [estimate(0), estimate(3)]}
    drawn = curves(found, dict.fromkeys(found, (10, 20)), title="t", x_name="x", y_name="y")
    assert drawn.count('band"') == 2
    assert ">same<" in drawn
    assert ">diverging<" in drawn


def test_lines_of_nothing_are_only_named() -> None:
    drawn = lines({"same": (), "converging": (0, 3, 1)}, title="t", x_name="x", y_name="y")
    assert ">same<" in drawn
    assert ">converging<" in drawn


def test_a_heat_map_has_a_point_for_each_base() -> None:
    from matplotlib.colors import to_hex
    from matplotlib.image import imread

    codes = np.array([[0, 1, 2, 3, 4], [3, 3, 0, 0, 4]], np.uint8)
    drawn = heat_map(codes, (1, 4), 2, title="t")
    (data,) = re.findall(r"base64,([^\"]+)", drawn)
    points = imread(BytesIO(b64decode(data)))
    assert points.shape[:2] == codes.shape
    for place, code in np.ndenumerate(codes):
        if code < 4:
            assert to_hex(points[place]) == COLOURS[BASES[code]].lower()
    assert drawn == heat_map(codes, (1, 4), 2, title="t")


def test_errors_of_zero_have_a_bar_of_their_own() -> None:
    some = completeness_histogram(np.array([1e-7, 2e-7]), 1e-5, title="t")
    with_exact = completeness_histogram(np.array([1e-7, 2e-7, 0, 0]), 1e-5, title="t")
    exact = completeness_histogram(np.zeros(3), 1e-5, title="t")
    assert ">0</text>" in exact
    assert with_exact.count("V") == some.count("V") + 2
