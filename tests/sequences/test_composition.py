from __future__ import annotations

import numpy as np

from motiflens.sequences.composition import (
    base_frequencies,
    both_strands,
    gc_content,
    n_fraction,
)
from motiflens.sequences.onehot import encode

CODES = np.stack([encode("ACGT"), encode("GGNN"), encode("NNNN"), encode("AATN")])


def test_gc_content_is_of_the_known_bases():
    np.testing.assert_allclose(gc_content(CODES), [0.5, 1, 0, 0])


def test_n_fraction():
    np.testing.assert_allclose(n_fraction(CODES), [0, 0.5, 1, 0.25])


def test_frequencies_leave_n_out():
    np.testing.assert_allclose(base_frequencies([CODES[:1], CODES[1:]]), np.array([3, 1, 3, 2]) / 9)


def test_over_both_strands_a_equals_t_and_c_equals_g():
    np.testing.assert_allclose(both_strands(np.array([0.4, 0.3, 0.1, 0.2])), [0.3, 0.2, 0.2, 0.3])
