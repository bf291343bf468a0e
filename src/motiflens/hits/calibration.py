"""How strong a hit must be, from what chance gives."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motiflens.config import Hits
from motiflens.hits.blocks import Block
from motiflens.hits.calls import Needs, call, joined
from motiflens.hits.kernels import Kernels, beside, permuted

_log = logging.getLogger(__name__)

SAMPLE = 4000
"""Windows that thresholds are set on, at most."""

_STEPS = 100


@dataclass(frozen=True)
class Thresholds:
    """What a hit of each of K motifs needs.

    Attributes
    ----------
    product
        (K,) least product of contributions and motif, in output units.
    log_odds
        (K,) least log odds of the bases, in bits.
    """

    product: NDArray[np.float64]
    log_odds: NDArray[np.float64]


def calibrate(blocks: Iterable[Block], kernels: Kernels, options: Hits, length: int) -> Thresholds:
    """Set the thresholds of each motif on some windows.

    Bases: of all places a share is instances, whose bases come from the motif; those of the rest
    come from the background. The share is that which explains the log odds of the hits best
    (expectation maximisation), and a hit needs the log odds at which it is an instance with a
    probability of ``options.min_probability``.

    Contributions: each motif competes for the windows with its own positions in another order
    (target-decoy competition; Elias and Gygi 2007, Nature Methods 4:207), whose bases must be as
    good. The product is the least at which the decoy's hits are ``options.fdr`` of the motif's,
    or above all of the decoy's where that is never so.

    Parameters
    ----------
    blocks
        The windows.
    kernels
        The motifs.
    options
        How sure a hit must be.
    length
        Of the windows, in bp.
    """
    decoys = permuted(kernels, options.seed)
    both = beside(kernels, decoys)
    anything = Needs(options.min_similarity, np.zeros(len(both)), np.zeros(len(both)))
    parts, n = [], 0
    for block in blocks:
        parts.append(call(block, both, anything))
        n += len(block.sequences)
    found = joined(parts)
    count = len(kernels) // 2
    product, bits = np.zeros(count), np.zeros(count)
    for k in range(count):
        own, decoy = (found.only(found.kernel // 2 == k + shift) for shift in (0, count))
        places = 2 * n * max(length - int(kernels.width[2 * k]) + 1, 1)
        bits[k] = least_log_odds(own.log_odds, places, options.min_probability)
        alike, chance = (x.product[x.log_odds >= bits[k]] for x in (own, decoy))
        product[k] = least_product(alike, chance, options.fdr)
    return Thresholds(product, bits)


def least_product(own: NDArray[np.float64], decoys: NDArray[np.float64], fdr: float) -> float:
    """Return the least score from which on decoys are at most ``fdr`` of a motif's own hits.

    One decoy is counted more than there are. Where no score is enough, it lies above all decoys.
    """
    ordered = np.sort(own)[::-1]
    beyond = len(decoys) - np.searchsorted(np.sort(decoys), ordered)
    good = np.flatnonzero((beyond + 1) / np.arange(1, len(ordered) + 1) <= fdr)
    if len(good):
        return float(ordered[good[-1]])
    return float(np.nextafter(decoys.max(initial=0), np.inf))


def least_log_odds(log_odds: NDArray[np.float64], places: int, probability: float) -> float:
    """Return the log odds, in bits, at which a place is an instance with a probability.

    Parameters
    ----------
    log_odds
        Of the hits.
    places
        How many places there were; of all but the hits none is an instance.
    probability
        The probability.
    """
    ratio = np.exp2(log_odds)
    share = (len(log_odds) + 1) / (places + 2)
    for _ in range(_STEPS):
        known = (share * ratio / (share * ratio + 1 - share)).sum()
        share = (known + 1) / (places + 2)
    return float(np.log2((1 - share) / share) + np.log2(probability / (1 - probability)))
