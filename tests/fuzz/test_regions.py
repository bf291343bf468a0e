"""Regions and genes."""

from __future__ import annotations

from pathlib import Path

import pysam
from hypothesis import given
from hypothesis import strategies as st

from fuzz.mutations import compressed, garbled, text
from fuzz.trying import fuzzed, reads_or_refuses
from motiflens.sequences.genes import read_genes
from motiflens.sequences.queries import windows_of_regions
from motiflens.sequences.regions import Region, read_regions

BED = "track name=x\n# a comment\nchr1\t10\t20\tfirst\t0\t+\nchr1\t30\t31\nchr2 5 50 . 7\n\n"
NARROWPEAK = (
    "chr1\t10\t90\tpeak1\t100\t.\t5.2\t3.1\t2.0\t40\nchr2\t0\t50\tp2\t0\t.\t1\t-1\t-1\t-1\n"
)
GFF3 = """\
##gff-version 3
chr1\tx\tgene\t11\t90\t.\t+\t.\tID=g1;Name=REB1%20x
chr1\tx\tmRNA\t11\t90\t.\t+\t.\tID=t1;Parent=g1
chr1\tx\texon\t11\t40\t.\t+\t.\tParent=t1,t2
chr1\tx\tCDS\t20\t30\t.\t+\t0\tParent=t1
###
##FASTA
>chr1
ACGT
"""
GTF = """\
chr1\tx\tgene\t11\t90\t.\t-\t.\tgene_id "g1"; gene_name "ABF1";
chr1\tx\texon\t11\t40\t.\t-\t.\tgene_id "g1"; transcript_id "t1";
"""
BED12 = "chr1\t10\t90\tg1\t0\t+\t10\t90\t0\t2\t10,20,\t0,60,\nchr2\t5\t9\tg2\t0\t-\n"
GENOME = ">chr1\n" + "ACGT" * 30 + "\n>chr2\n" + "TTGA" * 30 + "\n"
ASKED = [Region(f"chr{n}", 0, 100, "r", 50, "asked.bed", 1) for n in (1, 2)]


@fuzzed
@given(text(BED) | text(NARROWPEAK))
def test_regions(folder: Path, content: bytes) -> None:
    path, genome = folder / "regions.bed", folder / "genome.fa"
    if not genome.exists():
        genome.write_text(GENOME)
    path.write_bytes(content)
    if reads_or_refuses(lambda: read_regions(str(path)), path):
        reads_or_refuses(lambda: windows_of_regions(str(genome), str(path), 20))


@fuzzed
@given(compressed(BED))
def test_compressed_regions(folder: Path, content: bytes) -> None:
    path = folder / "regions.bed.gz"
    path.write_bytes(content)
    reads_or_refuses(lambda: read_regions(str(path)), path)


@fuzzed
@given(st.sampled_from((GFF3, GTF, BED12)).flatmap(text))
def test_genes(folder: Path, content: bytes) -> None:
    path = folder / "genes.gff"
    path.write_bytes(content)
    reads_or_refuses(lambda: read_genes(str(path), ASKED), path)


@fuzzed
@given(st.data())
def test_indexed_genes(folder: Path, data: st.DataObject) -> None:
    plain = folder / "indexed.gff"
    plain.write_text(GFF3.partition("##FASTA")[0])
    path = Path(pysam.tabix_index(str(plain), preset="gff", force=True))
    index = Path(f"{path}.tbi")
    spoilt = data.draw(st.sampled_from((path, index)))
    spoilt.write_bytes(data.draw(garbled(spoilt.read_bytes())))
    reads_or_refuses(lambda: read_genes(str(path), ASKED), path)
