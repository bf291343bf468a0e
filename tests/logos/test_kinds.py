"""Kinds of logo, and the options that name them."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest

from motiflens.config.results import FormatName, LogoName, PaletteName
from motiflens.logos.formats import FORMATS
from motiflens.logos.kinds import KINDS, information, views
from motiflens.logos.palettes import PALETTES

UNIFORM = (0.25, 0.25, 0.25, 0.25)
BACKGROUND = (0.31, 0.19, 0.19, 0.31)


@pytest.mark.parametrize(
    ("names", "table"), [(LogoName, KINDS), (FormatName, FORMATS), (PaletteName, PALETTES)]
)
def test_options_are_the_rows_of_the_tables(names: object, table: dict[str, object]) -> None:
    assert get_args(names) == tuple(table)


@pytest.mark.parametrize("background", [UNIFORM, BACKGROUND])
def test_information_follows_its_definition(background: tuple[float, ...]) -> None:
    rng = np.random.default_rng(0)
    rows = [*rng.dirichlet(np.ones(4), size=6).tolist(), [1, 0, 0, 0], list(background)]
    for row, found in zip(rows, information(rows, background), strict=True):
        bits = sum(p * math.log2(p / b) for p, b in zip(row, background, strict=True) if p)
        np.testing.assert_allclose(found, [p * bits for p in row], atol=1e-12)


def test_a_certain_base_has_two_bits_against_a_uniform_background() -> None:
    assert information([(0, 1, 0, 0)], UNIFORM).tolist() == [[0, 2, 0, 0]]


def test_no_stack_is_higher_than_the_axis_that_all_motifs_share() -> None:
    rows = np.random.default_rng(1).dirichlet(np.full(4, 0.1), size=200)
    for kind in KINDS.values():
        if kind.highest is not None:
            heights = kind.heights(rows, BACKGROUND)
            assert heights.sum(axis=1).max() <= kind.highest(BACKGROUND) + 1e-12


def test_views_are_named_by_kind_part_and_strand() -> None:
    assert [view.name for view in views(["information", "contribution"])] == [
        "contribution", "contribution_rc", "information", "information_rc"
    ]  # fmt: skip
    assert [view.name for view in views(["probability"], both_strands=False, whole=True)] == [
        "probability", "probability_whole"
    ]  # fmt: skip
    names = [view.name for view in views(KINDS, whole=True)]
    assert len(set(names)) == len(names) == 16
