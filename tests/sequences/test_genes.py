"""Genes from every format, whole, compressed and indexed, are the same genes."""

from __future__ import annotations

import gzip
from pathlib import Path

import pysam
import pytest

from motiflens.errors import InputError
from motiflens.sequences.genes import Gene, read_genes
from motiflens.sequences.regions import Region

GFF = """\
##gff-version 3
chrI\tx\tchromosome\t1\t9000\t.\t.\t.\tID=chrI
chrI\tx\tgene\t101\t900\t.\t-\t.\tID=g1;Name=YAL001C;gene=TFC3
chrI\tx\tmRNA\t101\t900\t.\t-\t.\tID=t1;Parent=g1
chrI\tx\texon\t101\t300\t.\t-\t.\tID=e1;Parent=t1,t2
chrI\tx\tCDS\t151\t300\t.\t-\t0\tParent=t1
chrI\tx\texon\t501\t900\t.\t-\t.\tParent=t1
chrI\tx\tgene\t2001\t2100\t.\t+\t.\tID=g2;Name=far
chrII\tx\tgene\t1\t50\t.\t+\t.\tID=g3;Name=other
"""
GTF = """\
chrI\tx\ttranscript\t101\t900\t.\t-\t.\tgene_id "g1"; transcript_id "t1"; gene_name "TFC3";
chrI\tx\texon\t101\t300\t.\t-\t.\tgene_id "g1"; transcript_id "t1"; gene_name "TFC3";
chrI\tx\texon\t501\t900\t.\t-\t.\tgene_id "g1"; transcript_id "t1"; gene_name "TFC3";
chrI\tx\texon\t2001\t2100\t.\t+\t.\tgene_id "g2"; transcript_id "t2";
"""
BED12 = "chrI\t100\t900\tTFC3\t0\t-\t100\t900\t0\t2\t200,400,\t0,400,\nchrI\t2000\t2100\tfar\n"
TFC3 = Gene("TFC3", "chrI", 100, 900, "-", ((100, 300), (500, 900)))


def region(text: str) -> Region:
    chrom, _, span = text.partition(":")
    start, end = (int(word) for word in span.split("-"))
    return Region(chrom, start, end, text, start, "x.bed", 1)


@pytest.mark.parametrize("text", [GFF, GTF, BED12], ids=["gff", "gtf", "bed"])
@pytest.mark.parametrize("packed", ["plain", "gzip", "tabix"])
def test_every_form_of_a_gene_is_that_gene(text: str, packed: str, tmp_path: Path) -> None:
    path = tmp_path / "genes"
    path.write_text(text)
    if packed == "gzip":
        path.write_bytes(gzip.compress(text.encode()))
    elif packed == "tabix":
        preset = "bed" if text == BED12 else "gff"
        pysam.tabix_index(str(path), preset=preset, force=True)
        path = tmp_path / "genes.gz"
    assert read_genes(str(path), [region("chrI:0-1000"), region("chrI:850-1200")]) == [TFC3]


def test_what_overlaps_is_read_and_nothing_beside(tmp_path: Path) -> None:
    (tmp_path / "g.gff").write_text(GFF)
    path = str(tmp_path / "g.gff")
    assert [gene.name for gene in read_genes(path, [region("chrI:0-9000")])] == ["TFC3", "far"]
    assert read_genes(path, [region("chrI:900-2000")]) == []
    assert read_genes(path, [region("chrI:899-900")])[0].exons == ((500, 900),)
    assert [gene.end for gene in read_genes(path, [region("chrII:49-60")])] == [50]


def test_a_gene_without_exons_is_one_box(tmp_path: Path) -> None:
    (tmp_path / "g.gff").write_text(GFF)
    (far,) = read_genes(str(tmp_path / "g.gff"), [region("chrI:2050-2060")])
    assert far.exons == ((2000, 2100),)


def test_sequences_at_the_end_of_a_file_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "g.gff").write_text(f"{GFF}##FASTA\n>chrI\nACGT\n")
    assert read_genes(str(tmp_path / "g.gff"), [region("chrI:200-300")])[0].name == "TFC3"


@pytest.mark.parametrize("indexed", [False, True])
def test_other_names_of_chromosomes_are_said(indexed: bool, tmp_path: Path) -> None:
    path = tmp_path / "g.gff"
    path.write_text(GFF)
    if indexed:
        pysam.tabix_index(str(path), preset="gff", force=True)
        path = tmp_path / "g.gff.gz"
    with pytest.raises(InputError, match="no gene on I: it names chrI, chrII"):
        read_genes(str(path), [region("I:0-100")])


def test_a_line_of_neither_form_is_named(tmp_path: Path) -> None:
    (tmp_path / "g.txt").write_text("chrI\tgene\n")
    with pytest.raises(InputError, match="neither GFF nor BED") as error:
        read_genes(str(tmp_path / "g.txt"), [region("chrI:0-100")])
    assert "line 1" in str(error.value)


def test_an_index_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "g.gff.gz").write_bytes(gzip.compress(GFF.encode()))
    (tmp_path / "g.gff.gz.tbi").write_bytes(b"nothing")
    with pytest.raises(InputError, match="cannot be read by its index"):
        read_genes(str(tmp_path / "g.gff.gz"), [region("chrI:0-100")])
