from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from motiflens.sequences.intervals import Intervals, centres, joined, spans
from motiflens.sequences.regions import Region

INTERVAL = st.tuples(st.sampled_from("abc"), st.integers(0, 40), st.integers(1, 10))
MANY = st.lists(INTERVAL, max_size=12)


def _intervals(rows: list[tuple[str, int, int]]) -> Intervals:
    return spans([Region(c, s, s + length, "", s, "", 0) for c, s, length in rows])


@given(MANY, MANY)
def test_overlap_is_a_shared_base(mine, theirs):
    expected = [any(c == d and s < t + m and t < s + n for d, t, m in theirs) for c, s, n in mine]
    assert _intervals(mine).overlap(_intervals(theirs)).tolist() == expected


def test_touching_is_no_overlap():
    assert not _intervals([("a", 0, 10)]).overlap(_intervals([("a", 10, 5)])).any()


def test_centres_are_single_bases():
    regions = [Region("chr1", 0, 10, "", 3, "", 1), Region("chr2", 5, 6, "", 5, "", 2)]
    found = centres(regions)
    assert found.start.tolist() == [3, 5]
    assert found.end.tolist() == [4, 6]


def test_joined_keeps_all():
    both = joined(_intervals([("a", 0, 1)]), _intervals([]), _intervals([("longer", 2, 1)]))
    assert both.chrom.tolist() == ["a", "longer"]
    assert len(both) == 2
    np.testing.assert_array_equal(both.end, [1, 3])
