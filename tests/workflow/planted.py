"""A small made-up genome in which a motif is planted, and the workflow's configuration for it."""

from __future__ import annotations

import random

MOTIF = "TGACTCATCC"
CHROMOSOMES = [f"chr{number}" for number in range(1, 7)]
LENGTH = 40_000
SITES = 60  # on each chromosome

CONFIG = """\
datasets:
  made:
    genome: genome.fa
    regions: {AP1: sites.bed}
    window: 100
    validation: [chr5]
    test: [chr6]
models:
  net:
    train: {dataset: made, epochs: 8, batch_size: 16}
analyses:
  - dataset: made
    model: net
    sites: {AP1: sites.bed}
    variants: variants.vcf
methods:
  deeplift: {}
  lrp:
    rules:
      - {where: {input: true}, rule: z-box}
      - {where: {kind: convolution}, rule: gamma, gamma: 0.1}
      - {rule: epsilon}
evaluate:
  sequences: 8
  experiments: [faithfulness, sites]
  bootstrap: 50
discover:
  database: known.meme
hits:
  shuffles: 100
effects:
  sequences: 8
  windows: 8
  shuffles: 1
  pairs: 0
  bootstrap: 50
export:
  formats: [jaspar]
report:
  loci: 1
"""


def write_inputs(folder):
    """Write genome, regions, motif database and configuration into ``folder``."""
    draw = random.Random(1)
    genome, sites = [], []
    for chromosome in CHROMOSOMES:
        bases = draw.choices("ACGT", weights=(3, 2, 2, 3), k=LENGTH)
        for number in range(SITES):
            start = 300 + number * 650 + draw.randrange(100)
            bases[start : start + len(MOTIF)] = MOTIF
            sites.append(f"{chromosome}\t{start}\t{start + len(MOTIF)}\tsite{number}\t0\t+\n")
        genome.append(f">{chromosome}\n{''.join(bases)}\n")
    (folder / "genome.fa").write_text("".join(genome))
    first = sites[0].split("\t")
    broken = genome[0].split("\n")[1][int(first[1])]
    (folder / "variants.vcf").write_text(variants(int(first[1]) + 1, broken))
    (folder / "sites.bed").write_text("".join(sites))
    (folder / "known.meme").write_text(database())
    (folder / "config.yaml").write_text(CONFIG)


def variants(position, ref):
    """Return a VCF with a change of one base, and the loss of the two behind it."""
    head = f"##fileformat=VCFv4.2\n##contig=<ID=chr1,length={LENGTH}>\n"
    alt = "A" if ref != "A" else "C"
    line = f"chr1\t{position}\tfirst\t{ref}\t{alt}\t.\tPASS\t.\n"
    gone = f"chr1\t{position}\tgone\t{MOTIF[:3]}\t{MOTIF[0]}\t.\tPASS\t.\n"
    return f"{head}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n{line}{gone}"


def database():
    """Return the planted motif, and others, in MEME format."""
    head = "MEME version 4\n\nALPHABET= ACGT\n\nstrands: + -\n\n"
    head += "Background letter frequencies\nA 0.3 C 0.2 G 0.2 T 0.3\n\n"
    others = {f"OTHER{number}": other(number) for number in range(20)}
    return head + "".join(matrix(*item) for item in ({"PLANTED": MOTIF} | others).items())


def other(seed):
    """Return a word without likeness to the planted one."""
    return "".join(random.Random(100 + seed).choices("ACGT", k=len(MOTIF)))


def matrix(name, word):
    """Return a word as a motif of MEME format."""
    rows = [[0.94 if base == letter else 0.02 for base in "ACGT"] for letter in word]
    lines = "".join(" ".join(map(str, row)) + "\n" for row in rows)
    return (
        f"MOTIF {name} {name}\n"
        f"letter-probability matrix: alength= 4 w= {len(word)} nsites= 50 E= 0\n{lines}\n"
    )
