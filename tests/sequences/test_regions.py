from __future__ import annotations

import gzip

import pytest

from motiflens.errors import InputError
from motiflens.sequences.regions import read_regions


def _narrowpeak(start: int, end: int, summit: int | str) -> str:
    return f"chr1\t{start}\t{end}\tpeak\t100\t.\t5\t4\t3\t{summit}\n"


def test_bed3_bed6_and_points(write):
    regions = read_regions(
        write("r.bed", "chr1\t10\t20\nchr2\t5\t6\tsite\t0\t-\nchr1 7 10 . 0 +\n")
    )
    assert [(r.chrom, r.start, r.end, r.name, r.centre, r.line) for r in regions] == [
        ("chr1", 10, 20, "chr1:10-20", 15, 1),
        ("chr2", 5, 6, "site", 5, 2),
        ("chr1", 7, 10, "chr1:7-10", 8, 3),
    ]


def test_headers_comments_and_blank_lines_are_no_regions_but_count_as_lines(write):
    text = 'browser position chr1\ntrack name="a"\n# chrom start end\n\nchr1\t1\t2\n'
    (region,) = read_regions(write("r.bed", text))
    assert (region.line, str(region)) == (5, "chr1:1-2")


def test_gzip(write):
    (region,) = read_regions(write("r.bed.gz", gzip.compress(b"chr1\t1\t2\n")))
    assert str(region) == "chr1:1-2"


@pytest.mark.parametrize(("summit", "centre"), [(0, 100), (37, 137), (199, 299), (-1, 200)])
def test_the_centre_of_a_narrowpeak_is_its_summit_or_the_middle(write, summit, centre):
    (region,) = read_regions(write("r.narrowPeak", _narrowpeak(100, 300, summit)))
    assert region.centre == centre


def test_column_ten_of_a_bed12_is_no_summit(write):
    line = "chr1\t100\t300\tgene\t0\t+\t100\t300\t0\t2\t10,10\t0,190\n"
    (region,) = read_regions(write("r.bed", line))
    assert region.centre == 200


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("chr1\t20\t10", "is empty"),
        ("chr1\t10\t10", "is empty"),
        ("chr1\t-1\t10", "begins before 0"),
        ("chr1\tten\t20", "'ten' is no whole number"),
        ("chr1\t1\t2.5", "'2.5' is no whole number"),
        ("chr1\t10", "2 columns"),
        (_narrowpeak(100, 300, 200).rstrip(), "summit 200 lies outside"),
        (_narrowpeak(100, 300, -2).rstrip(), "summit -2 lies outside"),
        (_narrowpeak(100, 300, "x").rstrip(), "'x' is no whole number"),
    ],
)
def test_a_line_that_is_no_region_is_named(write, line: str, message: str):
    path = write("r.bed", f"chr1\t1\t2\n{line}\n")
    with pytest.raises(InputError, match=message) as error:
        read_regions(path)
    assert error.value.where == f"{path}, line 2"
    assert error.value.fix


def test_a_file_of_comments_holds_no_regions(write):
    with pytest.raises(InputError, match="no regions"):
        read_regions(write("r.bed", "# nothing\n"))
