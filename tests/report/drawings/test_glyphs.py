from __future__ import annotations

import re

import pytest

from motiflens.report.drawings.glyphs import definitions, letter, short
from report.page import read_page


def test_letters_are_defined_once_each_in_a_unit_square() -> None:
    paths = read_page(definitions()).all("path")
    assert [path.attributes["id"] for path in paths] == ["gA", "gC", "gG", "gT"]
    for path in paths:
        numbers = [float(word) for word in re.findall(r"-?\d*\.?\d+", path.attributes["d"])]
        assert min(numbers) == 0
        assert max(numbers) == 1


@pytest.mark.parametrize(("height", "top", "bottom"), [(30.0, 70.0, 100.0), (-30.0, 130.0, 100.0)])
def test_a_letter_stands_on_its_foot_or_hangs_from_it(
    height: float, top: float, bottom: float
) -> None:
    """The transform takes the unit square's top to ``top`` and its bottom to the foot."""
    a, b, c, d, e, f = (
        float(word) for word in re.findall(r"-?[\d.]+", letter("G", 5, 100, 18, height))[-6:]
    )
    assert (a, b, c, e) == (18, 0, 0, 5)
    assert (d * 0 + f, d * 1 + f) == (top, bottom)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.001, "0"), (0.5, ".5"), (-0.25, "-.25"), (12.0, "12"), (10.5, "10.5")],
)
def test_short(value: float, text: str) -> None:
    assert short(value) == text
    assert float(text) == pytest.approx(value, abs=0.005)
