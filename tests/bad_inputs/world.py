"""A folder of good inputs and results, beside which bad ones are put."""

from __future__ import annotations

import random
from pathlib import Path

import pysam
import torch
from safetensors.torch import save_file

from motiflens.models.architectures import build
from motiflens.models.shape import Shape
from report.made_up import write_made_up
from workflow.planted import database

WINDOW = 40
PREPARE = (
    "prepare --genome genome.fa --regions A=regions.bed --window 40 --max-offset 0 "
    "--negatives shuffle --validation chr3 --test chr4"
)
IMPORT = "import net.safetensors --architecture small-cnn --tasks A --input-length 40"


def write_world(folder: Path) -> None:
    """Write a genome with regions, sequences, weights and made-up results."""
    draw = random.Random(1)
    names = [f"chr{number}" for number in range(1, 5)]
    bases = {name: "".join(draw.choices("ACGT", k=8000)) for name in names}
    fasta = "".join(f">{name}\n{letters}\n" for name, letters in bases.items())
    (folder / "genome.fa").write_text(fasta)
    places = [(name, 100 + 400 * n) for name in names for n in range(8)]
    bed = "".join(f"{name}\t{start}\t{start + 20}\n" for name, start in places)
    (folder / "regions.bed").write_text(bed)
    cut = "".join(f">s{n}\n{bases['chr1'][n * 50 : n * 50 + 40]}\n" for n in range(20))
    (folder / "sequences.fa").write_text(cut)
    (folder / "known.meme").write_text(database())
    header = (
        "##fileformat=VCFv4.2\n##contig=<ID=chr1>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    )
    (folder / "variants.vcf").write_text(header + f"chr1\t11\tv\t{bases['chr1'][10]}\tN\t.\t.\t.\n")
    with pysam.BGZFile(str(folder / "genome.fa.gz"), "wb") as file:
        file.write(fasta.encode())
    torch.manual_seed(0)
    save_file(build("small-cnn", Shape(WINDOW, 1)).state_dict(), folder / "net.safetensors")
    (folder / "run").mkdir()
    write_made_up(folder / "run", motifs=2)
