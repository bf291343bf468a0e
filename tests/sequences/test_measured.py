from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from motiflens.config import Prepare
from motiflens.errors import InputError
from motiflens.sequences.measured import read_measured
from motiflens.sequences.onehot import decode
from motiflens.sequences.rows import Rows
from motiflens.store.windows import Dropped

TABLE = (
    "id\tseq\tdev\thk\tset\tchrom\n"
    "s1\tACGTA\t1.5\t-2\ttrain\tchr1\n"
    "s2\tacgtn\tNA\t0.25\tVal\tchr2\n"
    "s3\tACGTA\t1e-3\t\ttest\tchr1\n"
    "s4\tTACGT\tnan\t.\ttrain\tchr3\n"
    "s5\tTACGT\t3\tNaN\tvalidation\tchr3\n"
)


def _read(path: str, dropped: list[Dropped] | None = None, **options: Any) -> Rows:
    common = {"sequence_column": "seq", "value_columns": {"D": "dev", "H": "hk"}}
    made = Prepare(table=path, **{**common, **options})
    return read_measured(made, [] if dropped is None else dropped)


def test_values_are_as_given_and_what_is_unknown_is_nan(write):
    dropped: list[Dropped] = []
    path = write("t.tsv", TABLE)
    rows = _read(path, dropped, name_column="id")
    assert [decode(codes) for codes in rows.codes] == ["ACGTA", "ACGTN", "ACGTA", "TACGT"]
    assert rows.name.tolist() == ["s1", "s2", "s3", "s5"]
    expected = [[1.5, -2], [np.nan, 0.25], [1e-3, np.nan], [3, np.nan]]
    np.testing.assert_array_equal(rows.values, np.array(expected, np.float32))
    assert rows.labels.tolist() == [[1, 1], [0, 1], [1, 0], [1, 0]]
    assert rows.split is None
    assert dropped == [Dropped(path, 5, "s4", "none of its values is known")]


def test_a_sequence_measured_again_is_a_row_of_the_same_group(write):
    rows = _read(write("t.tsv", TABLE))
    # The third sequence is the first; the last is its reverse complement.
    assert rows.group[0] == rows.group[2] == rows.group[3] != rows.group[1]
    assert rows.name.tolist() == ["sequence_0", "sequence_1", "sequence_2", "sequence_4"]


def test_splits_and_chromosomes_are_read_off_their_columns(write):
    path = write("t.tsv", TABLE)
    assert _read(path, split_column="set").split.tolist() == [0, 1, 2, 1]
    rows = _read(path, chromosome_column="chrom", test=["chr1"])
    assert rows.chrom.tolist() == ["chr1", "chr2", "chr1", "chr3"]
    assert not rows.placed.any()


def test_names_may_say_where_sequences_lie(write):
    text = TABLE.replace("s1", "chr5:100-105")
    rows = _read(write("t.tsv", text), name_column="id")
    assert (rows.chrom[0], rows.start[0]) == ("chr5", 100)
    assert rows.placed.tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("acgtn", "acgt", "line 3", r"sequences differ in length: s2 has 4 bp, s1 .* has 5 bp"),
        ("acgtn", "acgtx", "line 3, column seq", "'x' at position 5"),
        ("acgtn", "", "line 3", "the sequence is empty"),
        ("0.25", "many", "line 3, column hk", "'many' is no number"),
        ("0.25", "inf", "line 3, column hk", "'inf' is no number"),
        ("Val", "dev", "line 3, column set", "'dev' is no split"),
        ("\thk\t", "\tother\t", "line 1", "no column 'hk': the header has id, seq, dev, other"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(write, old, new, where, message):
    path = write("t.tsv", TABLE.replace(old, new))
    with pytest.raises(InputError, match=message) as error:
        _read(path, name_column="id", split_column="set")
    assert error.value.where == f"{path}, {where}"


def test_a_table_of_a_header_alone_is_an_error(write):
    with pytest.raises(InputError, match="no sequences"):
        _read(write("t.tsv", TABLE.splitlines()[0] + "\n"))
