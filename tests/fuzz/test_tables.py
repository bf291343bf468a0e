"""Sample sheets, tables of measured sequences, tables of hits, and motif databases."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from hypothesis import given

from fuzz.mutations import compressed, text
from fuzz.trying import fuzzed, reads_or_refuses
from motiflens.config import Prepare
from motiflens.hits.columns import read_hits
from motiflens.hits.table import COLUMNS
from motiflens.motifs.database import read_database
from motiflens.sequences.inputs_of import inputs_of
from motiflens.sequences.measured import read_measured
from motiflens.sequences.samples import read_samples

SHEET = "sample\treplicate\tregions\tsignal\n# two\nA\t1\ta.bed\ta.bw\nA\t2\ta.bed\tb.bw\nB\t\t\t\n"
TABLE = (
    "name\tsequence\tactivity\tother\tsplit\n"
    "x\tACGTACGT\t1.5\tNA\ttrain\n"
    "y\tACGTTTTT\t-2e3\t0\tval\n"
)
HITS = "\t".join(COLUMNS) + "\nchr1\t5\t9\tA.m.pos.0\t0.5\t+\tACGT\t1.5\t0.1\t0\t3\n"
MEME = """\
MEME version 4

ALPHABET= ACGT

strands: + -

Background letter frequencies
A 0.3 C 0.2 G 0.2 T 0.3

MOTIF MA1 REB1
letter-probability matrix: alength= 4 w= 2 nsites= 50 E= 0
0.94 0.02 0.02 0.02
0.25 0.25 0.25 0.25
URL http://x

MOTIF MA2
letter-probability matrix: alength= 4 w= 1
3 0 0 1
"""


@fuzzed
@given(text(SHEET))
def test_sample_sheets(folder: Path, content: bytes) -> None:
    path = folder / "sheet.tsv"
    path.write_bytes(content)
    reads_or_refuses(lambda: read_samples(str(path)), path)
    with suppress(ValueError):  # the workflow reads it by itself, and puts it into words of its own
        inputs_of({"samples": str(path), "readout": "counts"})


@fuzzed
@given(text(TABLE) | text(TABLE.replace("\t", ",")))
def test_tables(folder: Path, content: bytes) -> None:
    path = folder / ("table.csv" if b"," in content else "table.tsv")
    path.write_bytes(content)
    options = Prepare(
        table=str(path),
        value_columns={"A": "activity", "B": "other"},
        name_column="name",
        split_column="split",
    )
    reads_or_refuses(lambda: read_measured(options, []), path)


@fuzzed
@given(text(HITS))
def test_tables_of_hits(folder: Path, content: bytes) -> None:
    path = folder / "hits.tsv"
    path.write_bytes(content)
    reads_or_refuses(lambda: read_hits(path), path)


@fuzzed
@given(text(MEME))
def test_motif_databases(folder: Path, content: bytes) -> None:
    path = folder / "known.meme"
    path.write_bytes(content)
    reads_or_refuses(lambda: read_database(path), path)


@fuzzed
@given(compressed(MEME))
def test_compressed_motif_databases(folder: Path, content: bytes) -> None:
    path = folder / "known.meme.gz"
    path.write_bytes(content)
    reads_or_refuses(lambda: read_database(path), path)
