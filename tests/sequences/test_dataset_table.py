"""Data sets of tables: values as given, splits by columns, fractions, chromosomes or folds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from motiflens.config import Prepare
from motiflens.errors import ConfigError, InputError
from motiflens.sequences.dataset import prepare
from motiflens.sequences.onehot import decode
from motiflens.store.windows import Windows, read_windows, write_windows

N = 60
_RNG = np.random.default_rng(2)
SEQUENCES = ["".join(_RNG.choice(list("ACGT"), 30)) for _ in range(N)]
VALUES = _RNG.normal(size=(N, 2)).round(3)
SETS = ["train", "train", "validation", "test"] * (N // 4)


@pytest.fixture
def make(write, tmp_path) -> Callable[..., Windows]:
    def _make(rows: list[str] | None = None, **values: object) -> Windows:
        lines = [
            f"chr{i % 5}\t{SEQUENCES[i]}\t{VALUES[i, 0]}\t{VALUES[i, 1]}\t{SETS[i]}\n"
            for i in range(N)
        ]
        text = "chrom\tsequence\tx\ty\tset\n" + "".join(lines if rows is None else rows)
        columns = {"X": "x", "Y": "y"}
        options = Prepare(table=write("t.tsv", text), value_columns=columns, **values)
        write_windows(tmp_path / "data.h5", prepare(options))
        return read_windows(tmp_path / "data.h5")

    return _make


def test_sequences_and_values_are_those_of_the_table(make):
    windows = make(split_column="set")
    assert (windows.readout, windows.tasks, windows.tracks) == ("values", ("X", "Y"), (1, 1))
    assert [decode(codes) for codes in windows.codes] == SEQUENCES
    np.testing.assert_array_equal(windows.values, VALUES.astype(np.float32))
    assert windows.labels.all()
    assert windows.split.tolist() == [0, 0, 1, 2] * (N // 4)
    assert (windows.max_offset, windows.window) == (0, 30)
    assert len(windows.negatives()) == 0
    assert set(windows.chrom.tolist()) == {""}


def test_fractions_and_chromosomes_hold_out(make):
    assert np.bincount(make(validation=0.2, test=0.3).split).tolist() == [30, 12, 18]
    windows = make(chromosome_column="chrom", validation=["chr1"], test=["chr3", "chr4"])
    assert windows.split.tolist() == [0, 1, 0, 2, 2] * (N // 5)


@pytest.mark.parametrize("column", [None, "chrom"])
def test_folds(make, column):
    windows = make(chromosome_column=column, folds=5)
    assert windows.folds.shape == (5, 5)
    assert np.bincount(windows.part).tolist() == [12] * 5
    if column:
        assert (windows.part.reshape(-1, 5) == windows.part[:5]).all()


def test_a_sequence_measured_twice_stays_on_one_side(make):
    rows = [f"chr1\t{sequence}\t{i}\t1\tx\n" for i in range(3) for sequence in SEQUENCES]
    windows = make(rows, validation=0.3, test=0.3)
    assert windows.n == 3 * N
    split = windows.split.reshape(3, N)
    assert (split == split[0]).all()


def test_a_sequence_that_the_column_puts_on_two_sides_leaks(make):
    rows = [f"chr1\t{s}\t1\t2\t{name}\n" for s, name in zip(SEQUENCES, SETS, strict=True)]
    rows.append(f"chr1\t{SEQUENCES[3]}\t1\t2\ttrain\n")
    windows = make(rows, split_column="set")
    assert windows.n == N
    assert [row.line for row in windows.dropped] == [N + 2]
    assert "held-out" in windows.dropped[0].reason


def test_a_task_must_be_known_in_each_part(make):
    rows = [
        f"chr1\t{s}\t1\t{'NA' if name == 'test' else 2}\t{name}\n"
        for s, name in zip(SEQUENCES, SETS, strict=True)
    ]
    with pytest.raises(InputError, match="class 'Y' has no window in the test split"):
        make(rows, split_column="set")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"window": 40}, "the sequences have 30 bp"),
        ({"test": ["chr1"]}, "'sequence_0' does not say on which"),
        ({"chromosome_column": "chrom", "test": ["chr9"]}, "chr9 is not in the data"),
    ],
)
def test_what_does_not_fit_is_said(make, values, message):
    with pytest.raises(ConfigError, match=message):
        make(**values)
