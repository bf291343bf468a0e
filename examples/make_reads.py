"""Make the data of four examples: reads of a simulated factor, and an MPRA of it.

    python examples/make_reads.py

writes them again into the folders beside this file. A genome of 96,000 bp has a site of the
factor, TGACGTCA, every 900 bp or so, and reads pile up on either side of it.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pybigtools
import pysam

HERE = Path(__file__).parent
CHROMOSOMES = {f"chr{number}": 16_000 for number in range(1, 7)}
SITE = "TGACGTCA"
TN5 = 4  # bp from a read's end to the middle of the 9 bp that Tn5 leaves on both sides


def main() -> None:
    """Write the files of all four examples."""
    rng = np.random.default_rng(1)
    genome, sites = make_genome(rng)
    for name in ("bigwig-profiles", "bam-counts", "many-samples"):
        write_genome(HERE / name / "genome.fa.gz", genome)
        write_regions(HERE / name / "peaks.bed", sites)

    folder = HERE / "bigwig-profiles"
    for strand, shift in (("plus", -12), ("minus", 12)):
        write_bigwig(folder / f"factor.{strand}.bw", make_reads(sites, shift, 30, rng))
        write_bigwig(folder / f"control.{strand}.bw", make_reads(sites, shift, 0, rng))
    write_bam(HERE / "bam-counts" / "atac.bam", make_cuts(sites, 12, rng))

    folder = HERE / "many-samples"
    write_fragments(folder / "liver.1.tsv.gz", make_cuts(sites, 10, rng), rng)
    write_fragments(folder / "liver.2.tsv.gz", make_cuts(sites, 6, rng), rng)
    write_fragments(folder / "brain.tsv.gz", make_cuts(sites, 8, rng), rng)
    write_bigwig(folder / "heart.bw", make_reads(sites, 0, 15, rng))
    write_table(HERE / "mpra-table" / "mpra.tsv.gz", rng)


def make_genome(rng: np.random.Generator) -> tuple[dict[str, str], list[tuple[str, int]]]:
    """Return the chromosomes, and chromosome and middle of each site."""
    genome, sites = {}, []
    for name, length in CHROMOSOMES.items():
        letters = rng.choice(list("ACGT"), length, p=[0.3, 0.2, 0.2, 0.3])
        for start in range(500, length - 500, 900):
            middle = start + int(rng.integers(-50, 50))
            letters[middle - 4 : middle + 4] = list(SITE)
            sites.append((name, middle))
        genome[name] = "".join(letters)
    return genome, sites


def make_reads(
    sites: list[tuple[str, int]], shift: int, reads: float, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Return 5' ends on each base: so many near each site, and a few everywhere."""
    tracks = {name: rng.poisson(0.02, length) for name, length in CHROMOSOMES.items()}
    for name, middle in sites:
        ends = middle + shift + np.rint(rng.normal(0, 4, rng.poisson(reads))).astype(int)
        np.add.at(tracks[name], ends, 1)
    return tracks


def make_cuts(
    sites: list[tuple[str, int]], cuts: float, rng: np.random.Generator
) -> list[tuple[str, int]]:
    """Return chromosome and base of Tn5's cuts: beside the sites, and a few everywhere."""
    found = [
        (name, middle + int(side * rng.normal(20, 5)))
        for name, middle in sites
        for side in (-1, 1)
        for _ in range(rng.poisson(cuts / 2))
    ]
    for name, length in CHROMOSOMES.items():
        found += [(name, int(at)) for at in rng.integers(100, length - 100, length // 100)]
    order = list(CHROMOSOMES)
    return sorted(found, key=lambda cut: (order.index(cut[0]), cut[1]))


def write_genome(path: Path, genome: dict[str, str]) -> None:
    """Write FASTA, compressed."""
    text = "".join(f">{name}\n{letters}\n" for name, letters in genome.items())
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def write_regions(path: Path, sites: list[tuple[str, int]]) -> None:
    """Write BED of 40 bp round each site."""
    path.write_text("".join(f"{name}\t{middle - 20}\t{middle + 20}\n" for name, middle in sites))


def write_bigwig(path: Path, tracks: dict[str, np.ndarray]) -> None:
    """Write the bases that have reads."""
    rows = (
        (name, int(at), int(at) + 1, float(track[at]))
        for name, track in tracks.items()
        for at in np.flatnonzero(track)
    )
    pybigtools.open(str(path), "w").write(CHROMOSOMES, rows)


def write_bam(path: Path, cuts: list[tuple[str, int]]) -> None:
    """Write an alignment of 36 bp to the right of each cut, or to its left, and an index."""
    header = pysam.AlignmentHeader.from_references(list(CHROMOSOMES), list(CHROMOSOMES.values()))
    reads = sorted(alignments(header, cuts), key=lambda r: (r.reference_id, r.reference_start))
    with pysam.AlignmentFile(str(path), "wb", header=header) as file:
        for read in reads:
            file.write(read)
    pysam.index(str(path))


def alignments(
    header: pysam.AlignmentHeader, cuts: list[tuple[str, int]]
) -> Iterator[pysam.AlignedSegment]:
    """Yield an alignment for each cut, on the + and on the - strand in turn."""
    for number, (name, base) in enumerate(cuts):
        read = pysam.AlignedSegment(header)
        read.query_name, read.reference_name = "r", name
        read.flag, read.mapping_quality, read.cigarstring = 16 * (number % 2), 60, "36M"
        read.reference_start = base + TN5 - 35 if number % 2 else base - TN5
        yield read


def write_fragments(path: Path, cuts: list[tuple[str, int]], rng: np.random.Generator) -> None:
    """Write a fragment for every two neighbouring cuts, as 10x does: moved by +4 and -5."""
    lines = [
        f"{name}\t{left}\t{right}\tCELL-{rng.integers(9)}\t{rng.integers(1, 4)}\n"
        for (name, left), (other, right) in zip(cuts[::2], cuts[1::2], strict=False)
        if name == other and left < right
    ]
    path.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))


def write_table(path: Path, rng: np.random.Generator) -> None:
    """Write sequences of 80 bp, and activities that each site adds to."""
    lines = ["name\tsequence\tactive\tresting\n"]
    for number in range(800):
        letters = rng.choice(list("ACGT"), 80)
        sites = int(rng.integers(0, 3))
        for start in rng.choice([4, 28, 52], sites, replace=False) + rng.integers(0, 12):
            letters[start : start + 8] = list(SITE)
        active, resting = sites + rng.normal(0, 0.3), rng.normal(0, 0.3)
        missing = rng.random() < 0.05
        lines.append(
            f"oligo{number}\t{''.join(letters)}\t{active:.3f}\t"
            f"{'NA' if missing else f'{resting:.3f}'}\n"
        )
    path.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))


if __name__ == "__main__":
    main()
