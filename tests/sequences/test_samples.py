from __future__ import annotations

from collections.abc import Callable

import pytest

from motiflens.errors import InputError
from motiflens.sequences.samples import Sample, Strands, read_samples


@pytest.fixture
def sheet(write, monkeypatch, tmp_path) -> Callable[[str], str]:
    """Write a sheet beside files a.bed, b.bed, a.bw, b.bw, c.bw and c.bam."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.bed", "b.bed", "a.bw", "b.bw", "c.bw", "c.bam"):
        write(name, "x")

    def _sheet(text: str) -> str:
        (tmp_path / "sheet.tsv").write_text(text.replace(" ", "\t"))
        return "sheet.tsv"

    return _sheet


def test_a_sample_has_the_files_of_its_replicates(sheet):
    path = sheet(
        "sample replicate regions signal signal_minus control\n"
        "A 1 a.bed a.bw b.bw c.bw\n"
        "B 1 b.bed c.bam  \n"
        "A 2 a.bed c.bam  c.bw\n"
        "A 3 b.bed   c.bam\n"
    )
    first = Sample(
        "A",
        ("a.bed", "b.bed"),
        (
            Strands("a.bw", "b.bw", "sheet.tsv, line 2"),
            Strands("c.bam", None, "sheet.tsv, line 4"),
        ),
        (
            Strands("c.bw", None, "sheet.tsv, line 4"),
            Strands("c.bam", None, "sheet.tsv, line 5"),
        ),
        "sheet.tsv, line 2",
    )
    second = Sample(
        "B", ("b.bed",), (Strands("c.bam", None, "sheet.tsv, line 3"),), (), "sheet.tsv, line 3"
    )
    assert read_samples(path) == [first, second]


def test_samples_may_have_no_more_than_a_name(sheet):
    assert [sample.name for sample in read_samples(sheet("sample\nx\ny\n"))] == ["x", "y"]


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("name regions\nA a.bed\n", "line 1", "no column 'sample'"),
        ("sample peaks\nA a.bed\n", "line 2", "no column 'peaks'"),
        ("sample regions\nA a.bed\nB none.bed\n", "line 3, column regions", "no file 'none.bed'"),
        ("sample signal\nA none.bw\n", "line 2, column signal", "no file 'none.bw'"),
        ("sample regions\nA a.bed\nA b.bed\n", "line 3; before in line 2", "named twice, without"),
        ("sample replicate\nA 1\nA 1\n", "line 3; before in line 2", "the replicate '1' twice"),
        ("sample replicate\nA/B 1\n", "line 2", "'A/B' cannot be the name"),
        ("sample replicate\n\t1\n", "line 2", "'' cannot be the name"),
        ("sample replicate signal\nA 1 a.bw\nA 2 a.bw\n", "line 3", "signal 'a.bw' twice"),
        ("sample signal signal_minus\nA a.bw a.bw\n", "line 2", "signal 'a.bw' twice"),
        ("sample signal_minus\nA a.bw\n", "line 2", "a signal_minus, and no signal"),
        ("sample control_minus\nA a.bw\n", "line 2", "a control_minus, and no control"),
        ("sample regions\nA a.bed b.bed\n", "line 2", "has 3 cells, and the header 2"),
        ("sample\n", "sheet.tsv", "names no samples"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(sheet, text, where, message):
    with pytest.raises(InputError, match=message) as error:
        read_samples(sheet(text))
    assert str(error.value.where).endswith(where)
    assert error.value.fix


def test_an_unknown_column_is_shown_the_known_ones(sheet):
    with pytest.raises(InputError) as error:
        read_samples(sheet("sample bam\nA c.bam\n"))
    assert "sample, replicate, regions, signal, signal_minus, control" in str(error.value.fix)
