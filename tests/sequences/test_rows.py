from __future__ import annotations

import numpy as np

from motiflens.sequences import rows as module
from motiflens.sequences.rows import Geometry, Rows, drop, stacked
from motiflens.store.windows import Dropped


def _rows(names: list[str], context: int = 6) -> Rows:
    n = len(names)
    return Rows(
        codes=np.arange(n * context, dtype=np.uint8).reshape(n, context),
        offset=np.arange(n, dtype=np.int32) % 3,
        labels=np.ones((n, 1), dtype=np.int8),
        chrom=np.full(n, "chr1"),
        start=100 + np.arange(n),
        group=np.arange(n),
        name=np.array(names),
        source=np.full(n, "a.bed"),
        line=1 + np.arange(n),
        region=np.array([f"region {name}" for name in names]),
    )


def test_a_context_is_the_window_with_its_offset_on_both_sides():
    assert Geometry(window=200, max_offset=50).context == 300


def test_windows_begin_at_the_offset():
    assert _rows(["a", "b", "c"]).windows(4).tolist() == [
        [0, 1, 2, 3],
        [7, 8, 9, 10],
        [14, 15, 16, 17],
    ]


def test_pieces_are_the_windows_in_their_order(monkeypatch):
    rows = _rows(["a", "b", "c", "d", "e"])
    monkeypatch.setattr(module, "_PIECE", 9)
    pieces = list(rows.pieces(4))
    assert [len(piece) for piece in pieces] == [2, 2, 1]
    np.testing.assert_array_equal(np.concatenate(pieces), rows.windows(4))
    some = np.array([True, False, True, True, False])
    found = np.concatenate(list(rows.pieces(4, some)))
    np.testing.assert_array_equal(found, rows.windows(4)[some])
    assert [len(piece) for piece in rows.pieces(4, ~some & some)] == [0]


def test_contexts_begin_before_the_window():
    contexts = _rows(["a", "b", "c"]).contexts()
    assert contexts.start.tolist() == [100, 100, 100]
    assert contexts.end.tolist() == [106, 106, 106]


def test_dropping_keeps_the_others_and_the_reason():
    dropped: list[Dropped] = []
    rows = drop(_rows(["a", "b", "c"]), np.array([False, True, False]), "too long", dropped)
    assert rows.name.tolist() == ["a", "c"]
    assert dropped == [Dropped("a.bed", 2, "region b", "too long")]


def test_stacking_keeps_names_of_any_length():
    rows = stacked(_rows(["a"]), _rows(["a longer name"]))
    assert rows.name.tolist() == ["a", "a longer name"]
    assert len(rows) == 2
