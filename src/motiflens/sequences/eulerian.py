"""Sequences as paths that take every dinucleotide once: drawn uniformly, and counted.

A sequence is a walk over the letters A, C, G and T that takes every one of its dinucleotides
once: an Eulerian path. It is drawn uniformly as by Kandel, Matias, Unger and Winkler (1996,
Discrete Applied Mathematics 71:171-185): first the last step out of every letter but the final
one, which together form a tree that leads to the final letter; then the order of all other steps
out of each letter. Their tree comes from a random walk. With four letters there are no more
than 16 trees, so that here each is given its weight, the number of ways to choose its steps,
and one is drawn directly. The same weights count the paths: this is the BEST theorem (van
Aardenne-Ehrenfest and de Bruijn 1951, Simon Stevin 28:203-217).
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

_BASES = 4
_LETTER = np.uint64(0b11)
"""Where the letter that is entered lies in a key; the letter left takes the two highest bits."""
_LATEST = np.uint64((1 << 62) - 4)
"""All bits between: what is random in a key, and there the largest."""


def _trees(root: int) -> list[tuple[int, ...]]:
    """Return every map from letters to the next letter that leads to ``root`` from everywhere."""
    maps = product(range(_BASES), repeat=_BASES)
    return [tree for tree in maps if tree[root] == root and _leads_to(tree, root)]


def _leads_to(tree: tuple[int, ...], root: int) -> bool:
    reached = list(range(_BASES))
    for _ in range(_BASES):
        reached = [tree[letter] for letter in reached]
    return set(reached) == {root}


_TREES = np.array([_trees(root) for root in range(_BASES)])
"""(root, 16, letter): the next letter on the way to the root; the root's own is itself."""


def log_factorials(largest: int) -> NDArray[np.float64]:
    """Return (largest + 1,) the natural logarithms of 0!, 1!, ..., largest!."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, largest + 1)))])


def log_paths(codes: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return (n,) the natural logarithm of how many sequences share the dinucleotides and ends.

    Parameters
    ----------
    codes
        (n, L), L of at least 1, A 0, C 1, G 2, T 3, and no N.
    """
    n = len(codes)
    steps = _count_steps(codes)
    left = steps.sum(axis=2)
    # All steps out of the last letter are free to be ordered, elsewhere all but the last one.
    free = np.maximum(left - 1, 0)
    free[np.arange(n), codes[:, -1]] = left[np.arange(n), codes[:, -1]]
    factorial = log_factorials(codes.shape[1])
    orders = factorial[free].sum(axis=1) - factorial[steps].sum(axis=(1, 2))
    return np.asarray(np.log(_weigh_trees(steps, codes[:, -1]).sum(axis=1)) + orders)


def draw_paths(codes: NDArray[np.uint8], bits: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Return sequences with the dinucleotides and ends of ``codes``, all equally likely.

    Parameters
    ----------
    codes
        (n, L), A 0, C 1, G 2, T 3, and no N.
    bits
        (n, k, L) random numbers, uniform over all 64-bit integers.

    Returns
    -------
    (n, k, L) uint8
        ``k`` sequences for each, which depend on nothing but its codes and its numbers.
    """
    if codes.shape[1] < 3:  # both letters stay where they are
        return np.repeat(codes[:, None], bits.shape[1], axis=1)
    counts = _count_steps(codes)
    keys = _keys(codes, bits)
    last = _draw_last_steps(codes, counts, bits[..., -1])
    np.put_along_axis(keys, last, np.take_along_axis(keys, last, axis=2) | _LATEST, axis=2)
    keys.sort(axis=2)
    left = counts.sum(axis=2)
    return _follow(codes[:, 0], (keys & _LETTER).astype(np.uint8), np.cumsum(left, axis=1) - left)


def _count_steps(codes: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return (n, 4, 4): how often the second letter follows the first."""
    n = len(codes)
    steps = (np.arange(n)[:, None] * _BASES + codes[:, :-1]) * _BASES + codes[:, 1:]
    return np.bincount(steps.ravel(), minlength=n * _BASES**2).reshape(n, _BASES, _BASES)


def _weigh_trees(steps: NDArray[np.intp], root: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return (n, 16): in how many ways the steps (n, 4, 4) form each tree of the root."""
    # A letter that is never left constrains nothing, nor does the root: one way, to the root.
    is_root = root[:, None] == np.arange(_BASES)
    free = is_root | (steps.sum(axis=2) == 0)
    ways = np.where(free[..., None], is_root[:, None], steps).astype(np.float64)
    trees = np.take_along_axis(ways[:, None], _TREES[root][..., None], axis=3)
    return np.asarray(trees[..., 0].prod(axis=2))


def _keys(codes: NDArray[np.uint8], bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return (n, k, L): a key for every step, which sorts by the letter left, else at random.

    The last key belongs to no step and is the largest.
    """
    wide = codes.astype(np.uint64)
    keys = bits & _LATEST
    keys[..., :-1] |= (wide[:, :-1] << np.uint64(62) | wide[:, 1:])[:, None]
    keys[..., -1] = np.iinfo(np.uint64).max
    return keys


def _draw_last_steps(
    codes: NDArray[np.uint8], counts: NDArray[np.intp], bits: NDArray[np.uint64]
) -> NDArray[np.intp]:
    """Draw (n, k, 4): where the last step out of each letter lies in the sequence.

    It is L - 1, where no step begins, for the root and for letters that are never left.
    """
    n, length = codes.shape
    root = codes[:, -1]
    cumulative = np.cumsum(_weigh_trees(counts, root), axis=1)
    drawn = (bits >> np.uint64(11)) * 2.0**-53 * cumulative[:, -1:]
    tree = (drawn[..., None] >= cumulative[:, None]).sum(axis=2)
    place = np.full((n, _BASES, _BASES), length - 1)
    # Of equal steps any will do: the one written last stays.
    place[np.arange(n)[:, None], codes[:, :-1], codes[:, 1:]] = np.arange(length - 1)
    place[np.arange(n), root] = length - 1
    rows, letters = np.arange(n)[:, None, None], np.arange(_BASES)
    return np.asarray(place[rows, letters, _TREES[root[:, None], tree]])


def _follow(
    first: NDArray[np.uint8], steps: NDArray[np.uint8], starts: NDArray[np.intp]
) -> NDArray[np.uint8]:
    """Return (n, k, L) paths from the ``first`` letters (n,).

    ``steps`` (n, k, L) are the letters entered, those of each letter left from its place in
    ``starts`` (n, 4) on, in the order in which they are taken.
    """
    n, k, length = steps.shape
    flat, rows = steps.reshape(-1), np.arange(n * k)
    following = (starts.repeat(k, axis=0) + rows[:, None] * length).reshape(-1)
    path = np.empty((length, n * k), dtype=np.uint8)
    path[0] = first.repeat(k)
    for position in range(1, length):
        from_letter = rows * _BASES + path[position - 1]
        step = following[from_letter]
        flat.take(step, out=path[position])
        following[from_letter] = step + 1
    return np.ascontiguousarray(path.T).reshape(n, k, length)
