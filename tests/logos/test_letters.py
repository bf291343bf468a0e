"""Letters are as high as their numbers, in the colours of their bases."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from motiflens.logos.letters import BASES, COLOURS, draw_logo


def drawn(matrix: np.ndarray, start: int = 1) -> dict[tuple[int, str], tuple[float, float]]:
    """Return bottom and top of each letter, by position and base."""
    axes = Figure().add_subplot()
    draw_logo(matrix, axes, start=start)
    names = {colour.lower(): base for base, colour in COLOURS.items()}
    letters = {}
    for patch in axes.patches:
        box = patch.get_path().get_extents()
        base = names[to_hex(patch.get_facecolor())]
        letters[round((box.x0 + box.x1) / 2), base] = (box.y0, box.y1)
        assert axes.get_xlim()[0] < box.x0 < box.x1 < axes.get_xlim()[1]
        assert axes.get_ylim()[0] <= box.y0 + 1e-9
        assert box.y1 - 1e-9 <= axes.get_ylim()[1]
    return letters


@pytest.mark.parametrize("start", [1, 5_230_001])
def test_each_letter_is_as_high_as_its_number(start: int) -> None:
    rng = np.random.default_rng(start)
    matrix = rng.normal(size=(8, 4)) * (rng.random((8, 4)) < 0.7)
    letters = drawn(matrix, start)
    expected = {
        (start + position, base): abs(value)
        for position, row in enumerate(matrix)
        for base, value in zip(BASES, row, strict=True)
        if value
    }
    assert letters.keys() == expected.keys()
    for key, (bottom, top) in letters.items():
        assert top - bottom == pytest.approx(expected[key])
    for position, row in enumerate(matrix, start=start):
        stack = [letters[key] for key in letters if key[0] == position]
        assert min(bottom for bottom, _ in stack) == pytest.approx(row[row < 0].sum())
        assert max(top for _, top in stack) == pytest.approx(row[row > 0].sum())


def test_the_largest_base_lies_on_top() -> None:
    letters = drawn(np.array([[0.1, 0.7, 0.2, 0.0], [-0.1, 0.3, -0.5, 0.0]]))
    assert letters[1, "C"] == pytest.approx((0.3, 1.0))
    assert letters[1, "G"] == pytest.approx((0.1, 0.3))
    assert letters[1, "A"] == pytest.approx((0.0, 0.1))
    assert letters[2, "C"] == pytest.approx((0.0, 0.3))
    assert letters[2, "A"] == pytest.approx((-0.1, 0.0))
    assert letters[2, "G"] == pytest.approx((-0.6, -0.1))


def test_a_matrix_of_zeros_is_an_empty_frame() -> None:
    axes = Figure().add_subplot()
    draw_logo(np.zeros((5, 4)), axes, start=11)
    assert not axes.patches
    assert axes.get_xlim() == (10.5, 15.5)


def test_no_figure_is_left_open() -> None:
    for _ in range(3):
        drawn(np.eye(4))
    assert pyplot.get_fignums() == []
