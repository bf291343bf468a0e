"""Indices: made, used, made anew, and left alone where a file has no way in but from the start."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np
import pysam
import pytest

from motiflens.errors import InputError
from motiflens.sequences.genome import read_genome
from motiflens.sequences.genome_index import open_indexed
from motiflens.sequences.onehot import decode

TEXT = ">chr1 first\nACGTAC\nGTAC\n>chr2\nTTTTGG\nNN\n"


def _bgzip(path: str) -> str:
    pysam.tabix_compress(path, path + ".gz", force=True)
    return path + ".gz"


@pytest.mark.parametrize("suffixes", [(".fai",), (".fai", ".gzi")])
def test_an_index_is_made_beside_the_file_and_used_again(write, suffixes):
    path = write("g.fa", TEXT)
    path = _bgzip(path) if len(suffixes) == 2 else path
    assert open_indexed(path).references == ["chr1", "chr2"]
    first = [Path(path + suffix).read_bytes() for suffix in suffixes]
    times = [Path(path + suffix).stat().st_mtime_ns for suffix in suffixes]
    genome = read_genome(path, {"chr2"})
    assert decode(genome.extract(np.array(["chr2"]), np.array([3]), 6)[0]) == "TGGNNN"
    assert [Path(path + suffix).read_bytes() for suffix in suffixes] == first
    assert [Path(path + suffix).stat().st_mtime_ns for suffix in suffixes] == times


def test_the_index_is_that_of_samtools(write, tmp_path):
    path = write("g.fa", TEXT)
    open_indexed(path)
    found = Path(path + ".fai").read_text()
    pysam.faidx(path)
    assert found == Path(path + ".fai").read_text()


def test_an_index_older_than_the_file_is_made_anew(write):
    path = write("g.fa", TEXT)
    open_indexed(path)
    Path(path).write_text(">chr9\nGGGG\n")
    os.utime(path + ".fai", ns=(0, 0))
    assert open_indexed(path).references == ["chr9"]


def test_an_index_that_does_not_fit_is_an_error_that_names_it(write):
    path = write("g.fa", TEXT)
    open_indexed(path)
    Path(path + ".fai").write_text("chr1\t4000\t7\t60\t61\n")
    with pytest.raises(InputError, match="as the index beside the file says") as error:
        read_genome(path, {"chr1"}).extract(np.array(["chr1"]), np.array([100]), 200)
    assert "g.fa.fai" in str(error.value.fix)


def test_a_length_below_zero_in_an_index_is_an_error(write):
    path = write("g.fa", TEXT)
    open_indexed(path)
    Path(path + ".fai").write_text("chr1\t-1\t7\t60\t61\n")
    with pytest.raises(InputError, match="as the index beside the file says"):
        open_indexed(path)


def test_where_one_may_not_write_nothing_is_written(write, monkeypatch):
    path = write("g.fa", TEXT)
    monkeypatch.setattr(os, "access", lambda *_: False)
    file = open_indexed(path)
    assert file.fetch("chr1", 4, 8) == "ACGT"
    assert list(Path(path).parent.iterdir()) == [Path(path)]


UNFIT = {
    "plain gzip": gzip.compress(TEXT.encode()),
    "uneven lines": b">chr1\nACGT\nAC\nACGT\n",
    "an empty record": b">chr1\nACGT\n>chr2\n",
    "one name twice": b">chr1\nACGT\n>chr1\nACGT\n",
}


@pytest.mark.parametrize("case", UNFIT)
def test_what_cannot_be_indexed_has_no_index(write, case):
    path = write("g.fa", UNFIT[case])
    assert open_indexed(path) is None
    assert list(Path(path).parent.iterdir()) == [Path(path)]


def test_uneven_lines_are_read_whole(write):
    genome = read_genome(write("g.fa", UNFIT["uneven lines"]), {"chr1"})
    assert decode(genome.extract(np.array(["chr1"]), np.array([2]), 6)[0]) == "GTACAC"
