"""Sequences that a model is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from motiflens.errors import InputError
from motiflens.sequences.onehot import decode
from motiflens.sequences.queries import records, windows_of_regions


def _write(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


def test_records_keep_their_order_and_names(tmp_path: Path) -> None:
    found = records(_write(tmp_path / "x.fa", ">b two words\nACGTN\n>a\nttttt\n>b\nCCCCC\n"), 5)
    assert found.names == ["b", "a", "b"]
    assert [decode(row) for row in found.codes] == ["ACGTN", "TTTTT", "CCCCC"]
    assert found.windows is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (">a\nACGT\n>b\nACG\n", "has 3 bp, and the model takes 4 bp"),
        (">a\nACGT\n>b\nACGJ\n", "J"),
    ],
)
def test_a_record_that_does_not_fit_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as error:
        records(_write(tmp_path / "x.fa", text), 4)
    assert error.value.where.startswith(f"{tmp_path / 'x.fa'}, b")


def test_a_window_lies_round_the_centre_or_the_summit(tmp_path: Path) -> None:
    genome = _write(tmp_path / "g.fa", ">chr1\nAAAACCCCGGGGTTTT\n>chr2\nACGTACGT\n")
    bed = "chr2\t2\t6\tpoint\n"
    peaks = "chr1\t2\t14\tp\t0\t.\t0\t0\t0\t9\n"
    found = windows_of_regions(genome, _write(tmp_path / "r.bed", bed), 4)
    assert found.names == ["point"]
    assert decode(found.codes[0]) == "GTAC"
    assert (found.windows.start[0], found.windows.end[0]) == (2, 6)
    assert (found.regions.start[0], found.regions.end[0]) == (2, 6)
    assert found.lengths == {"chr2": 8}
    found = windows_of_regions(genome, _write(tmp_path / "r.narrowPeak", peaks), 4)
    assert decode(found.codes[0]) == "GGGT"
    assert (found.windows.chrom[0], found.windows.start[0]) == ("chr1", 9)


def test_what_is_past_an_end_is_n_and_other_chromosomes_are_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    genome = _write(tmp_path / "g.fa", ">chr1\nACGTACGT\n")
    regions = _write(tmp_path / "r.bed", "chr1\t0\t1\nchrM\t0\t1\nchr1\t7\t8\n")
    found = windows_of_regions(genome, regions, 6)
    assert [decode(row) for row in found.codes] == ["NNNACG", "ACGTNN"]
    assert found.names == ["chr1:0-1", "chr1:7-8"]
    assert "1 regions are on chromosomes" in caplog.text
    assert "2 windows run past" in caplog.text


def test_regions_of_another_genome_are_refused(tmp_path: Path) -> None:
    genome = _write(tmp_path / "g.fa", ">1\nACGTACGT\n")
    with pytest.raises(InputError, match="no region lies on a chromosome"):
        windows_of_regions(genome, _write(tmp_path / "r.bed", "chr1\t0\t1\n"), 4)
