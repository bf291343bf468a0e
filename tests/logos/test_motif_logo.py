"""Logos show the drawn part of a motif, in the right units, on either strand."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest
from matplotlib.figure import Figure

from motiflens.logos.letters import draw_logo
from motiflens.logos.motif_logo import KINDS, Kind, information, motif_logo
from motifs.test_matching import motif

UNIFORM = (0.25, 0.25, 0.25, 0.25)
BACKGROUND = (0.31, 0.19, 0.19, 0.31)
MOTIF = motif("TTACCCGR", flank=4, name="Reb1.deeplift.pos.0")


def outlines(figure: Figure) -> list[np.ndarray]:
    (axes,) = figure.axes
    return [patch.get_path().vertices for patch in axes.patches]


def test_every_kind_is_drawn() -> None:
    assert get_args(Kind) == KINDS


@pytest.mark.parametrize("background", [UNIFORM, BACKGROUND])
def test_information_follows_its_definition(background: tuple[float, ...]) -> None:
    rng = np.random.default_rng(0)
    rows = [*rng.dirichlet(np.ones(4), size=6).tolist(), [1, 0, 0, 0], list(background)]
    for row, found in zip(rows, information(rows, background), strict=True):
        bits = sum(p * math.log2(p / b) for p, b in zip(row, background, strict=True) if p)
        np.testing.assert_allclose(found, [p * bits for p in row], atol=1e-12)


def test_a_certain_base_has_two_bits_against_a_uniform_background() -> None:
    assert information([(0, 1, 0, 0)], UNIFORM).tolist() == [[0, 2, 0, 0]]


@pytest.mark.parametrize(
    ("kind", "matrix", "unit"),
    [("contribution", "contribution", "output units"), ("probability", "probability", "bits")],
)
def test_the_drawn_part_is_drawn_and_the_other_strand_reversed(
    kind: Kind, matrix: str, unit: str
) -> None:
    start, end = MOTIF.trim
    heights = np.array(getattr(MOTIF, matrix)[start:end])
    if kind == "probability":
        heights = information(heights, BACKGROUND)
    for name, expected in ((kind, heights), (f"{kind}_rc", heights[::-1, ::-1])):
        figure = motif_logo(MOTIF, name, BACKGROUND)
        plain = Figure()
        draw_logo(expected, plain.add_subplot())
        for found, outline in zip(outlines(figure), outlines(plain), strict=True):
            np.testing.assert_array_equal(found, outline)
        (axes,) = figure.axes
        assert unit in axes.get_ylabel()
        assert axes.get_xlabel() == "position (bp)"


def test_the_title_names_the_motif_its_seqlets_and_the_strand() -> None:
    (axes,) = motif_logo(MOTIF, "contribution_rc", UNIFORM).axes
    title = axes.get_title(loc="left")
    assert title == "Reb1.deeplift.pos.0\n100 seqlets, reverse complement"


def test_a_probability_logo_reaches_to_the_most_that_is_possible() -> None:
    (axes,) = motif_logo(MOTIF, "probability", BACKGROUND).axes
    low, high = axes.get_ylim()
    assert low == 0
    assert high == pytest.approx(1.04 * math.log2(1 / 0.19))
