"""Windows of a signal, base by base, and the same in any order and however they are asked for."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from motiflens.sequences.signals.cutting import SignalRows, cut

LENGTHS = {"chr1": 800, "chr2": 300}
_RNG = np.random.default_rng(0)
VALUES = {name: _RNG.poisson(2, (2, n)).astype(np.float32) for name, n in LENGTHS.items()}
WINDOWS = st.lists(
    st.tuples(st.sampled_from(list(LENGTHS)), st.integers(-150, 900)), min_size=1, max_size=20
)


class _Signal:
    tracks = 2

    def reads(self, chrom: str, start: int, end: int) -> np.ndarray:
        assert 0 <= start < end <= LENGTHS[chrom]
        return VALUES[chrom][:, start:end]


@given(WINDOWS, st.integers(1, 120))
def test_each_base_has_its_reads_and_0_past_the_end(windows, length):
    chrom = np.array([name for name, _ in windows])
    start = np.array([first for _, first in windows])
    found = cut(_Signal(), LENGTHS, chrom, start, length)
    assert found.shape == (len(windows), 2, length)
    for (name, first), window in zip(windows, found, strict=True):
        for strand in range(2):
            known = dict(enumerate(VALUES[name][strand].tolist()))
            expected = [known.get(at, 0) for at in range(first, first + length)]
            assert window[strand].tolist() == expected


def test_rows_are_read_when_asked_for():
    chrom, start = np.array(["chr1", "chr2", "chr1"]), np.array([5, 7, 100])
    rows = SignalRows(_Signal(), LENGTHS, chrom, start, 30)
    assert (rows.shape, len(rows), rows.dtype) == ((3, 2, 30), 3, np.float32)
    np.testing.assert_array_equal(rows[np.array([2, 0])][0], VALUES["chr1"][:, 100:130])
    np.testing.assert_array_equal(rows[np.array([1])][0], VALUES["chr2"][:, 7:37])
