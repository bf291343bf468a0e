"""A genome of two chromosomes, and VCFs on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pysam

from motiflens.sequences.onehot import decode

LENGTHS = {"chr1": 400, "chr2": 90}
MOTIF, PLACE = "TTACCCGG", 200
Record = tuple[str, int, str, str]
"""Chromosome, position from 1, REF, and ALT with commas between alleles."""


def write_genome(folder: Path) -> dict[str, str]:
    """Write g.fa, a motif at 200 of chr1 and an N at 20 of chr2; return the chromosomes."""
    rng = np.random.default_rng(3)
    bases = {name: decode(rng.integers(0, 4, n).astype(np.uint8)) for name, n in LENGTHS.items()}
    first = bases["chr1"]
    bases["chr1"] = first[:PLACE] + MOTIF + first[PLACE + len(MOTIF) :]
    bases["chr2"] = bases["chr2"][:20] + "N" + bases["chr2"][21:]
    (folder / "g.fa").write_text("".join(f">{name}\n{text}\n" for name, text in bases.items()))
    return bases


def write_vcf(path: Path, records: Sequence[Record]) -> str:
    """Write a VCF; bgzip or BCF by the name's end."""
    lines = ["##fileformat=VCFv4.2", *(f"##contig=<ID={name}>" for name in LENGTHS)]
    lines.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    for number, (chrom, position, ref, alt) in enumerate(records):
        lines.append(f"{chrom}\t{position}\tv{number}\t{ref}\t{alt}\t.\t.\t.")
    text = "\n".join(lines) + "\n"
    if path.suffix == ".vcf":
        path.write_text(text)
        return str(path)
    plain = path.with_name("plain.vcf")
    plain.write_text(text)
    how = "wb" if path.suffix == ".bcf" else "wz"
    with (
        pysam.VariantFile(str(plain)) as source,
        pysam.VariantFile(str(path), how, header=source.header) as target,
    ):
        for record in source:
            target.write(record)
    return str(path)
