"""The drawn part and the consensus, against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from motiflens.motifs.trimming import consensus, trim

MATRICES = arrays(
    np.float64,
    st.tuples(st.integers(1, 12), st.just(4)),
    elements=st.floats(-2, 2, allow_subnormal=False),
)


@given(MATRICES, st.floats(0, 0.99), st.integers(0, 4))
def test_trim_keeps_every_strong_position_and_a_flank(
    matrix: np.ndarray, fraction: float, flank: int
) -> None:
    strength = [sum(abs(value) for value in row) for row in matrix.tolist()]
    strong = [i for i, value in enumerate(strength) if value >= fraction * max(strength)]
    begin, end = strong[0], strong[-1]
    for _ in range(flank):
        begin, end = max(begin - 1, 0), min(end + 1, len(strength) - 1)
    assert trim(matrix, fraction, flank) == (begin, end + 1)


def test_trim_counts_negative_contributions_too() -> None:
    matrix = np.zeros((10, 4))
    matrix[3, 0], matrix[6, 1] = -1, 0.31
    assert trim(matrix, 0.3, 0) == (3, 7)
    assert trim(matrix, 0.32, 0) == (3, 4)
    assert trim(matrix, 0.3, 2) == (1, 9)


@pytest.mark.parametrize(
    ("row", "letter"),
    [
        ((0.9, 0.1, 0, 0), "A"),
        ((0.51, 0.24, 0.25, 0), "A"),
        ((0.6, 0.4, 0, 0), "M"),
        ((0.45, 0.1, 0.4, 0.05), "R"),
        ((0.4, 0.3, 0.3, 0), "V"),
        ((0.25, 0.25, 0.25, 0.25), "N"),
    ],
)
def test_consensus_follows_cavener(row: tuple[float, ...], letter: str) -> None:
    assert consensus([row, (0, 0, 0, 1)]) == letter + "T"
