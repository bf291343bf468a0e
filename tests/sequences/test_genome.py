from __future__ import annotations

import gzip
import logging
import tempfile
from pathlib import Path
from textwrap import fill

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motiflens.errors import InputError
from motiflens.sequences.genome import read_genome
from motiflens.sequences.onehot import decode

LENGTHS = {"chr1": 640, "chr2": 333}


def test_lengths_of_all_and_bases_of_those_asked_for(write):
    genome = read_genome(write("g.fa", ">chr1\nACGTacgt\n>chr2\nTTNTT\n"), {"chr2"})
    assert genome.lengths == {"chr1": 8, "chr2": 5}
    assert {name: decode(codes[:]) for name, codes in genome.codes.items()} == {"chr2": "TTNTT"}


def test_extracting_counts_from_zero_and_leaves_out_the_end(write):
    genome = read_genome(write("g.fa", ">chr1\nACGTTGCA\n>chr2\nGGCC\n"), {"chr1", "chr2"})
    chrom = np.array(["chr2", "chr1", "chr1"])
    extracted = genome.extract(chrom, np.array([0, 2, 4]), 4)
    assert [decode(row) for row in extracted] == ["GGCC", "GTTG", "TGCA"]


@pytest.mark.parametrize(
    ("start", "expected"),
    [(-2, "NNACGT"), (5, "GCANNN"), (-6, "NNNNNN"), (8, "NNNNNN"), (-1, "NACGTT")],
)
def test_past_the_end_of_a_chromosome_lies_n(write, start: int, expected: str):
    genome = read_genome(write("g.fa", ">chr1\nACGTTGCA\n"), {"chr1"})
    assert decode(genome.extract(np.array(["chr1"]), np.array([start]), 6)[0]) == expected


@pytest.mark.parametrize("kind", ["indexed", "whole"])
def test_ambiguity_codes_are_n_and_the_log_says_so_once(write, caplog, kind):
    text = ">chr1\nACRTm\n>chr2\nACGT\n"
    path = write("g.fa", text if kind == "indexed" else gzip.compress(text.encode()))
    with caplog.at_level(logging.WARNING):
        genome = read_genome(path, {"chr1", "chr2"})
        for _ in range(2):
            assert decode(genome.codes["chr1"][0:5]) == "ACNTN"
            assert decode(genome.codes["chr2"][0:4]) == "ACGT"
    assert len(caplog.messages) == 1
    assert "letters of chr1 stand for several bases (R, m)" in caplog.messages[0]


@pytest.mark.parametrize("kind", ["indexed", "whole"])
def test_a_letter_that_is_no_base_is_an_error(write, kind):
    text = ">chr1\nACGTACXT\n"
    path = write("g.fa", text if kind == "indexed" else gzip.compress(text.encode()))
    with pytest.raises(InputError, match="'X' at position 7") as error:
        read_genome(path, {"chr1"}).extract(np.array(["chr1"]), np.array([5]), 3)
    assert "chr1" in str(error.value.where)


def test_two_chromosomes_of_one_name_are_an_error(write):
    with pytest.raises(InputError, match="'chr1'") as error:
        read_genome(write("g.fa", ">chr1\nACGT\n>chr1\nAC\n"), {"chr1"})
    assert str(error.value.where).endswith("line 3")


@given(
    st.lists(st.tuples(st.sampled_from(["chr1", "chr2"]), st.integers(-60, 700)), min_size=1),
    st.integers(1, 50),
)
def test_windows_of_a_file_are_those_of_memory(places, length):
    rng = np.random.default_rng(1)
    codes = {name: rng.integers(0, 5, n).astype(np.uint8) for name, n in LENGTHS.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "g.fa")
        records = [f">{name}\n{fill(decode(bases), 60)}\n" for name, bases in codes.items()]
        path.write_text("".join(records))
        genome = read_genome(str(path), set(LENGTHS))
        chrom = np.array([name for name, _ in places])
        start = np.array([first for _, first in places])
        found = genome.extract(chrom, start, length)
    for (name, first), row in zip(places, found, strict=True):
        bases = dict(enumerate(codes[name].tolist()))
        assert row.tolist() == [bases.get(at, 4) for at in range(first, first + length)]
