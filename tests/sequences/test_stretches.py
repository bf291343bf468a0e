from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from motiflens.sequences import stretches as module
from motiflens.sequences.stretches import stretches

WINDOWS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(-50, 3000)), max_size=40)


@given(WINDOWS, st.integers(1, 100), st.integers(0, 200))
def test_each_window_lies_in_one_stretch_without_wide_gaps(windows, length, gap):
    chrom = np.array([name for name, _ in windows], dtype=np.str_)
    start = np.array([first for _, first in windows], dtype=np.int64)
    found = list(stretches(chrom, start, length, gap))
    members = [row for *_, rows in found for row in rows.tolist()]
    assert sorted(members) == list(range(len(windows)))
    for name, first, last, rows in found:
        assert set(chrom[rows].tolist()) == {name}
        assert (first, last) == (start[rows].min(), start[rows].max() + length)
        assert (np.diff(np.sort(start[rows])) <= length + gap).all()
    for one, other in pairwise(found):
        assert one[0] != other[0] or other[1] - one[2] > gap


def test_a_long_stretch_is_cut_between_windows(monkeypatch):
    monkeypatch.setattr(module, "_LONGEST", 100)
    start = np.arange(0, 1000, 10)
    found = list(stretches(np.full(100, "a"), start, 30, 0))
    assert [len(rows) for *_, rows in found] == [10] * 10
    assert all(last - first <= 130 for _, first, last, _ in found)
