from __future__ import annotations

import re

import numpy as np
import pytest

from motiflens.report.drawings.logo import LETTERS_UP_TO, Mark, logo, thumbnail, track
from motiflens.sequences.onehot import ALPHABET

Letter = tuple[str, float, float, float, float]


def letters(drawing: str) -> list[Letter]:
    """Return base, left, width, and the ends of each letter on the page, upper first."""
    found = []
    for base, numbers in re.findall(r'#g(.)" transform="matrix\(([^)]*)\)', drawing):
        width, _, _, height, left, top = map(float, numbers.split())
        found.append((base, left, width, *sorted((top, top + height))))
    return found


@pytest.fixture
def heights() -> np.ndarray:
    return np.array([[2.0, 1.0, 0, 0], [0, -1.0, 0.5, -2.0], [0, 0, 0, 0]])


def test_every_letter_has_its_height(heights: np.ndarray) -> None:
    drawn = letters(logo(heights, title="", unit="logit"))
    scale = 86 / 6  # px a unit: from the lowest stack, -3, to the highest, 3
    sizes = {(base, round(left)): lower - upper for base, left, _, upper, lower in drawn}
    assert sizes == pytest.approx(
        {("A", 46): 2 * scale, ("C", 46): scale, ("C", 64): scale, ("G", 64): scale / 2,
         ("T", 64): 2 * scale},
        abs=0.11,
    )  # fmt: skip


def test_stacks_are_without_gaps_and_go_from_zero_both_ways(heights: np.ndarray) -> None:
    drawn = {(base, round(left)): (upper, lower) for base, left, _, upper, lower in
             letters(logo(heights, title="", unit=""))}  # fmt: skip
    zero = 8 + 86 / 2
    assert drawn["C", 46][1] == pytest.approx(zero, abs=0.2)
    assert drawn["A", 46][1] == pytest.approx(drawn["C", 46][0], abs=0.2)
    assert drawn["G", 64][1] == pytest.approx(zero, abs=0.2)
    assert drawn["C", 64][0] == pytest.approx(zero, abs=0.2)
    assert drawn["T", 64][0] == pytest.approx(drawn["C", 64][1], abs=0.2)


def test_letters_that_cannot_be_seen_are_left_out() -> None:
    rows = np.array([[1.0, 0.005, 0.01, 0]])
    assert [base for base, *_ in letters(thumbnail(rows, title=""))] == ["A", "G"]


def test_a_logo_of_nothing_is_a_line() -> None:
    assert letters(logo(np.zeros((6, 4)), title="empty", unit="bits")) == []


def test_a_track_has_a_letter_for_each_known_base() -> None:
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 4, 50).astype(np.uint8)
    codes[7] = 4
    scores = (rng.random(50) + 0.5).astype(np.float32)
    drawn = track(scores, codes, start=100, chrom="chr4", marks=(), title="")
    expected = "".join(ALPHABET[code] for code in codes if code < 4)
    assert "".join(base for base, *_ in letters(drawn)) == expected
    assert "position on chr4 (bp)" in drawn


def test_a_long_track_is_bars() -> None:
    n = LETTERS_UP_TO + 1
    codes = np.arange(n).astype(np.uint8) % 4
    drawn = track(np.ones(n, np.float32), codes, start=0, chrom="c", marks=(), title="")
    assert letters(drawn) == []
    assert sum(drawn.count(f'class="b{base}"') for base in "ACGT") == 4
    assert drawn.count("V") >= n


def test_names_of_marks_do_not_overlap() -> None:
    marks = (Mark(10, 20, "first name", "+"), Mark(15, 25, "second", "-"), Mark(90, 99, "far", "+"))
    codes = np.zeros(100, np.uint8)
    drawn = track(np.ones(100, np.float32), codes, start=0, chrom="c", marks=marks, title="")
    found = re.findall(r'y="([\d.]+)">(first name|second|far)<', drawn)
    rows = {name: height for height, name in found}
    assert rows["first name"] != rows["second"]
    assert drawn.count('class="mark"') == 3


def test_names_stay_text() -> None:
    mark = Mark(0, 5, "<b>&", "+")
    codes = np.zeros(10, np.uint8)
    drawn = track(
        np.ones(10, np.float32), codes, start=0, chrom='"<i>', marks=(mark,), title='"<u>'
    )
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert "<u>" not in drawn
