"""Scores of windows in which a motif was planted at known places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.onehot import decode, encode, one_hot, reverse_complement
from motiflens.store.contributions import Contributions

MOTIF = "GTTACCCGG"
BACKGROUND = (0.31, 0.19, 0.19, 0.31)
WINDOWS_APART = 10_000


@dataclass(frozen=True)
class Site:
    """Where a motif was planted; ``start`` is relative to the window."""

    row: int
    start: int
    strand: str


def plant(
    n: int = 150,
    length: int = 81,
    *,
    share: float = 0.7,
    edge: int = 20,
    noise: float = 0.04,
    sign: int = 1,
    seed: int = 0,
) -> tuple[Contributions, list[Site]]:
    """Return windows of which a ``share`` holds `MOTIF`, on either strand.

    Sites stay ``edge`` bp away from the ends. Each base of a site contributes about ``sign``,
    any other base ``noise``.
    """
    rng = np.random.default_rng(seed)
    codes = rng.choice(4, size=(n, length), p=BACKGROUND).astype(np.uint8)
    hypothetical = rng.normal(0, noise, (n, 4, length))
    sites = []
    for row in np.flatnonzero(rng.random(n) < share):
        start = int(rng.integers(edge, length - len(MOTIF) - edge + 1))
        strand = "+-"[rng.integers(2)]
        word = encode(MOTIF) if strand == "+" else reverse_complement(encode(MOTIF))
        at = slice(start, start + len(MOTIF))
        codes[row, at] = word
        hypothetical[row, :, at] += sign * rng.uniform(0.7, 1.3) * (1.4 * one_hot(word) - 0.4)
        sites.append(Site(int(row), start, strand))
    return contributions(codes, hypothetical), sites


def contributions(codes: NDArray[np.uint8], hypothetical: NDArray[np.float64]) -> Contributions:
    """Return scores of windows that lie `WINDOWS_APART` on chr1 and chr2 by turns."""
    n, length = codes.shape
    sequences = one_hot(codes).astype(np.int8)
    start = WINDOWS_APART * np.arange(n, dtype=np.int64)
    nothing = np.zeros(n, np.float32)
    return Contributions(
        sequences=sequences,
        hypothetical=hypothetical.astype(np.float32),
        projected=(hypothetical * sequences).astype(np.float32),
        index=np.arange(n, dtype=np.int64),
        chrom=np.array(["chr1", "chr2"])[np.arange(n) % 2],
        start=start,
        end=start + length,
        strand=np.full(n, "+"),
        name=np.array([f"peak_{row}" for row in range(n)], dtype=np.str_),
        split=np.zeros(n, np.uint8),
        prediction=nothing,
        reference_prediction=nothing[:, None],
        completeness_error=nothing[:, None],
        absolute_error=nothing[:, None],
        recomputed=nothing > 0,
        absorbed={},
        layers={},
        channels={},
        provenance={"task": "Reb1", "method": "deeplift"},
    )


def bases(found: Contributions, start: int, end: int, strand: str) -> str:
    """Return the letters of a stretch of the genome that lies in one of the windows."""
    row = start // WINDOWS_APART
    window = found.sequences[row].argmax(axis=0).astype(np.uint8)
    codes = window[start - int(found.start[row]) : end - int(found.start[row])]
    return decode(codes if strand == "+" else reverse_complement(codes))
