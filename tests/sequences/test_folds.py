from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motiflens.config import Prepare
from motiflens.errors import InputError
from motiflens.sequences.folds import divide, rotation, share_chromosomes
from motiflens.sequences.rows import Rows


def _rows(chrom: list[str], group: list[int] | None = None) -> Rows:
    n = len(chrom)
    blank = np.full(n, "")
    return Rows(
        codes=np.zeros((n, 30), dtype=np.uint8),
        offset=np.zeros(n, dtype=np.int32),
        labels=np.ones((n, 1), dtype=np.int8),
        chrom=np.array(chrom, dtype=np.str_),
        start=np.arange(n),
        group=np.arange(n) if group is None else np.array(group),
        name=blank,
        source=blank,
        line=np.zeros(n, dtype=np.int64),
        region=blank,
    )


def _options(folds: int) -> Prepare:
    return Prepare(genome="g.fa", regions={"a": "a.bed"}, folds=folds)


@pytest.mark.parametrize("count", [3, 5])
def test_each_part_is_tested_once_and_validates_the_fold_before_it(count):
    folds = rotation(count)
    for fold in range(count):
        assert np.flatnonzero(folds[fold] == 2).tolist() == [fold]
        assert np.flatnonzero(folds[fold] == 1).tolist() == [(fold + 1) % count]
        assert (folds[fold] == 0).sum() == count - 2


def test_one_fold_has_the_three_splits():
    division = divide(_rows(["chr1"] * 20), _options(1))
    assert division.names == ("the train split", "the validation split", "the test split")
    assert division.folds.tolist() == [[0, 1, 2]]


def test_the_largest_chromosome_comes_first_and_goes_where_the_fewest_are():
    chrom = ["chr9"] * 7 + ["chr1"] * 5 + ["chr2"] * 5 + ["chr3"] * 3 + ["chr4"] * 1 + ["chr5"] * 1
    part = share_chromosomes(np.array(chrom), 3)
    # 7 | 5 | 5, then 3 to the first of the fives, 1 to the other, 1 to that again: 7 | 8 | 7.
    assert part == {"chr9": 0, "chr1": 1, "chr2": 2, "chr3": 1, "chr4": 2, "chr5": 2}


@given(
    st.dictionaries(st.text("abc", min_size=1), st.integers(1, 50), min_size=4), st.integers(3, 4)
)
def test_no_order_of_the_rows_matters_and_no_part_is_far_off(sizes, count):
    chrom = np.repeat(list(sizes), list(sizes.values()))
    part = share_chromosomes(chrom, count)
    assert part == share_chromosomes(chrom[::-1], count)
    totals = np.zeros(count)
    for name, number in part.items():
        totals[number] += sizes[name]
    # A part was the smallest when it got its last chromosome.
    assert totals.max() - totals.min() <= max(sizes.values())


def test_chromosomes_stay_whole_and_the_names_say_which():
    rows = _rows(["chr1"] * 4 + ["chr2"] * 3 + ["chr3"] * 3 + ["chr4"])
    division = divide(rows, _options(3))
    part = division.assign(rows.chrom, rows.group, np.random.default_rng(0))
    assert part.tolist() == [0] * 4 + [1] * 3 + [2] * 3 + [1]
    assert division.names[1] == "part 1 of 3 (chr2, chr4)"


def test_sequences_without_chromosomes_are_shared_out_by_groups():
    group = np.repeat(np.arange(30), 2).tolist()
    rows = _rows([""] * 60, group)
    division = divide(rows, _options(4))
    part = division.assign(rows.chrom, rows.group, np.random.default_rng(0))
    assert (part.reshape(30, 2) == part.reshape(30, 2)[:, :1]).all()
    assert sorted(np.bincount(part).tolist()) == [14, 14, 16, 16]
    again = division.assign(rows.chrom, rows.group, np.random.default_rng(0))
    assert (part == again).all()
    assert (part != division.assign(rows.chrom, rows.group, np.random.default_rng(1))).any()


def test_too_few_chromosomes_or_sequences_are_an_error():
    with pytest.raises(InputError, match=r"5 folds cannot be made of 2 chromosomes \(chr1, chr2\)"):
        divide(_rows(["chr1", "chr2"] * 5), _options(5))
    rows = replace(_rows([""] * 9), group=np.repeat([0, 1, 2], 3))
    with pytest.raises(InputError, match="4 folds cannot be made of 3 different sequences"):
        divide(rows, _options(4))
