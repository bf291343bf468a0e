from __future__ import annotations

import numpy as np
import pytest

from motiflens.errors import InputError
from motiflens.sequences.checks import check_classes, check_negatives
from motiflens.sequences.rows import Rows
from motiflens.store.windows import Dropped

NAMES = ("part 0 of 3 (chr1)", "part 1 of 3 (chr2)", "part 2 of 3 (chr3)")
TASKS = {"A": ("a.bed", "b.bed"), "B": ("b.bed",)}


def _rows(labels: list[list[int]], chrom: str = "chr1") -> Rows:
    n = len(labels)
    blank = np.full(n, "")
    return Rows(
        codes=np.zeros((n, 9), dtype=np.uint8),
        offset=np.zeros(n, dtype=np.int32),
        labels=np.array(labels, dtype=np.int8),
        chrom=np.full(n, chrom),
        start=np.arange(n),
        group=np.arange(n),
        name=blank,
        source=blank,
        line=np.zeros(n, dtype=np.int64),
        region=blank,
    )


def test_each_class_in_each_part_passes():
    part = np.array([0, 1, 2], np.uint8)
    check_classes(_rows([[1, 1]] * 3), part, NAMES, TASKS, [])
    check_negatives(np.zeros((3, 2), np.int8), part, NAMES, "genome")


@pytest.mark.parametrize(("chrom", "advice"), [("chr1", "are on chr1 (2)"), ("", "give more")])
def test_a_part_without_a_class_is_named(chrom, advice):
    rows = _rows([[1, 1], [1, 0], [1, 1]], chrom)
    with pytest.raises(InputError, match=r"'B' has no window in part 1 of 3 \(chr2\)") as error:
        check_classes(rows, np.array([0, 1, 2], np.uint8), NAMES, TASKS, [])
    assert error.value.where == "b.bed"
    assert advice in str(error.value.fix)


def test_a_class_with_nothing_left_is_told_why_by_its_own_files():
    dropped = [Dropped("b.bed", 1, "", "x"), Dropped("a.bed", 1, "", "y")]
    rows = _rows([[1, 0]] * 3)
    with pytest.raises(InputError, match=r"class 'B' is left: 1 dropped, x\n"):
        check_classes(rows, np.array([0, 1, 2], np.uint8), NAMES, TASKS, dropped)


def test_a_part_without_negatives_is_named():
    labels = np.array([[0, 0], [0, 1], [0, 0]], np.int8)
    with pytest.raises(InputError, match="no negative in part 1 of 3") as error:
        check_negatives(labels, np.array([0, 1, 2], np.uint8), NAMES, "n.bed")
    assert error.value.where == "negatives: n.bed"
