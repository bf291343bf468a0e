"""Letters are as high as their numbers, in the colours of their bases."""

from __future__ import annotations

import logomaker
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.path import Path

from motiflens.logos.letters import draw_logo
from motiflens.logos.palettes import BASES, COLOURS, PALETTES, Palette


def drawn(matrix: np.ndarray, start: int = 1) -> dict[tuple[int, str], tuple[float, float]]:
    """Return bottom and top of each letter, by position and base."""
    axes = Figure().add_subplot()
    draw_logo(matrix, axes, start=start)
    letters = {
        key: (corners[:, 1].min(), corners[:, 1].max()) for key, corners in outlines(axes).items()
    }
    assert axes.get_xlim() == (start - 0.5, start + len(matrix) - 0.5)
    low, high = axes.get_ylim()
    assert all(low <= bottom + 1e-9 and top - 1e-9 <= high for bottom, top in letters.values())
    return letters


def outlines(axes: Axes) -> dict[tuple[int, str], np.ndarray]:
    """Return the corners (k, 2) of each letter, by position and base."""
    names = {colour.lower(): base for base, colour in COLOURS.items()}
    letters = {}
    for patch in axes.patches:
        base = names.get(to_hex(patch.get_facecolor()))
        if base is None:
            continue
        corners = patch.get_path().vertices
        # The last corner of a letter says only that it ends, and may lie anywhere.
        drawn_ones = corners[np.asarray(patch.get_path().codes) != Path.CLOSEPOLY]
        at = np.rint(drawn_ones[:, 0]).astype(int)
        letters |= {(int(x), base): drawn_ones[at == x] for x in np.unique(at)}
    return letters


def test_letters_are_those_of_logomaker_where_it_puts_them() -> None:
    matrix = np.random.default_rng(3).normal(size=(6, 4))
    theirs, ours = Figure().add_subplot(), Figure().add_subplot()
    logomaker.Logo(
        pd.DataFrame(matrix, index=range(1, 7), columns=list(BASES)),
        ax=theirs, color_scheme=dict(COLOURS), font_name="DejaVu Sans", show_spines=False,
    )  # fmt: skip
    draw_logo(matrix, ours)
    expected, found = outlines(theirs), outlines(ours)
    assert expected.keys() == found.keys()
    for key, corners in expected.items():
        np.testing.assert_allclose(found[key], corners, atol=1e-12)
    assert ours.get_ylim() == pytest.approx(theirs.get_ylim())


def test_all_letters_of_a_base_are_one_path_that_names_it() -> None:
    figure = Figure()
    matrix = np.eye(4)[[0, 1, 2, 3, 0, 0]] - 0.25
    for gid, begin in ((None, ""), ("row-1", "row-1-")):
        axes = figure.add_subplot(gid=gid)
        draw_logo(matrix, axes)
        assert [patch.get_gid() for patch in axes.patches] == [f"{begin}letter-{b}" for b in BASES]


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda palette: palette.name)
def test_every_palette_has_a_colour_for_each_base(palette: Palette) -> None:
    assert list(palette.colours) == list(BASES)
    axes = Figure().add_subplot()
    draw_logo(np.ones((2, 4)), axes, colours=palette.colours)
    found = [to_hex(patch.get_facecolor()) for patch in axes.patches]
    assert found == [colour.lower() for colour in palette.colours.values()]


def test_what_is_no_number_is_not_drawn() -> None:
    assert drawn(np.array([[np.nan, 1, 0, 0], [np.inf, 0, -2, 0]])).keys() == {(1, "C"), (2, "G")}


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
