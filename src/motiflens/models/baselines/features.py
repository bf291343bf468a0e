"""What a baseline knows of a sequence."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.composition import gc_content
from motiflens.sequences.onehot import N, reverse_complement

K = 6
_LETTERS = 500_000
"""Letters that are counted at a time, which bounds the memory."""


@dataclass(frozen=True)
class Baseline:
    """One row of the table: features (n, f) of codes (n, L), for a linear model."""

    name: str
    title: str
    features: Callable[[NDArray[np.uint8]], NDArray[np.float32]]


def gc_features(codes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return (n, 2): GC content in steps of 10 % from one half, and its square."""
    steps = 10 * (gc_content(codes) - 0.5)
    return np.stack([steps, steps**2], axis=1).astype(np.float32)


def kmer_features(codes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return (n, 2080) square roots of how often each 6-mer occurs, on either strand.

    A 6-mer and its reverse complement are one, and those with an N are left out. Roots make
    rare and common ones vary alike.
    """
    place, size = _places()
    features = np.empty((len(codes), size), dtype=np.float32)
    step = max(1, _LETTERS // codes.shape[1])
    for start in range(0, len(codes), step):
        some = codes[start : start + step]
        words = place[_words(some)] + np.arange(len(some))[:, None] * (size + 1)
        counts = np.bincount(words.ravel(), minlength=len(some) * (size + 1))
        features[start : start + step] = np.sqrt(counts.reshape(len(some), size + 1)[:, :size])
    return features


BASELINES = {
    row.name: row
    for row in (
        Baseline("gc", "GC content", gc_features),
        Baseline("k-mers", f"{K}-mer counts", kmer_features),
    )
}


def _words(codes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return (n, L - k + 1) numbers of k-mers, A before T; 4**k for those with an N."""
    width = max(codes.shape[1] - K + 1, 0)
    words = np.zeros((len(codes), width), dtype=np.int64)
    unknown = np.zeros(words.shape, dtype=bool)
    for at in range(K):
        letters = codes[:, at : at + width]
        words = 4 * words + letters
        unknown |= letters == N
    words[unknown] = 4**K
    return words


@cache
def _places() -> tuple[NDArray[np.int64], int]:
    """Return the column of each k-mer, the last one's for all others, and how many there are."""
    every = np.array(list(itertools.product(range(4), repeat=K)), dtype=np.uint8)
    first = np.minimum(_words(every), _words(reverse_complement(every)))[:, 0]
    found, place = np.unique(first, return_inverse=True)
    return np.append(place, len(found)).astype(np.int64), len(found)
