"""How well each motif fits at each place of some windows, each place by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from motiflens.hits.kernels import Kernels

INSIDE = 0.9
"""Share of a motif's squared contributions that must lie within the window."""

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Scan:
    """Fit of 2K kernels at P places of n windows; the first place is ``first`` (0 or less).

    Attributes
    ----------
    score
        (n, P, 2K) product of the contributions with the kernel: how much of the motif is there,
        in output units.
    similarity
        (n, P, 2K) cosine of the contributions and the kernel.
    log_odds
        (n, P, 2K) of the bases, in bits.
    possible
        (P, 2K) whether `INSIDE` of the kernel lies within the window.
    first
        Where in the window the first place lies.
    """

    score: Array
    similarity: Array
    log_odds: Array
    possible: NDArray[np.bool_]
    first: int


def scan(projected: NDArray[np.float32], sequences: NDArray[np.int8], kernels: Kernels) -> Scan:
    """Compare contributions and bases (n, 4, L) with kernels at every place.

    A motif may reach past the window where little of it does: `INSIDE`. What lies beyond counts
    as no contribution, and as no base, and so do N.
    """
    width = kernels.contribution.shape[1]
    scores = _unfolded(projected, width)
    energy = np.cumsum(np.square(scores).sum(axis=3), axis=2)[:, :, kernels.width - 1]
    score = _products(scores, kernels.contribution)
    with np.errstate(invalid="ignore", divide="ignore"):
        similarity = np.where(energy > 0, score / np.sqrt(energy), 0)
    return Scan(
        score=score,
        similarity=np.minimum(similarity, 1),
        log_odds=_products(_unfolded(sequences.astype(np.float32), width), kernels.log_odds),
        possible=_possible(kernels, projected.shape[2]),
        first=1 - width,
    )


def _unfolded(values: Array, width: int) -> Array:
    """Return (n, P, W, 4): what lies under a kernel at each place, zeros past the window."""
    wide = np.pad(values.transpose(0, 2, 1), ((0, 0), (width - 1, width - 1), (0, 0)))
    return sliding_window_view(wide, width, axis=1).transpose(0, 1, 3, 2)


def _products(windows: Array, kernels: NDArray[np.float64]) -> Array:
    n, places, width, _ = windows.shape
    flat = kernels.reshape(len(kernels), -1).astype(np.float32)
    return (windows.reshape(n * places, width * 4) @ flat.T).reshape(n, places, -1)


def _possible(kernels: Kernels, length: int) -> NDArray[np.bool_]:
    ones = np.ones((1, 4, length), dtype=np.float32)
    inside = _products(_unfolded(ones, kernels.contribution.shape[1]), kernels.contribution**2)
    return np.asarray(inside[0] >= INSIDE - 1e-6)
