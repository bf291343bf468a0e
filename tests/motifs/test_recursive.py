"""Recursive seqlets, by the definition."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motiflens.motifs.recursive import LONGEST, SHORTEST, recursive_spans


def significant(scores: np.ndarray, p_value: float) -> set[tuple[int, int, int]]:
    """Return all stretches that are seqlets, whether they overlap or not."""
    n, length = scores.shape
    p = {}
    for size in range(SHORTEST, min(LONGEST, length) + 1):
        spans = [(r, b, b + size) for r in range(n) for b in range(length - size + 1)]
        sums = np.array([scores[r, b:e].sum() for r, b, e in spans])
        for span, value in zip(spans, sums, strict=True):
            p[span] = np.mean(sums >= value - 1e-9) if value > 0 else 1.0
    return {
        (r, b, e)
        for r, b, e in p
        if all(
            p[r, x, y] <= p_value
            for x in range(b, e - SHORTEST + 1)
            for y in range(x + SHORTEST, e + 1)
        )
    }


@given(st.integers(0, 10_000), st.sampled_from([0.02, 0.1, 0.3]), st.integers(3, 32))
@settings(max_examples=25, deadline=None)
def test_spans_are_the_definition_s_longest_first(seed: int, p_value: float, length: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(0, 1, (3, length)) + 2 * (rng.random((3, length)) < 0.3)
    allowed = significant(scores, p_value)
    found = recursive_spans(scores, p_value)
    assert set(found) <= allowed
    by_row = [sorted(s[1:] for s in found if s[0] == row) for row in range(3)]
    assert all(a[1] <= b[0] for row in by_row for a, b in pairwise(row))
    covered = {(r, x) for r, b, e in found for x in range(b, e)}
    for r, b, e in allowed:
        assert any((r, x) in covered for x in range(b, e))
    for row in range(3):
        longest = max((e - b for r, b, e in allowed if r == row), default=0)
        assert max((e - b for r, b, e in found if r == row), default=0) == longest


@pytest.mark.parametrize("scores", [np.zeros((5, 40)), -np.ones((5, 40)), np.ones((0, 40))])
def test_nothing_stands_out(scores: np.ndarray) -> None:
    assert recursive_spans(scores, 0.05) == []


def test_a_block_is_found_whole_with_the_ends_that_its_sum_outweighs() -> None:
    scores = np.full((50, 60), -0.01)
    scores[7, 20:29] = 1
    ((row, begin, end),) = recursive_spans(scores, 0.01)
    assert row == 7
    assert begin <= 20 < 29 <= end
