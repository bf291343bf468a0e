"""A small genome with regions and reads, and what is true of them base by base."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pysam

from motiflens.sequences.onehot import decode
from sequences.signals.files import write_bigwig

LENGTHS = {"chr1": 12000, "chr2": 8000, "chr3": 8000, "chr4": 6000}


@dataclass(frozen=True)
class World:
    """Files in a folder: g.fa, a.bed, b.bed, {a,b}{+,-}.bw, a.bam; and what they hold."""

    folder: Path
    codes: dict[str, np.ndarray]
    reads: dict[str, dict[str, np.ndarray]]
    centres: dict[str, list[tuple[str, int]]]

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def sheet(self, text: str) -> str:
        """Write a sample sheet; blanks are tabs, and file names get their folder."""
        rows = [
            [self.path(cell) if "." in cell else cell for cell in line.split(" ")]
            for line in text.strip().splitlines()
        ]
        (self.folder / "sheet.tsv").write_text("".join("\t".join(row) + "\n" for row in rows))
        return self.path("sheet.tsv")

    def near(self, name: str, chrom: str, start: int, length: int) -> np.ndarray:
        """Return (length,) reads of a bigWig, 0 past an end."""
        track = np.pad(self.reads[name][chrom], length + 1000)
        return track[start + length + 1000 :][:length]


def make_world(folder: Path) -> World:
    rng = np.random.default_rng(5)
    codes = {name: rng.integers(0, 4, n).astype(np.uint8) for name, n in LENGTHS.items()}
    fasta = "".join(f">{name}\n{decode(bases)}\n" for name, bases in codes.items())
    (folder / "g.fa").write_text(fasta)
    centres = {}
    for task, step, first in (("a", 700, 300), ("b", 1100, 320)):
        centres[task] = [
            (chrom, at) for chrom, n in LENGTHS.items() for at in range(first, n - 200, step)
        ]
        lines = [f"{chrom}\t{at}\t{at + 1}\n" for chrom, at in centres[task]]
        (folder / f"{task}.bed").write_text("".join(lines))
    reads = {}
    for name in ("a+.bw", "a-.bw", "b+.bw", "b-.bw"):
        reads[name] = {c: rng.poisson(0.4, n).astype(np.float32) for c, n in LENGTHS.items()}
        write_bigwig(folder / name, reads[name])
    return World(folder, codes, reads, centres)


def write_reads(world: World, name: str, plus: str, minus: str) -> None:
    """Write a BAM whose 5' ends are the reads of two bigWigs."""
    header = pysam.AlignmentHeader.from_references(list(LENGTHS), list(LENGTHS.values()))
    found = []
    for index, chrom in enumerate(LENGTHS):
        for reverse, track in enumerate((world.reads[plus][chrom], world.reads[minus][chrom])):
            for at, count in enumerate(track.astype(int).tolist()):
                found += [(index, at - 4 * reverse, reverse)] * count if at >= 4 else []
    with pysam.AlignmentFile(world.path(name), "wb", header=header) as file:
        for index, start, reverse in sorted(found):
            read = pysam.AlignedSegment(header)
            read.query_name, read.reference_id, read.reference_start = "r", index, start
            read.flag, read.mapping_quality = 16 * reverse, 60
            read.cigarstring, read.query_sequence = "5M", "ACGTA"
            file.write(read)
    pysam.index(world.path(name))
