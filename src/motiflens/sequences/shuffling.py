"""Shuffles of sequences, each arrangement equally likely, and how many arrangements there are.

Every N stays in its place, and each stretch between them is shuffled by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.eulerian import draw_paths, log_factorials, log_paths
from motiflens.sequences.onehot import N
from motiflens.sequences.own_bits import OwnBits

Kind: TypeAlias = Literal["dinucleotide", "mononucleotide"]
"""What a shuffle keeps: every count of dinucleotides, and the ends; or the counts of bases."""

_BLOCK = 1_000_000
"""Letters shuffled at a time, which bounds the memory."""


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
    shuffled = np.empty_like(codes)
    for rows in _blocks(*codes.shape):
        bits = rng.integers(0, 1 << 64, size=codes[rows].shape, dtype=np.uint64)
        shuffled[rows] = _shuffle(codes[rows], bits[:, None], draw_paths)[:, 0]
    return shuffled


def shuffle_references(
    codes: NDArray[np.uint8], count: int, seed: int = 0, kind: Kind = "dinucleotide"
) -> NDArray[np.uint8]:
    """Return ``count`` shuffles of each sequence, the same ones wherever it stands.

    The k-th shuffle of a sequence depends on ``seed``, k and the sequence alone: not on the
    sequences beside it, their order, or ``count``.

    Parameters
    ----------
    codes
        (n, L), A 0, C 1, G 2, T 3, N 4.
    count
        Shuffles of each sequence.
    seed
        Another one gives other shuffles.
    kind
        ``dinucleotide`` keeps every count of dinucleotides and the ends of each stretch without
        N, ``mononucleotide`` the counts of bases in it.

    Returns
    -------
    (n, count, L) uint8
    """
    n, length = codes.shape
    shuffled = np.empty((n, count, length), dtype=np.uint8)
    for rows in _blocks(n, count * length):
        bits = OwnBits(codes[rows], seed).take(count * length).reshape(-1, count, length)
        shuffled[rows] = _shuffle(codes[rows], bits, _SAMPLERS[kind])
    return shuffled


def log_arrangements(codes: NDArray[np.uint8], kind: Kind = "dinucleotide") -> NDArray[np.float64]:
    """Return (n,) the natural logarithm of how many shuffles each sequence has, itself included.

    The counts are exact, up to the rounding of logarithms. It is 0 where a sequence is its own
    only shuffle: ACTGACTG is, as its dinucleotides form a cycle without a branch.

    Parameters
    ----------
    codes
        (n, L), A 0, C 1, G 2, T 3, N 4.
    kind
        As in `shuffle_references`.
    """
    counts = np.zeros(len(codes))
    for rows, start, end in _stretches(codes):
        counts[rows] += _COUNTERS[kind](codes[rows, start:end])
    return counts


def has_one_arrangement(codes: NDArray[np.uint8], kind: Kind = "dinucleotide") -> NDArray[np.bool_]:
    """Return (n,) whether a sequence is its own only shuffle."""
    return np.asarray(log_arrangements(codes, kind) < math.log(1.5))


def _permute(codes: NDArray[np.uint8], bits: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Return (n, k, L) the letters (n, L) in the order of random ``bits`` (n, k, L)."""
    keys = bits & ~np.uint64(3) | codes.astype(np.uint64)[:, None]
    keys.sort(axis=2)
    return np.asarray(keys & np.uint64(3), dtype=np.uint8)


def _log_orders(codes: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return (n,) the logarithm of the number of orders of the letters (n, L)."""
    length = codes.shape[1]
    factorial = log_factorials(length)
    counts = (codes[..., None] == np.arange(N)).sum(axis=1)
    return np.asarray(factorial[length] - factorial[counts].sum(axis=1))


_Sampler: TypeAlias = Callable[[NDArray[np.uint8], NDArray[np.uint64]], NDArray[np.uint8]]
_SAMPLERS: dict[Kind, _Sampler] = {"dinucleotide": draw_paths, "mononucleotide": _permute}
_COUNTERS: dict[Kind, Callable[[NDArray[np.uint8]], NDArray[np.float64]]] = {
    "dinucleotide": log_paths,
    "mononucleotide": _log_orders,
}


def _shuffle(
    codes: NDArray[np.uint8], bits: NDArray[np.uint64], sampler: _Sampler
) -> NDArray[np.uint8]:
    """Return (n, k, L) shuffles of (n, L) codes by random ``bits`` (n, k, L)."""
    shuffled = np.repeat(codes[:, None], bits.shape[1], axis=1)
    for rows, start, end in _stretches(codes):
        shuffled[rows, :, start:end] = sampler(codes[rows, start:end], bits[rows, :, start:end])
    return shuffled


def _stretches(codes: NDArray[np.uint8]) -> Iterator[tuple[slice | NDArray[np.intp], int, int]]:
    """Yield rows that share a stretch without N, with its start and end."""
    known = codes != N
    if known.all():
        yield slice(None), 0, codes.shape[1]  # a slice copies nothing
        return
    patterns, row_pattern = np.unique(known, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        borders = np.flatnonzero(np.diff(np.pad(pattern, 1).astype(np.int8)))
        for start, end in borders.reshape(-1, 2):
            yield np.flatnonzero(row_pattern == number), int(start), int(end)


def _blocks(n: int, letters: int) -> Iterator[slice]:
    """Yield slices of ``n`` rows of so many letters."""
    rows_at_a_time = max(_BLOCK // max(letters, 1), 1)
    for start in range(0, n, rows_at_a_time):
        yield slice(start, start + rows_at_a_time)
