"""Which of the places where motifs fit are hits: those that together explain the contributions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.hits.kernels import Kernels

SHARED = 0.5
"""Share of the shorter of two motifs' positions that both may cover."""


@dataclass(frozen=True)
class Candidates:
    """Places in one window where a motif fits by itself.

    Attributes
    ----------
    kernel
        (c,) row of the kernel.
    start
        (c,) where its first position lies in the window; less than 0 where it begins before.
    """

    kernel: NDArray[np.int64]
    start: NDArray[np.int64]


def pursue(
    bases: NDArray[np.int8],
    contributions: NDArray[np.float32],
    found: Candidates,
    kernels: Kernels,
    least: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Choose among candidates, by matching pursuit (Mallat and Zhang 1993).

    The candidate whose product with the contributions is the largest is a hit; what it explains
    of them is taken away, and the search goes on with the rest until no product reaches what its
    motif needs. No two hits share more than `SHARED` of the shorter one.

    Parameters
    ----------
    bases
        (4, L) one-hot.
    contributions
        (L,) of each position.
    found
        Candidates.
    kernels
        All kernels.
    least
        (c,) product that each candidate needs.

    Returns
    -------
    Indices of the chosen candidates, the strongest first, and their coefficients: how many times
    each kernel is there, by least squares over all of them together, none below 0.
    """
    from scipy.optimize import nnls

    values = _at_bases(bases, found, kernels)
    blocked = _overlapping(found, kernels)
    left, open_ = contributions.astype(np.float64), np.ones(len(values), dtype=bool)
    chosen: list[int] = []
    while open_.any():
        product = values @ left
        open_ &= product >= least
        if not open_.any():
            break
        best = int(np.argmax(np.where(open_, product, -np.inf)))
        chosen.append(best)
        left -= values[best] * product[best] / (values[best] @ values[best])
        open_ &= ~blocked[best]
    indices = np.array(chosen, dtype=np.int64)
    if not chosen:
        return indices, np.zeros(0)
    return indices, np.asarray(nnls(values[indices].T, contributions.astype(np.float64))[0])


def _at_bases(bases: NDArray[np.int8], found: Candidates, kernels: Kernels) -> NDArray[np.float64]:
    """Return (c, L) the values of each candidate's kernel at the bases that are there."""
    length, width = bases.shape[1], kernels.contribution.shape[1]
    wide = np.zeros((length + 2 * width, 4))
    wide[width : width + length] = bases.T
    at = found.start[:, None] + np.arange(width) + width
    values = np.zeros((len(at), len(wide)))
    rows = np.arange(len(at))[:, None]
    values[rows, at] = (kernels.contribution[found.kernel] * wide[at]).sum(axis=2)
    return values[:, width : width + length]


def _overlapping(found: Candidates, kernels: Kernels) -> NDArray[np.bool_]:
    """Return (c, c) whether two candidates share too much for both to be hits."""
    width = kernels.width[found.kernel]
    end = found.start + width
    shared = np.minimum(end[:, None], end) - np.maximum(found.start[:, None], found.start)
    return np.asarray(shared > SHARED * np.minimum(width[:, None], width))
