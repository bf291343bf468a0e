"""FASTA files and the indices beside them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pysam
from hypothesis import given
from hypothesis import strategies as st

from fuzz.mutations import compressed, garbled, text
from fuzz.trying import fuzzed, reads_or_refuses
from motiflens.sequences.fasta import read_fasta
from motiflens.sequences.genome import read_genome
from motiflens.sequences.queries import records
from motiflens.sequences.records import read_sequences

FASTA = "".join(f">chr{n} a comment\n" + ("ACGTNacgtnRY"[n:] * 9 + "\n") * 3 for n in range(1, 4))
CUT = ">r0::chr1:10-22(+)\nACGTACGTACGT\n>r1\nACGTACGTACGA\n>r2\nNNNNACGTACGA\n"


def read_whole(path: Path) -> None:
    list(read_fasta(str(path)))


def read_parts(path: Path) -> None:
    """Read a genome, and some of its bases."""
    genome = read_genome(str(path), {"chr1", "chr3"})
    for name, length in genome.lengths.items():
        if name in genome.codes:
            start = np.array([-3, 0, max(length - 5, 0), length + 3])
            genome.extract(np.full(4, name), start, 7)


def read_classes(path: Path) -> None:
    read_sequences({"A": str(path)}, None, [])
    records(str(path), 12)


@fuzzed
@given(text(FASTA))
def test_fasta(folder: Path, content: bytes) -> None:
    path = folder / "plain.fa"
    path.with_name("plain.fa.fai").unlink(missing_ok=True)
    path.write_bytes(content)
    reads_or_refuses(lambda: read_whole(path), path)
    reads_or_refuses(lambda: read_parts(path), path)


@fuzzed
@given(text(CUT))
def test_fasta_of_sequences(folder: Path, content: bytes) -> None:
    path = folder / "cut.fa"
    path.write_bytes(content)
    reads_or_refuses(lambda: read_classes(path), path)


@fuzzed
@given(compressed(FASTA))
def test_gzip(folder: Path, content: bytes) -> None:
    path = folder / "genome.fa.gz"
    path.write_bytes(content)
    reads_or_refuses(lambda: read_whole(path), path)
    reads_or_refuses(lambda: read_parts(path), path)


def bgzip(folder: Path, name: str, content: str) -> Path:
    """Write a file in blocks, as bgzip does."""
    path = folder / name
    with pysam.BGZFile(str(path), "wb") as file:
        file.write(content.encode())
    return path


@fuzzed
@given(st.data())
def test_bgzip(folder: Path, data: st.DataObject) -> None:
    whole = bgzip(folder, "whole.fa.gz", FASTA).read_bytes()
    path = folder / "blocks.fa.gz"
    for suffix in (".fai", ".gzi"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    path.write_bytes(data.draw(garbled(whole)))
    reads_or_refuses(lambda: read_whole(path), path)
    reads_or_refuses(lambda: read_parts(path), path)


@fuzzed
@given(st.data())
def test_index(folder: Path, data: st.DataObject) -> None:
    path = folder / "indexed.fa"
    path.write_text(FASTA)
    pysam.faidx(str(path))
    index = Path(f"{path}.fai")
    index.write_bytes(data.draw(text(index.read_text())))
    reads_or_refuses(lambda: read_parts(path), path)


@fuzzed
@given(st.data())
def test_index_of_blocks(folder: Path, data: st.DataObject) -> None:
    path = bgzip(folder, "indexed.fa.gz", FASTA)
    pysam.faidx(str(path))
    index = Path(f"{path}.gzi")
    index.write_bytes(data.draw(garbled(index.read_bytes())))
    reads_or_refuses(lambda: read_parts(path), path)
