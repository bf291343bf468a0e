"""What sequences are made of: GC content, unknown bases, base frequencies."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.onehot import N


def gc_content(codes: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return (n,) the fraction of G and C among the known bases of (n, L) codes; 0 if none is."""
    gc = ((codes == 1) | (codes == 2)).sum(axis=1)
    known = (codes != N).sum(axis=1)
    return np.asarray(gc / np.maximum(known, 1), dtype=np.float64)


def n_fraction(codes: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return (n,) the fraction of N in each of (n, L) codes."""
    return np.asarray((codes == N).mean(axis=1), dtype=np.float64)


def base_frequencies(pieces: Iterable[NDArray[np.uint8]]) -> NDArray[np.float64]:
    """Return the frequencies of A, C, G and T over arrays of codes, N left out; they sum to 1."""
    counts = np.zeros(N)
    for codes in pieces:
        # Not by bincount, which takes eight bytes for each code.
        counts += [np.count_nonzero(codes == base) for base in range(N)]
    return np.asarray(counts / counts.sum(), dtype=np.float64)


def both_strands(frequencies: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the frequencies over both strands, where A equals T and C equals G."""
    return (frequencies + frequencies[::-1]) / 2
