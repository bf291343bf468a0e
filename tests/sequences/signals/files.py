"""Files of reads, written by the libraries of the field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pybigtools
import pysam

LENGTHS = {"chr1": 2000, "chr2": 900}


def write_bigwig(path: Path, values: dict[str, np.ndarray]) -> str:
    """Write each base that is not 0."""
    rows = [
        (chrom, int(at), int(at) + 1, float(track[at]))
        for chrom, track in values.items()
        for at in np.flatnonzero(track)
    ]
    file = pybigtools.open(str(path), "w")
    file.write({chrom: len(track) for chrom, track in values.items()}, iter(rows))
    return str(path)


@dataclass(frozen=True)
class Read:
    """An alignment: ``cigar`` in SAM's words."""

    chrom: str
    start: int
    cigar: str = "10M"
    reverse: bool = False
    mapq: int = 60
    flag: int = 0


def write_bam(path: Path, reads: Iterable[Read], *, index: bool = True) -> str:
    header = pysam.AlignmentHeader.from_references(list(LENGTHS), list(LENGTHS.values()))
    order = sorted(reads, key=lambda read: (list(LENGTHS).index(read.chrom), read.start))
    with pysam.AlignmentFile(str(path), "wb", header=header) as file:
        for number, read in enumerate(order):
            segment = pysam.AlignedSegment(header)
            segment.query_name = f"r{number}"
            segment.flag = read.flag | (pysam.FREVERSE if read.reverse else 0)
            segment.reference_name = read.chrom
            segment.reference_start = read.start
            segment.mapping_quality = read.mapq
            segment.cigarstring = read.cigar
            segment.query_sequence = "A" * segment.infer_query_length()
            file.write(segment)
    if index:
        pysam.index(str(path))
    return str(path)


def write_fragments(path: Path, fragments: Iterable[tuple[str, int, int, int]]) -> str:
    """Write fragments with barcodes; ``.gz`` with an index, anything else without."""
    plain = path.with_name(path.name.removesuffix(".gz"))
    lines = (f"{c}\t{s}\t{e}\tcell{s % 7}\t{n}\n" for c, s, e, n in sorted(fragments))
    plain.write_text("# made by a test\n" + "".join(lines))
    if path.suffix == ".gz":
        pysam.tabix_index(str(plain), preset="bed", force=True)
    return str(path)
