"""Which windows are explained, and how they are divided."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motiflens.errors import InputError
from motiflens.sequences.selection import select, shard_of
from store.examples import make_windows


def test_each_choice() -> None:
    windows = make_windows(n=12)
    predictions = np.arange(12, dtype=np.float32)[::-1].copy()

    def rows(how: str, top: int = 3) -> list[int]:
        return select(windows, "B", how, top=top, predict=lambda: predictions).tolist()

    positives = np.flatnonzero(windows.labels[:, 1]).tolist()
    assert rows("positives") == positives
    assert rows("held-out") == [row for row in positives if windows.split[row] != 0]
    assert rows("all") == list(range(12))
    assert rows("top") == [0, 1, 2]
    assert rows("top", 99) == list(range(12))


def test_equal_predictions_are_taken_in_order() -> None:
    windows = make_windows(n=12)
    found = select(windows, "A", "top", top=4, predict=lambda: np.zeros(12, np.float32))
    assert found.tolist() == [0, 1, 2, 3]


def test_nothing_left_is_an_error() -> None:
    windows = make_windows(n=12)
    windows.labels[:, 0] = 0
    with pytest.raises(InputError, match="no window of A is left"):
        select(windows, "A", "positives", top=1, predict=lambda: np.zeros(12, np.float32))


@given(n=st.integers(0, 50), count=st.integers(1, 9))
def test_shards_are_the_whole_in_order_and_nearly_equal(n: int, count: int) -> None:
    rows = np.arange(n)
    parts = [shard_of(rows, number, count) for number in range(1, count + 1)]
    assert np.concatenate(parts).tolist() == rows.tolist()
    sizes = [len(part) for part in parts]
    assert max(sizes) - min(sizes) <= 1
