"""How much motifs resemble each other, over all alignments and both strands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

ALIKE = 0.8
"""Likeness from which two motifs are the same one."""

_ROUNDING = 1e-9
"""By how much an alignment must be better than those tried before it."""


@dataclass(frozen=True)
class Alignments:
    """The best alignment of each of n motifs with each of m others.

    Attributes
    ----------
    likeness
        (n, m) cosine, where what one motif has beyond the end of the other counts as zeros
        there; 0 where a motif is nothing but zeros.
    offset
        (n, m) where the other's first position lies, from the first of the one.
    reverse
        (n, m) whether it is the reverse complement of the other that is aligned so.
    """

    likeness: Matrix
    offset: NDArray[np.int64]
    reverse: NDArray[np.bool_]


def align(ones: Sequence[Matrix], others: Sequence[Matrix]) -> Alignments:
    """Align every motif (w, 4), columns A, C, G and T, with every other.

    Where several alignments are equally good, the strand as it is goes before the other, and the
    smallest offset before larger ones.
    """
    shape = (len(ones), len(others))
    best = Alignments(np.full(shape, -np.inf), np.zeros(shape, np.int64), np.zeros(shape, np.bool_))
    if best.likeness.size == 0:
        return best
    padded = _padded(ones)
    for reverse in (False, True):
        _try_offsets(
            best, padded, _padded([m[::-1, ::-1] if reverse else m for m in others]), reverse
        )
    return best


def likeness(a: Matrix, b: Matrix) -> float:
    """Return the largest cosine of two motifs (w, 4) over all alignments and both strands."""
    return float(align([a], [b]).likeness[0, 0])


def _padded(matrices: Sequence[Matrix]) -> Matrix:
    """Return (n, W, 4) matrices of length 1, with zeros at their end."""
    found = np.zeros((len(matrices), max(len(one) for one in matrices), 4))
    for row, one in zip(found, matrices, strict=True):
        row[: len(one)] = one / (np.linalg.norm(one) or 1)
    return found


def _try_offsets(best: Alignments, a: Matrix, b: Matrix, reverse: bool) -> None:
    """Put into ``best`` the offsets of b (m, V, 4) along a (n, W, 4) that are better."""
    (n, width, _), (m, other, _) = a.shape, b.shape
    for offset in range(1 - other, width):
        in_a = slice(max(offset, 0), min(offset + other, width))
        in_b = slice(in_a.start - offset, in_a.stop - offset)
        cosine = a[:, in_a].reshape(n, -1) @ b[:, in_b].reshape(m, -1).T
        better = cosine > best.likeness + _ROUNDING
        best.likeness[better] = cosine[better]
        best.offset[better] = offset
        best.reverse[better] = reverse
