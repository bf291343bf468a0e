"""A made-up genome of one size with motifs at as many regions as asked for, and files of all kinds.

The genome is as long whatever the number of regions, so that what grows, grows with the regions.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pysam
from numpy.typing import NDArray
from scale_steps import Inputs, inputs_in

from motiflens.sequences.signals.writing import write_bigwig

CHROMOSOMES = {f"chr{number}": 8_500_000 for number in range(1, 13)}
MOTIFS = ("TGACTCATCC", "GGAAGTGGGA")
SPACING = 1000
READS = 10
"""Of each region, in the BAM."""

_BASES = np.frombuffer(b"ACGT", np.uint8)
_FIRST = 2000
_WIDTH = 60  # of a line of FASTA
_SEQUENCE = 200


def write_inputs(folder: Path, regions: int) -> None:
    """Write all files, unless they are there."""
    made = inputs_in(folder)
    if made.database.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(regions)
    places = _places(regions)
    genome = {name: _BASES[rng.integers(0, 4, size)] for name, size in CHROMOSOMES.items()}
    for name, centres in places.items():
        for number, word in enumerate(MOTIFS):
            _plant(genome[name], centres - 20 + 30 * number, word)
    _write_genome(made.genome, genome)
    _write_places(made, places, genome)
    _write_signals(folder, made, places, rng)
    made.database.write_text(_database())


def _places(regions: int) -> dict[str, NDArray[np.int64]]:
    """Return the centres by chromosome, spread over all of them."""
    of_each = -(-regions // len(CHROMOSOMES))
    if of_each * SPACING + _FIRST > min(CHROMOSOMES.values()):
        raise SystemExit(f"the genome has no room for {regions:,} regions")
    counts = {name: min(of_each, regions - i * of_each) for i, name in enumerate(CHROMOSOMES)}
    return {name: _FIRST + SPACING * np.arange(count) for name, count in counts.items()}


def _plant(bases: NDArray[np.uint8], starts: NDArray[np.int64], word: str) -> None:
    columns = np.arange(len(word))
    bases[starts[:, None] + columns] = np.frombuffer(word.encode(), np.uint8)


def _write_genome(path: Path, genome: dict[str, NDArray[np.uint8]]) -> None:
    with path.open("wb") as file:
        for name, bases in genome.items():
            whole = len(bases) // _WIDTH * _WIDTH
            lines = np.full((whole // _WIDTH, _WIDTH + 1), ord("\n"), np.uint8)
            lines[:, :_WIDTH] = bases[:whole].reshape(-1, _WIDTH)
            file.write(f">{name}\n".encode() + lines.tobytes() + bases[whole:].tobytes() + b"\n")


def _write_places(
    made: Inputs, places: dict[str, NDArray[np.int64]], genome: dict[str, NDArray[np.uint8]]
) -> None:
    """Write regions, the sequences round them, a variant and a gene at each."""
    contigs = "".join(f"##contig=<ID={name},length={n}>\n" for name, n in CHROMOSOMES.items())
    with (
        made.regions.open("w") as bed,
        made.sequences.open("w") as fasta,
        made.variants.open("w") as vcf,
        made.genes.open("w") as genes,
    ):
        vcf.write(f"##fileformat=VCFv4.2\n{contigs}")
        vcf.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
        for name, centres in places.items():
            for centre in centres.tolist():
                start = centre - _SEQUENCE // 2
                sequence = genome[name][start : start + _SEQUENCE].tobytes().decode()
                ref = chr(genome[name][centre - 16])
                alt = "A" if ref != "A" else "C"
                bed.write(f"{name}\t{centre - 50}\t{centre + 50}\tregion_{centre}\t0\t+\n")
                fasta.write(f">{name}:{start}-{start + _SEQUENCE}\n{sequence}\n")
                vcf.write(f"{name}\t{centre - 15}\tv{centre}\t{ref}\t{alt}\t.\tPASS\t.\n")
                genes.write(f"{name}\t{centre}\t{centre + 600}\tgene_{centre}\t0\t+\n")


def _write_signals(
    folder: Path,
    made: Inputs,
    places: dict[str, NDArray[np.int64]],
    rng: np.random.Generator,
) -> None:
    """Write a bigWig and an indexed BAM of reads at the regions, and a sample sheet of each."""
    head = {"HD": {"VN": "1.6", "SO": "coordinate"}}
    head["SQ"] = [{"SN": name, "LN": length} for name, length in CHROMOSOMES.items()]
    runs = []
    with pysam.AlignmentFile(str(folder / "reads.bam"), "wb", header=head) as bam:
        for number, (name, centres) in enumerate(places.items()):
            offsets = np.sort(rng.integers(-40, 40, (len(centres), READS)), axis=1)
            for centre, around in zip(centres.tolist(), offsets, strict=True):
                ends, counts = np.unique(centre + around, return_counts=True)
                runs += [
                    (name, int(end), int(end) + 1, float(count))
                    for end, count in zip(ends, counts, strict=True)
                ]
                for start in (centre + around).tolist():
                    bam.write(_read(bam, number, start))
    pysam.index(str(folder / "reads.bam"))
    write_bigwig(folder / "reads.bw", CHROMOSOMES, iter(runs))
    for sheet, signal in ((made.bigwig_samples, "reads.bw"), (made.bam_samples, "reads.bam")):
        sheet.write_text(f"sample\tregions\tsignal\nA\t{made.regions}\t{folder / signal}\n")


def _read(bam: pysam.AlignmentFile, chromosome: int, start: int) -> pysam.AlignedSegment:
    read = pysam.AlignedSegment(bam.header)
    read.query_name, read.flag = f"r{start}", 0
    read.reference_id, read.reference_start = chromosome, start
    read.mapping_quality, read.cigartuples = 60, [(0, 36)]
    return read


def _database() -> str:
    """Return the motifs in MEME format."""
    text = "MEME version 4\n\nALPHABET= ACGT\n\nstrands: + -\n\n"
    for number, word in enumerate(MOTIFS):
        rows = "".join(
            " ".join("0.97" if base == letter else "0.01" for base in "ACGT") + "\n"
            for letter in word
        )
        text += (
            f"MOTIF M{number} known{number}\n"
            f"letter-probability matrix: alength= 4 w= {len(word)} nsites= 50 E= 0\n{rows}\n"
        )
    return text


if __name__ == "__main__":
    write_inputs(Path(sys.argv[1]), int(sys.argv[2]))
