"""Logos show the drawn part of a motif, in the right units, on either strand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from matplotlib.figure import Figure

from logos.test_letters import outlines
from motiflens.logos.figures import svg
from motiflens.logos.kinds import KINDS, View, information, views
from motiflens.logos.letters import draw_logo
from motiflens.logos.motif_logo import motif_logo
from motifs.test_matching import motif

BACKGROUND = (0.31, 0.19, 0.19, 0.31)
MOTIF = motif("TTACCCGR", flank=4, name="Reb1.deeplift.pos.0").model_copy(
    update={
        "hypothetical": tuple(map(tuple, np.random.default_rng(0).normal(size=(16, 4)).tolist()))
    }
)


@pytest.mark.parametrize("view", views(KINDS, whole=True), ids=lambda view: view.name)
def test_the_part_is_drawn_and_the_other_strand_reversed(view: View) -> None:
    start, end = (0, 16) if view.whole else MOTIF.trim
    heights = np.array(getattr(MOTIF, view.kind.matrix)[start:end])
    if view.kind.name == "information":
        heights = information(heights, BACKGROUND)
    if view.reverse:
        heights = heights[::-1, ::-1]
    figure, plain = motif_logo(MOTIF, view, BACKGROUND), Figure().add_subplot()
    draw_logo(heights, plain)
    found, expected = outlines(figure.axes[0]), outlines(plain)
    assert found.keys() == expected.keys()
    for key, corners in expected.items():
        np.testing.assert_array_equal(found[key], corners)
    words = svg(figure)
    assert view.kind.unit in words
    assert "position (bp)" in words
    assert ("reverse complement" in words) == view.reverse
    assert ("whole" in words) == view.whole


def test_the_title_names_the_motif_and_its_seqlets() -> None:
    figure = motif_logo(MOTIF, View(KINDS["contribution"], reverse=True), BACKGROUND)
    words = [text.get_text() for text in figure.texts]
    assert "Reb1.deeplift.pos.0\n100 seqlets, reverse complement" in words


@pytest.mark.parametrize(
    ("kind", "highest"), [("information", math.log2(1 / 0.19)), ("probability", 1)]
)
def test_logos_of_a_set_share_the_most_that_is_possible(kind: str, highest: float) -> None:
    (axes,) = motif_logo(MOTIF, View(KINDS[kind]), BACKGROUND).axes
    assert axes.get_ylim() == pytest.approx((0, 1.04 * highest))


def test_letters_are_as_wide_in_a_long_motif_as_in_a_short_one() -> None:
    def inches(letters: str) -> float:
        figure = motif_logo(motif(letters), View(KINDS["contribution"]), BACKGROUND)
        (axes,) = figure.axes
        return axes.get_position().width * figure.get_figwidth() / len(letters)

    assert inches("TTACCCG") == pytest.approx(inches("TTACCCG" * 6))


def test_nothing_sticks_out_of_the_figure() -> None:
    long = MOTIF.model_copy(update={"name": "A_task_of_a_long_name.integrated-gradients.pos.10"})
    for view in views(KINDS):
        figure = motif_logo(long, view, BACKGROUND)
        figure.draw_without_rendering()
        width, height = figure.get_size_inches() * figure.dpi
        for text in figure.texts:
            box = text.get_window_extent()
            assert box.x0 >= 0, text.get_text()
            assert box.x1 <= width, text.get_text()
            assert box.y0 >= 0, text.get_text()
            assert box.y1 <= height, text.get_text()
