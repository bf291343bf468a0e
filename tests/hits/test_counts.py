"""p-values and q-values of counts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from motiflens.hits.counts import adjusted, binomial, by_shuffles


def test_binomial_p_values_are_twice_the_smaller_tail() -> None:
    for k, n, share in ((3, 10, 0.5), (9, 10, 0.5), (0, 20, 0.3), (5, 10, 0.5), (0, 0, 0.5)):
        less, more = (
            binomtest(k, n, share, side).pvalue if n else 1.0 for side in ("less", "greater")
        )
        assert binomial([k], [n], [share])[0] == pytest.approx(min(2 * min(less, more), 1))


def test_shuffles_count_what_was_observed_among_them() -> None:
    controls = np.arange(99.0)[:, None] + np.array([[0.0, 0.0, 0.0]])
    found = by_shuffles(np.array([200.0, -1.0, 49.0]), controls)
    assert found == pytest.approx([0.02, 0.02, 1.0])


def test_tests_of_one_kind_are_adjusted_together() -> None:
    made = adjusted([7, 1], [3, 1], [0.01, 0.5])
    assert [test.q_value for test in made] == pytest.approx([0.02, 0.5])
    assert made[0].log2_enrichment == pytest.approx(1)
    assert adjusted([], [], []) == []
