from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pysam
import pytest

from motiflens.errors import InputError
from motiflens.sequences.fasta import header_lines, read_fasta

FASTA = ">chr1 the first\nACGT\nAC\n\n>chr2\nggNN\n"


def _bgzip(path: str) -> str:
    pysam.tabix_compress(path, f"{path}.gz")
    return f"{path}.gz"


def _large() -> bytes:
    bases = np.frombuffer(b"ACGT", dtype=np.uint8)
    letters = np.random.default_rng(0).choice(bases, (4000, 50))
    return b">chr1\n" + b"\n".join(row.tobytes() for row in letters) + b"\n"


def _records(path: str) -> list[tuple[int, str, str]]:
    return [(record.index, record.name, record.sequence) for record in read_fasta(path)]


def test_plain_gzip_and_bgzip_read_alike_and_nothing_is_written(write, tmp_path: Path):
    plain = write("a.fa", FASTA)
    paths = [plain, write("b.fa.gz", gzip.compress(FASTA.encode())), _bgzip(plain)]
    before = sorted(tmp_path.iterdir())
    expected = [(0, "chr1", "ACGTAC"), (1, "chr2", "ggNN")]
    assert [_records(path) for path in paths] == [expected] * 3
    assert sorted(tmp_path.iterdir()) == before


def test_windows_line_ends_are_no_letters(write):
    assert _records(write("a.fa", FASTA.replace("\n", "\r\n"))) == [
        (0, "chr1", "ACGTAC"),
        (1, "chr2", "ggNN"),
    ]


def test_headers_stand_on_these_lines(write):
    assert header_lines(write("a.fa", FASTA)) == [1, 5]


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.99])
def test_a_gzip_file_that_is_cut_off_is_truncated(write, keep: float, capfd):
    whole = gzip.compress(_large())
    path = write("a.fa.gz", whole[: int(keep * len(whole))])
    with pytest.raises(InputError, match="truncated") as error:
        _records(path)
    assert error.value.where == path
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("cut", [28, 29, 1000])
def test_a_bgzip_file_that_is_cut_off_is_truncated(write, cut: int):
    path = Path(_bgzip(write("a.fa", _large())))
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(InputError, match="truncated"):
        _records(str(path))


def test_a_header_without_a_sequence_is_named_with_its_line(write):
    with pytest.raises(InputError, match=r"'chr2' has no sequence.*truncated") as error:
        _records(write("a.fa", ">chr1\nACGT\n>chr2\n"))
    assert str(error.value.where).endswith("line 3")


def test_a_header_without_a_name_is_an_error(write):
    with pytest.raises(InputError, match="no name") as error:
        _records(write("a.fa", ">chr1\nACGT\n>\nAC\n"))
    assert str(error.value.where).endswith("line 3")


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "empty"), ("chr1\t0\t10\n", "no FASTA"), ("@r\nACGT\n+\nIIII\n", "no FASTA")],
)
def test_what_is_no_fasta_is_refused(write, content: str, message: str):
    with pytest.raises(InputError, match=message):
        _records(write("a.fa", content))


def test_qualities_inside_a_fasta_file_are_refused(write):
    with pytest.raises(InputError, match="FASTQ"):
        _records(write("a.fa", ">a\nACGT\n@r\nACGT\n+\nIIII\n"))


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        _records(str(tmp_path / "none.fa"))


@pytest.mark.parametrize("before", [" ", "\x0b", "\n\t"])
def test_a_first_header_that_does_not_begin_its_line_is_refused(write, before: str):
    with pytest.raises(InputError, match="does not begin with '>'"):
        _records(write("a.fa", f"{before}>chr1\nACGT\n"))


def test_blank_lines_before_the_first_header_are_none(write):
    assert _records(write("a.fa", "\n \n>chr1\nACGT\n")) == [(0, "chr1", "ACGT")]
