"""Seqlets on the genome: every one of them is where it says."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest
from Bio.Seq import reverse_complement

from motiflens.motifs.sites import COLUMNS
from motiflens.sequences.onehot import decode
from motifs.conftest import Search
from motifs.planted import MOTIF


@pytest.fixture(scope="module")
def rows(search: Search) -> list[dict[str, str]]:
    """Return the rows of ``seqlets.tsv``."""
    head, *lines = (search.directory / "seqlets.tsv").read_text().splitlines()
    assert tuple(head.split("\t")) == COLUMNS
    return [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines]


def test_the_sequence_of_every_seqlet_is_the_genome_s_on_its_strand(
    search: Search, rows: list[dict[str, str]], tmp_path: Path
) -> None:
    scores, path = search.contributions, tmp_path / "genome.fa"
    codes = scores.sequences.argmax(axis=1).astype("uint8")
    text = {}
    for chrom in sorted(set(scores.chrom)):
        letters = ["N"] * int(scores.end.max())
        for row in (scores.chrom == chrom).nonzero()[0]:
            letters[int(scores.start[row]) : int(scores.end[row])] = decode(codes[row])
        text[chrom] = "".join(letters)
    path.write_text("".join(f">{name}\n{letters}\n" for name, letters in text.items()))
    assert {row["strand"] for row in rows} == {"+", "-"}
    with pysam.FastaFile(str(path)) as genome:
        for row in rows:
            letters = genome.fetch(row["chrom"], int(row["start"]), int(row["end"]))
            read = letters if row["strand"] == "+" else reverse_complement(letters)
            assert row["sequence"] == read
            assert MOTIF in read or reverse_complement(MOTIF) in read


def test_contribution_window_and_whole_seqlet(search: Search, rows: list[dict[str, str]]) -> None:
    scores = search.contributions
    for row in rows:
        window = int(row["window"])
        begin, end = (int(row[name]) - int(scores.start[window]) for name in ("start", "end"))
        inside = scores.projected[window, :, begin:end].sum(dtype=float)
        assert float(row["contribution"]) == pytest.approx(inside, rel=1e-4)
        assert int(row["index"]) == scores.index[window]
        assert row["chrom"] == scores.chrom[window]
        assert scores.start[window] <= int(row["seqlet_start"]) <= int(row["start"])
        assert int(row["end"]) <= int(row["seqlet_end"]) <= scores.end[window]


def test_bed_and_table_hold_the_same_seqlets(search: Search, rows: list[dict[str, str]]) -> None:
    bed = [(row[0], row[1], row[2], row[3], row[5]) for row in search.bed]
    assert sorted(bed) == sorted(
        (row["chrom"], row["start"], row["end"], row["motif"], row["strand"]) for row in rows
    )
