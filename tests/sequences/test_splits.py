from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motiflens.config import Prepare
from motiflens.errors import ConfigError
from motiflens.sequences.rows import Rows
from motiflens.sequences.splits import assign_splits, check_held_out, leaks

CHROMS = ["chr1", "chr2", "chr3"]


def _options(**values: Any) -> Prepare:
    return Prepare(genome="g.fa", regions={"a": "a.bed"}, **values)


def _assign(chrom: list[str], group: list[int] | None = None, **values: Any) -> list[int]:
    groups = np.arange(len(chrom)) if group is None else np.array(group)
    rng = np.random.default_rng(0)
    return assign_splits(np.array(chrom), groups, _options(**values), rng).tolist()


def _rows(places: list[tuple[str, int]], group: list[int] | None = None) -> Rows:
    n = len(places)
    blank = np.full(n, "")
    return Rows(
        codes=np.zeros((n, 30), dtype=np.uint8),
        offset=np.full(n, 5, dtype=np.int32),
        labels=np.ones((n, 1), dtype=np.int8),
        chrom=np.array([chrom for chrom, _ in places]),
        start=np.array([start for _, start in places]),
        group=np.arange(n) if group is None else np.array(group),
        name=blank,
        source=blank,
        line=np.zeros(n, dtype=np.int64),
        region=blank,
    )


def test_chromosomes_are_held_out():
    found = _assign(["chr1", "chr2", "chr3", "chr2"], validation=["chr2"], test=["chr3"])
    assert found == [0, 1, 2, 1]


@given(st.integers(10, 200), st.floats(0.05, 0.4), st.floats(0.05, 0.4))
def test_fractions_are_of_the_whole(n: int, validation: float, test: float):
    counts = np.bincount(_assign(["chr1"] * n, validation=validation, test=test), minlength=3)
    assert counts[1] == max(round(validation * n), 1)
    assert counts[2] == max(round(test * n), 1)
    assert counts.sum() == n


def test_a_fraction_is_drawn_from_what_chromosomes_leave():
    chrom = ["chr1"] * 50 + ["chr2"] * 50
    found = np.array(_assign(chrom, validation=0.2, test=["chr2"]))
    assert (found[50:] == 2).all()
    assert (found[:50] == 1).sum() == 20


def test_a_group_stays_together():
    group = np.repeat(np.arange(40), 3)
    found = np.array(_assign(["chr1"] * 120, group.tolist(), validation=0.25, test=0.25))
    assert (found.reshape(40, 3) == found.reshape(40, 3)[:, :1]).all()
    assert np.bincount(found).tolist() == [60, 30, 30]


def test_training_that_overlaps_held_out_windows_leaks():
    # Contexts are 30 bp and begin 5 bp before the window.
    rows = _rows([("chr1", 105), ("chr1", 134), ("chr1", 135), ("chr2", 105), ("chr1", 300)])
    assert leaks(rows, np.array([2, 0, 0, 0, 1], dtype=np.uint8)).tolist() == [
        False,
        True,
        False,
        False,
        False,
    ]


def test_validation_that_overlaps_the_test_leaks_and_the_test_never_does():
    rows = _rows([("chr1", 100), ("chr1", 110), ("chr1", 120)])
    leak = leaks(rows, np.array([2, 1, 0], dtype=np.uint8))
    assert leak.tolist() == [False, True, True]


def test_equal_sequences_leak_and_those_without_a_place_do_not_overlap():
    rows = _rows([("", 0), ("", 0), ("", 0)], group=[4, 4, 5])
    assert leaks(rows, np.array([2, 0, 0], dtype=np.uint8)).tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"validation": ["chr9"]}, "validation chromosome chr9 is not in the data"),
        ({"test": ["chr1", "4"]}, "test chromosome 4 is not in the data"),
        ({"validation": ["chr1"], "test": ["chr2", "chr1"]}, "chr1 is held out both"),
        ({"validation": [], "test": 0.1}, "no validation chromosome is named"),
        ({"validation": 0.0, "test": 0.1}, "no two parts of a whole"),
        ({"validation": 0.1, "test": 1.0}, "no two parts of a whole"),
        ({"validation": 0.5, "test": 0.5}, "no two parts of a whole"),
        ({"validation": -0.1, "test": 0.5}, "no two parts of a whole"),
    ],
)
def test_what_cannot_be_held_out_is_refused(values, message: str):
    with pytest.raises(ConfigError, match=message):
        check_held_out(_options(**values), CHROMS, "g.fa")


@pytest.mark.parametrize(
    "values", [{}, {"validation": ["chr1"], "test": ["chr2"]}, {"validation": ["chr1"]}]
)
def test_what_can_be_held_out_passes(values):
    check_held_out(_options(**values), CHROMS, "g.fa")
