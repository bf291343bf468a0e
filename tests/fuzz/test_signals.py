"""Signals and variants: what is read by libraries in C and Rust."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pysam
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.mutations import compressed, garbled, text
from fuzz.trying import fuzzed, reads_or_refuses, survives
from motiflens.sequences.genome import read_genome
from motiflens.sequences.signals.opening import _open
from motiflens.sequences.signals.signal import Counting
from motiflens.sequences.variants import check_chromosomes, read_variants, survey
from sequences.signals.files import LENGTHS, Read, write_bam, write_bigwig, write_fragments

EXTRA = '##contig=<ID=chr2>\n##FILTER=<ID=q10,Description="x">\n##ALT=<ID=DEL,Description="x">\n'
COUNTING = Counting((4, -4), 0, keep_duplicates=True)
FRAGMENTS = "# a comment\nchr1\t10\t90\tcell1\t2\nchr1\t15\t40\tcell2\t1\nchr2\t5\t50\tcell1\t3\n"
VCF = """\
##fileformat=VCFv4.2
##contig=<ID=chr1,length=120>
##INFO=<ID=AF,Number=A,Type=Float,Description="x">
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO
chr1	1	rs1	A	C	.	PASS	AF=0.5
chr1	5	.	ACG	A,<DEL>,*	30	.	.
chr2	7	rs3	T	TTT	.	q10	.
"""


def read_all(path: Path) -> None:
    """Open a signal, and read it from end to end."""
    signal = _open(str(path), COUNTING, minus=False)
    for name in LENGTHS:
        if name in signal.chromosomes:
            for start in range(0, LENGTHS[name] - 300, 300):
                signal.reads(name, start, start + 300)


def read_all_variants(path: Path, folder: Path) -> None:
    genome = folder / "variants.fa"
    if not genome.exists():
        genome.write_text(">chr1\n" + "ACGT" * 30 + "\n>chr2\n" + "TTGA" * 30 + "\n")
    found = survey(str(path))
    bases = read_genome(str(genome), set(found.chromosomes))
    check_chromosomes(str(path), found, bases)
    list(read_variants(str(path), bases))


@pytest.fixture(scope="session")
def bigwig(folder: Path) -> bytes:
    rng = np.random.default_rng(0)
    values = {name: rng.integers(0, 4, length) for name, length in LENGTHS.items()}
    return Path(write_bigwig(folder / "whole.bw", values)).read_bytes()


@fuzzed
@given(st.data())
def test_bigwig(folder: Path, bigwig: bytes, data: st.DataObject) -> None:
    path = folder / "signal.bw"
    path.write_bytes(data.draw(garbled(bigwig)))
    survives(lambda: read_all(path), path)


@pytest.fixture(scope="session")
def bam(folder: Path) -> tuple[bytes, bytes]:
    reads = [Read("chr1", 10 * n, reverse=n % 2 == 0) for n in range(90)]
    path = Path(write_bam(folder / "whole.bam", [*reads, Read("chr2", 5, "3S5M2S")]))
    return path.read_bytes(), Path(f"{path}.bai").read_bytes()


@fuzzed
@given(st.data())
@pytest.mark.parametrize("part", ["alignments", "index", "blocks"])
def test_bam(folder: Path, bam: tuple[bytes, bytes], part: str, data: st.DataObject) -> None:
    path, (content, index) = folder / "signal.bam", bam
    if part == "alignments":
        content = data.draw(garbled(content))
    elif part == "index":
        index = data.draw(garbled(index))
    else:
        content = _bgzip(data.draw(garbled(_plain(folder, content))), folder)
    path.write_bytes(content)
    Path(f"{path}.bai").write_bytes(index)
    survives(lambda: read_all(path), path)


def _plain(folder: Path, content: bytes) -> bytes:
    (folder / "blocks").write_bytes(content)
    with pysam.BGZFile(str(folder / "blocks")) as file:
        return bytes(file.read())


def _bgzip(content: bytes, folder: Path) -> bytes:
    with pysam.BGZFile(str(folder / "blocks"), "wb") as file:
        file.write(content)
    return (folder / "blocks").read_bytes()


@fuzzed
@given(text(FRAGMENTS))
def test_fragments(folder: Path, content: bytes) -> None:
    path = folder / "fragments.tsv"
    path.write_bytes(content)
    reads_or_refuses(lambda: read_all(path), path)


@fuzzed
@given(compressed(FRAGMENTS))
def test_compressed_fragments(folder: Path, content: bytes) -> None:
    path = folder / "compressed.tsv.gz"
    path.write_bytes(content)
    reads_or_refuses(lambda: read_all(path), path)


@fuzzed
@given(st.data())
def test_indexed_fragments(folder: Path, data: st.DataObject) -> None:
    rows = [("chr1", 10 * n, 10 * n + 40, 1 + n % 3) for n in range(60)]
    path = Path(write_fragments(folder / "indexed.tsv.gz", rows))
    spoilt = data.draw(st.sampled_from((path, Path(f"{path}.tbi"))))
    spoilt.write_bytes(data.draw(garbled(spoilt.read_bytes())))
    survives(lambda: read_all(path), path)


@fuzzed
@given(text(VCF))
def test_variants(folder: Path, content: bytes) -> None:
    path = folder / "variants.vcf"
    path.write_bytes(content)
    survives(lambda: read_all_variants(path, folder), path)


@fuzzed
@given(compressed(VCF))
def test_compressed_variants(folder: Path, content: bytes) -> None:
    path = folder / "variants.vcf.gz"
    path.write_bytes(content)
    survives(lambda: read_all_variants(path, folder), path)


@fuzzed
@given(st.data())
def test_bcf(folder: Path, data: st.DataObject) -> None:
    whole, path = folder / "whole.bcf", folder / "variants.bcf"
    if not whole.exists():
        (folder / "whole.vcf").write_text(VCF.replace("##INFO", EXTRA + "##INFO"))
        with (
            pysam.VariantFile(str(folder / "whole.vcf")) as source,
            pysam.VariantFile(str(whole), "wb", header=source.header) as made,
        ):
            for record in source:
                made.write(record)
    spoilt = garbled(whole.read_bytes()) | garbled(_plain(folder, whole.read_bytes())).map(
        lambda content: _bgzip(content, folder)
    )
    path.write_bytes(data.draw(spoilt))
    survives(lambda: read_all_variants(path, folder), path)
