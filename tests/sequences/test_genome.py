from __future__ import annotations

import logging

import numpy as np
import pytest

from motiflens.errors import InputError
from motiflens.sequences.genome import read_genome
from motiflens.sequences.onehot import decode


def test_lengths_of_all_and_bases_of_those_asked_for(write):
    genome = read_genome(write("g.fa", ">chr1\nACGTacgt\n>chr2\nTTNTT\n"), {"chr2"})
    assert genome.lengths == {"chr1": 8, "chr2": 5}
    assert {name: decode(codes) for name, codes in genome.codes.items()} == {"chr2": "TTNTT"}


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


def test_ambiguity_codes_are_n_and_the_log_says_so(write, caplog):
    with caplog.at_level(logging.WARNING):
        genome = read_genome(write("g.fa", ">chr1\nACRTm\n>chr2\nACGT\n"), {"chr1", "chr2"})
    assert decode(genome.codes["chr1"]) == "ACNTN"
    assert len(caplog.messages) == 1
    assert "2 letters of chr1" in caplog.messages[0]


def test_a_letter_that_is_no_base_is_an_error(write):
    with pytest.raises(InputError, match="'X' at position 3") as error:
        read_genome(write("g.fa", ">chr1\nACXT\n"), {"chr1"})
    assert "chr1" in str(error.value.where)


def test_two_chromosomes_of_one_name_are_an_error(write):
    with pytest.raises(InputError, match="'chr1'") as error:
        read_genome(write("g.fa", ">chr1\nACGT\n>chr1\nAC\n"), {"chr1"})
    assert str(error.value.where).endswith("line 3")
