from __future__ import annotations

import pytest

from motiflens.errors import InputError
from motiflens.sequences.onehot import decode
from motiflens.sequences.records import read_sequences
from motiflens.store.windows import Dropped


def test_rows_hold_whole_sequences_in_the_order_of_the_files(write):
    a, b = write("a.fa", ">one x\nACGT\n>two\nggNN\n"), write("b.fa", ">three\nTTTA\n")
    dropped: list[Dropped] = []
    rows = read_sequences({"A": a, "B": b}, None, dropped)
    assert [decode(row) for row in rows.codes] == ["ACGT", "GGNN", "TTTA"]
    assert rows.labels.tolist() == [[1, 0], [1, 0], [0, 1]]
    assert rows.name.tolist() == ["one", "two", "three"]
    assert rows.line.tolist() == [1, 3, 1]
    assert dropped == []


def test_a_sequence_of_two_classes_is_one_row_and_one_held_twice_is_dropped(write):
    a, b = write("a.fa", ">one\nACGT\n>again\nacgt\n"), write("b.fa", ">other\nACGT\n>b\nTTTT\n")
    dropped: list[Dropped] = []
    rows = read_sequences({"A": a, "B": b}, None, dropped)
    assert rows.labels.tolist() == [[1, 1], [0, 1]]
    assert [(row.region, row.line) for row in dropped] == [("again", 3)]


def test_a_negative_that_a_class_holds_is_dropped(write):
    a, n = write("a.fa", ">one\nACGT\n"), write("n.fa", ">n1\nACGT\n>n2\nCCCC\n>n3\nCCCC\n")
    dropped: list[Dropped] = []
    rows = read_sequences({"A": a}, n, dropped)
    assert rows.name.tolist() == ["one", "n2"]
    assert rows.labels.tolist() == [[1], [0]]
    assert [row.region for row in dropped] == ["n1", "n3"]
    assert "sequence of a class" in dropped[0].reason
    assert "duplicate" in dropped[1].reason


def test_a_sequence_and_its_reverse_complement_are_one_group(write):
    rows = read_sequences({"A": write("a.fa", ">1\nAACC\n>2\nGGTT\n>3\nAACG\n")}, None, [])
    assert rows.group[0] == rows.group[1] != rows.group[2]


@pytest.mark.parametrize(
    ("name", "locus"),
    [
        ("chr6:100-104", ("chr6", 100)),
        ("chr6:100-104(-)", ("chr6", 100)),
        ("peak_1::chrX:7-11(+)", ("chrX", 7)),
        ("chr6", ("", 0)),
        ("chr6:100", ("", 0)),
        ("sequence-1:a-b", ("", 0)),
        ("r0::chr1:99999999999999999999999999-22(+)", ("", 0)),
        ("chr1:\u0661-\u0669", ("", 0)),
    ],
)
def test_a_name_may_say_where_a_sequence_lies(write, name: str, locus: tuple[str, int]):
    rows = read_sequences({"A": write("a.fa", f">{name}\nACGT\n")}, None, [])
    assert (rows.chrom[0], rows.start[0]) == locus


def test_mixed_lengths_are_named_with_both_records(write):
    a, b = write("a.fa", ">one\nACGT\n"), write("b.fa", ">two\nACGT\n>three\nACGTA\n")
    with pytest.raises(InputError, match=r"three has 5 bp, one .*a.fa, line 1\) has 4 bp") as error:
        read_sequences({"A": a, "B": b}, None, [])
    assert error.value.where == f"{b}, line 3"


@pytest.mark.parametrize(
    ("letter", "message"), [("X", "'X' at position 3"), ("r", "IUPAC code 'r' at position 3")]
)
def test_another_letter_is_named_with_its_record(write, letter: str, message: str):
    path = write("a.fa", f">one\nACGT\n>two\nAC{letter}T\n")
    with pytest.raises(InputError, match=message) as error:
        read_sequences({"A": path}, None, [])
    assert error.value.where == f"{path}, line 3, record two"
