"""Motifs as the search sees them: the part that is drawn, on both strands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motiflens.motifs.motif import Motif

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Kernels:
    """K motifs on both strands: rows 2k and 2k + 1 are motif k and its reverse complement.

    Attributes
    ----------
    contribution
        (2K, W, 4) contributions of A, C, G and T, of Euclidean length 1, zeros from ``width`` on.
    log_odds
        (2K, W, 4) bits that a base is likelier in the motif than in the background.
    width
        (2K,) positions of the motif.
    size
        (2K,) length that the contributions had.
    """

    contribution: Array
    log_odds: Array
    width: NDArray[np.int64]
    size: Array

    def __len__(self) -> int:
        """Return 2K."""
        return len(self.width)


def make_kernels(motifs: Sequence[Motif], background: ArrayLike) -> Kernels:
    """Return the kernels of motifs; frequencies count one base of the background beside seqlets."""
    frequencies = np.asarray(background, dtype=np.float64)
    matrices = []
    for motif in motifs:
        smoothed = motif.drawn("probability") * motif.n_seqlets + frequencies
        odds = np.log2(smoothed / (motif.n_seqlets + 1) / frequencies)
        matrices.append((motif.drawn("contribution"), odds))
    return _of_matrices(matrices)


def permuted(kernels: Kernels, seed: int) -> Kernels:
    """Return kernels with the positions of each motif in another order, the same on both strands.

    They have the bases, contributions and width of the motifs, and are found by chance alone. Of
    some orders the one is taken that is least like the motif.
    """
    rng = np.random.default_rng(seed)
    matrices = []
    for k in range(0, len(kernels), 2):
        width = kernels.width[k]
        one, odds = kernels.contribution[k, :width], kernels.log_odds[k, :width]
        order = _least_like(one, [rng.permutation(width) for _ in range(_ORDERS)])
        matrices.append((kernels.size[k] * one[order], odds[order]))
    return _of_matrices(matrices)


def beside(first: Kernels, second: Kernels) -> Kernels:
    """Return the kernels of both, which are equally wide."""
    return Kernels(
        *(
            np.concatenate([getattr(first, x.name), getattr(second, x.name)])
            for x in fields(Kernels)
        )
    )


_ORDERS = 20


def _least_like(matrix: Array, orders: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    from motiflens.motifs.likeness import likeness

    return min(orders, key=lambda order: likeness(matrix, matrix[order]))


def _of_matrices(matrices: Sequence[tuple[Array, Array]]) -> Kernels:
    width = np.repeat([len(contribution) for contribution, _ in matrices], 2)
    shape = (len(width), int(width.max(initial=1)), 4)
    size, both, odds = np.zeros(len(width)), np.zeros(shape), np.zeros(shape)
    for k, (contribution, log_odds) in enumerate(matrices):
        length = float(np.linalg.norm(contribution))
        for row, step in ((2 * k, 1), (2 * k + 1, -1)):
            size[row] = length
            both[row, : width[row]] = contribution[::step, ::step] / (length or 1)
            odds[row, : width[row]] = log_odds[::step, ::step]
    return Kernels(both, odds, width, size)
