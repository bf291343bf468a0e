"""Shuffles that keep every count of dinucleotides, each arrangement equally likely.

A sequence is a walk over the letters A, C, G and T that takes every one of its dinucleotides
once: an Eulerian path. It is drawn uniformly as by Kandel, Matias, Unger and Winkler (1996,
Discrete Applied Mathematics 71:171-185): first the last step out of every letter but the final
one, which together form a tree that leads to the final letter; then the order of all other steps
out of each letter. Their tree comes from a random walk. With four letters there are no more
than 16 trees, so that here each is given its weight, the number of ways to choose its steps,
and one is drawn directly.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.onehot import N

_BASES = 4
_BLOCK = 4_000_000
"""Letters shuffled at a time, which bounds the memory."""


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


def shuffle_dinucleotides(codes: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a shuffle of each sequence, uniform over all that keep its dinucleotide counts.

    Parameters
    ----------
    codes
        (n, L), A 0, C 1, G 2, T 3, N 4.
    rng
        Source of randomness; the same state gives the same shuffles.

    Returns
    -------
    (n, L) uint8
        Every N stays in its place, and each stretch between them is shuffled by itself. The
        first and the last letter of a stretch stay, as in any such shuffle.
    """
    shuffled = codes.copy()
    whole = ~(codes == N).any(axis=1)
    rows_at_a_time = max(_BLOCK // codes.shape[1], 1)
    for start in range(0, int(whole.sum()), rows_at_a_time):
        block = np.flatnonzero(whole)[start : start + rows_at_a_time]
        shuffled[block] = _shuffle(codes[block], rng)
    for row in np.flatnonzero(~whole):
        for start, end in _stretches(codes[row]):
            shuffled[row, start:end] = _shuffle(codes[row, None, start:end], rng)[0]
    return shuffled


def _stretches(codes: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Return start and end of the stretches of one sequence that hold no N."""
    known = np.concatenate([[False], codes != N, [False]])
    borders = np.flatnonzero(known[1:] != known[:-1])
    return [(int(start), int(end)) for start, end in borders.reshape(-1, 2)]


def _shuffle(codes: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Shuffle (n, L) codes without N."""
    n, length = codes.shape
    if length < 3:  # both letters stay where they are
        return codes
    steps = _ordered_steps(codes, _last_steps(codes, rng), rng)
    rows = np.arange(n)
    # Steps are sorted by the letter that they leave: where those of each letter begin.
    counts = (codes[:, :-1, None] == np.arange(_BASES)).sum(axis=1)
    next_step = np.cumsum(counts, axis=1) - counts
    shuffled = codes.copy()
    for position in range(1, length):
        here = shuffled[:, position - 1]
        shuffled[:, position] = steps[rows, next_step[rows, here]]
        next_step[rows, here] += 1
    return shuffled


def _last_steps(codes: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.intp]:
    """Draw (n, 4): the letter that is entered by the last step out of each letter."""
    n = len(codes)
    steps = (np.arange(n)[:, None] * _BASES + codes[:, :-1]) * _BASES + codes[:, 1:]
    counts = np.bincount(steps.ravel(), minlength=n * _BASES**2)
    ways = counts.reshape(n, _BASES, _BASES).astype(np.float64)
    root = codes[:, -1]
    # A letter that is never left, absent ones and the root among them, constrains nothing.
    ways[ways.sum(axis=2) == 0] = 1
    ways[np.arange(n), root] = 1
    trees = _TREES[root]
    weights = np.take_along_axis(ways[:, None], trees[..., None], axis=3)[..., 0].prod(axis=2)
    cumulative = np.cumsum(weights, axis=1)
    drawn = rng.random((n, 1)) * cumulative[:, -1:]
    chosen = (drawn >= cumulative).sum(axis=1)
    return np.asarray(trees[np.arange(n), chosen], dtype=np.intp)


def _ordered_steps(
    codes: NDArray[np.uint8], last: NDArray[np.intp], rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return (n, L - 1): letters entered, sorted by the letter left, and randomly within it."""
    rows = np.arange(len(codes))
    left, entered = codes[:, :-1], codes[:, 1:]
    key = 2.0 * left + rng.random(left.shape)
    for letter in range(_BASES):
        is_last = (left == letter) & (entered == last[:, letter, None])
        # The root has no last step of its own: all of its steps are in random order.
        found = is_last.any(axis=1) & (codes[:, -1] != letter)
        key[rows[found], is_last.argmax(axis=1)[found]] = 2.0 * letter + 1.5
    return np.take_along_axis(entered, np.argsort(key, axis=1), axis=1)
