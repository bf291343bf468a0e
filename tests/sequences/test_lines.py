from __future__ import annotations

import gzip

import pytest

from motiflens.errors import InputError
from motiflens.sequences.lines import read_lines


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
def test_lines_are_numbered_from_one_whatever_the_compression(write, compress):
    path = write("a.txt", compress(b"one\r\n\nthree"))
    assert list(read_lines(path)) == [(1, "one"), (2, ""), (3, "three")]


def test_a_missing_file_is_named():
    with pytest.raises(InputError, match="cannot be read") as error:
        list(read_lines("no/such.bed"))
    assert error.value.where == "no/such.bed"


def test_a_directory_is_no_file(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        list(read_lines(str(tmp_path)))


def test_an_empty_file_is_said_to_be_empty(write):
    with pytest.raises(InputError, match="empty"):
        list(read_lines(write("a.bed", "")))


def test_a_truncated_gzip_file_is_said_to_be_truncated(write):
    whole = gzip.compress(bytes(range(97, 123)) * 100)
    with pytest.raises(InputError, match="truncated"):
        list(read_lines(write("a.bed.gz", whole[:-10])))


def test_bytes_that_are_no_text_are_refused_with_their_line(write):
    with pytest.raises(InputError, match="no text") as error:
        list(read_lines(write("a.bed", b"chr1\n\xff\xfe\n")))
    assert str(error.value.where).endswith("line 2")
