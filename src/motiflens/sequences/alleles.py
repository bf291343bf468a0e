"""Windows of a genome with either allele of a variant, and which bases of them are the same.

Both windows of a variant begin at one position of the genome, so that its first differing base
stands in the middle of both. What an insertion pushes out at the right end is trimmed; what a
deletion leaves free there is filled from the genome.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.genome import Genome
from motiflens.sequences.onehot import N, encode
from motiflens.sequences.variants import Variant


@dataclass(frozen=True)
class Alleles:
    """Windows of n variants.

    Attributes
    ----------
    variants
        The variants.
    start
        (n,) where the windows begin in the genome; may lie before a chromosome's first base.
    ref, alt
        (n, L) codes; N beyond the ends of a chromosome.
    """

    variants: Sequence[Variant]
    start: NDArray[np.int64]
    ref: NDArray[np.uint8]
    alt: NDArray[np.uint8]

    @property
    def middle(self) -> int:
        """The column of the first base that differs."""
        return int(self.ref.shape[1]) // 2


def lay_alleles(variants: Sequence[Variant], genome: Genome, length: int) -> Alleles:
    """Return windows of ``length`` bp with each allele of each variant."""
    cores = [variant.core for variant in variants]
    chrom = np.array([variant.chrom for variant in variants])
    middle = length // 2
    start = np.array([core[0] for core in cores], np.int64) - middle
    ends = np.array([core[0] + len(core[1]) for core in cores], np.int64)
    ref = genome.extract(chrom, start, length)
    behind = genome.extract(chrom, ends, length - middle)
    alt = ref.copy()
    for row, (_, ref_core, alt_core) in enumerate(cores):
        known = encode(ref_core)[: length - middle]
        there = ref[row, middle : middle + len(known)]
        there[known != N] = known[known != N]
        tail = np.concatenate([encode(alt_core), behind[row]])
        alt[row, middle:] = tail[: length - middle]
    return Alleles(variants, start, ref, alt)


def on_reference(scores: NDArray[np.float32], alleles: Alleles) -> NDArray[np.float32]:
    """Return scores (n, L) of ALT windows at the positions of the REF windows.

    A deleted base has 0. Scores of inserted bases are added to that of the base before them.
    Positions that the ALT window no longer reaches, as many as were inserted, have NaN.
    """
    found = np.full_like(scores, np.nan)
    length, middle = scores.shape[1], alleles.middle
    for row, variant in enumerate(alleles.variants):
        _, ref, alt = variant.core
        paired = min(middle + min(len(ref), len(alt)), length)
        ref_end, alt_end = (min(middle + len(core), length) for core in (ref, alt))
        found[row, :paired] = scores[row, :paired]
        found[row, paired:ref_end] = 0
        behind = min(length - ref_end, length - alt_end)
        found[row, ref_end : ref_end + behind] = scores[row, alt_end : alt_end + behind]
        found[row, paired - 1] += scores[row, paired:alt_end].sum()
    return found
