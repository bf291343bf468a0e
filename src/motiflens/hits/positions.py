"""Where in its window each motif lies, and on which strand, against chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from motiflens.hits.counts import adjusted, binomial
from motiflens.hits.kernels import Kernels
from motiflens.hits.laid import Laid
from motiflens.hits.record import Test

BINS = 40
"""Of the histogram of positions, at most."""

_PALINDROME = 0.8


def histogram(hits: Laid, motif: int) -> tuple[int, ...]:
    """Return the number of a motif's hits by position of their middle, in bins of equal width."""
    places = hits.centre[hits.motif == motif] / 2
    inside = np.clip(places, 0, hits.length - 1)
    counts, _ = np.histogram(inside, min(BINS, hits.length), (-0.5, hits.length - 0.5))
    return tuple(int(count) for count in counts)


def centred(hits: Laid) -> list[Test]:
    """Test for each motif how many hits have their middle in the middle third of the window.

    At random, a motif begins at each place where it is whole with the same probability, so the
    number is binomial.
    """
    middle = hits.length - 1
    in_third = np.abs(hits.centre - middle) * 3 <= hits.length
    return _binomials(hits, in_third, [_third(int(width), hits.length) for width in hits.width])


def _third(width: int, length: int) -> float:
    starts = np.arange(max(length - width, 0) + 1)
    return float(np.mean(np.abs(2 * starts + width - 1 - (length - 1)) * 3 <= length))


def stranded(hits: Laid, kernels: Kernels) -> list[Test | None]:
    """Test for each motif whether hits prefer a strand; None where both strands read alike."""
    found = _binomials(hits, ~hits.reverse, [0.5] * len(hits.width))
    both = palindromic(kernels)
    return [None if alike else test for alike, test in zip(both, found, strict=True)]


def palindromic(kernels: Kernels) -> NDArray[np.bool_]:
    """Return (K,) whether a motif is like its own reverse complement, at the best alignment."""
    pairs = zip(kernels.contribution[::2], kernels.contribution[1::2], strict=True)
    return np.array([_shifted(one, other) >= _PALINDROME for one, other in pairs], dtype=bool)


def _shifted(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    products = sum(np.correlate(one[:, base], other[:, base], mode="full") for base in range(4))
    return float(np.max(products))


def _binomials(hits: Laid, which: NDArray[np.bool_], shares: list[float]) -> list[Test]:
    counts = np.bincount(hits.motif, minlength=len(shares))
    observed = np.bincount(hits.motif[which], minlength=len(shares))
    return adjusted(observed, counts * np.array(shares), binomial(observed, counts, shares))
