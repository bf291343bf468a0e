"""Sequences whose motif is known, and reads around it: what a network can be held against.

Letters are drawn independently, and those of a motif from its matrix. A second motif, the decoy,
may lie in every sequence, so that a network which looks for any motif at all does no better than
chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.sequences.onehot import reverse_complement

YEAST = (0.31, 0.19, 0.19, 0.31)
"""Frequencies of A, C, G and T in the genome of *Saccharomyces cerevisiae*."""


@dataclass(frozen=True)
class Sites:
    """One copy of a motif for each of N sequences.

    Attributes
    ----------
    start
        (N,) int64, where it begins, 0-based; -1 where there is none.
    reverse
        (N,) bool, whether it is its reverse complement that reads left to right.
    width
        Length of the motif in bp.
    """

    start: NDArray[np.int64]
    reverse: NDArray[np.bool_]
    width: int


@dataclass(frozen=True)
class Simulated:
    """Simulated sequences: those with the motif, then as many or one fewer without.

    Attributes
    ----------
    codes
        (N, L) uint8, A 0, C 1, G 2, T 3.
    labels
        (N,) int8, 1 where the motif is.
    motif
        Its sites, in the sequences that are labelled 1.
    decoy
        The sites of the second motif, in all of them; None without one.
    """

    codes: NDArray[np.uint8]
    labels: NDArray[np.int8]
    motif: Sites
    decoy: Sites | None


def simulate(
    motif: NDArray[np.float64],
    n: int,
    length: int,
    *,
    decoy: NDArray[np.float64] | None = None,
    frequencies: tuple[float, ...] = YEAST,
    span: int | None = None,
    seed: int = 0,
) -> Simulated:
    """Draw sequences of which half, rounded up, hold a motif.

    A site is drawn for each sequence, uniform over places and strands, and the decoy's is uniform
    over what that site leaves. Half of the sequences get the motif there. So where the decoy lies
    says nothing of the label.

    Parameters
    ----------
    motif, decoy
        (w, 4) frequencies of A, C, G and T.
    n, length
        Number of sequences, and their length in bp.
    frequencies
        Of A, C, G and T outside of motifs.
    span
        Sites lie within so many bp in the middle; anywhere if None.
    seed
        Equal ones give equal sequences.

    Raises
    ------
    InputError
        Where the motifs do not fit into the span beside each other wherever the first lies.
    """
    span = length if span is None else span
    _check_span(span, length, len(motif), 0 if decoy is None else len(decoy))
    rng = np.random.default_rng(seed)
    codes = draw_letters(np.broadcast_to(frequencies, (length, 4)), n, rng)
    labels = (np.arange(n) < (n + 1) // 2).astype(np.int8)
    first = (length - span) // 2
    start = first + rng.integers(0, span - len(motif), n, endpoint=True)
    sites = Sites(np.where(labels == 1, start, -1), draw_strands(labels == 1, rng), len(motif))
    plant(codes, motif, sites, rng)
    if decoy is None:
        return Simulated(codes, labels, sites, None)
    beside = first + _beside(start - first, len(motif), len(decoy), span, rng)
    others = Sites(beside, draw_strands(np.ones(n, dtype=bool), rng), len(decoy))
    plant(codes, decoy, others, rng)
    return Simulated(codes, labels, sites, others)


def simulate_reads(
    simulated: Simulated,
    output_length: int,
    *,
    tracks: Literal[1, 2] = 2,
    background: float = 0.05,
    bound: float = 100.0,
    distance: float = 12.0,
    spread: float = 4.0,
    seed: int = 0,
) -> NDArray[np.float32]:
    """Draw the reads' 5' ends around each motif, as an exonuclease leaves them.

    Counts are Poisson. Those of the + strand gather left of the motif's centre, those of the -
    strand right of it, each along a normal curve; all else is background.

    Parameters
    ----------
    simulated
        Sequences of L bp.
    output_length
        Positions with reads, in the middle of the sequences.
    tracks
        2 for the strands + and -, 1 for their sum.
    background
        Expected reads at each base of each strand.
    bound
        Expected reads around a motif, both strands together.
    distance, spread
        In bp: from the motif's centre to the middle of each strand's reads, and their standard
        deviation.
    seed
        Equal ones give equal reads.

    Returns
    -------
    (N, tracks, output_length) float32
    """
    length = simulated.codes.shape[1]
    places = np.arange(output_length) + (length - output_length) // 2
    centre = simulated.motif.start + (simulated.motif.width - 1) / 2
    middle = centre[:, None, None] + np.array([-distance, distance])[:, None]
    curve = np.exp(-0.5 * ((places - middle) / spread) ** 2) / (spread * np.sqrt(2 * np.pi))
    rate = background + simulated.labels[:, None, None] * bound / 2 * curve
    counts = np.random.default_rng(seed).poisson(rate)
    kept = counts if tracks == 2 else counts.sum(axis=1, keepdims=True)
    return np.asarray(kept, dtype=np.float32)


def _check_span(span: int, length: int, width: int, decoy: int) -> None:
    needed = width + max(2 * decoy - 1, 0)
    if not needed <= span <= length:
        raise InputError(
            f"a span of {span} bp is asked for; it must be at least {needed} bp, so that the "
            f"motifs never overlap, and at most the {length} bp of the sequences",
            fix="ask for longer sequences, or another span",
        )


def draw_letters(
    frequencies: NDArray[np.float64], n: int, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return (n, L) codes; each column is drawn by its row of ``frequencies``, (L, 4) or (n, L, 4).

    Rows hold the frequencies of A, C, G and T.
    """
    upper = np.cumsum(frequencies, axis=-1)
    drawn = rng.random((n, frequencies.shape[-2]))
    beyond = np.stack([drawn >= upper[..., base] for base in range(3)])
    return np.asarray(beyond.sum(axis=0, dtype=np.uint8))


def draw_strands(present: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return (n,) bool, whether a site is reversed: at random, one in two where it is present."""
    return (rng.random(len(present)) < 0.5) & present


def _beside(
    start: NDArray[np.int64], width: int, other: int, span: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return (n,) starts of ``other`` bp, uniform over those clear of the motif at ``start``."""
    left = np.maximum(start - other + 1, 0)
    right = np.maximum(span - other - (start + width) + 1, 0)
    drawn = rng.integers(0, left + right)
    return np.where(drawn < left, drawn, start + width + drawn - left)


def plant(
    codes: NDArray[np.uint8],
    matrix: NDArray[np.float64],
    sites: Sites,
    rng: np.random.Generator,
) -> None:
    """Write letters of the motif into ``codes`` where it has a site."""
    letters = draw_letters(matrix, len(codes), rng)
    letters = np.where(sites.reverse[:, None], reverse_complement(letters), letters)
    rows = np.flatnonzero(sites.start >= 0)
    columns = sites.start[rows, None] + np.arange(sites.width)
    codes[rows[:, None], columns] = letters[rows]
