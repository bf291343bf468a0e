"""Whether scores gather on few k-mers, as those of a model that reads motifs should.

After Majdandzic et al. 2022, PMLR 200:131-149: no ground truth is needed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.evaluation.metrics.types import Numbers, Values


def kmer_mass(codes: NDArray[np.integer[Any]], scores: Numbers, k: int) -> Values:
    """Return how much positive score lies on each k-mer, (n, 4**k), in alphabetical order.

    Parameters
    ----------
    codes
        (n, L), A 0, C 1, G 2, T 3; an occurrence with another letter does not count.
    scores
        (n, L); an occurrence has the sum of its positive scores.
    """
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(codes, np.int64), k, axis=1)
    positive = np.clip(np.asarray(scores, dtype=np.float64), 0, None)
    mass = np.lib.stride_tricks.sliding_window_view(positive, k, axis=1).sum(axis=2)
    known = (windows < 4).all(axis=2)
    number = np.where(known, windows @ 4 ** np.arange(k)[::-1], 0)
    found = np.zeros((len(codes), 4**k))
    np.add.at(found, (np.arange(len(codes))[:, None], number), np.where(known, mass, 0))
    return found


def kld_bits(p: Numbers, q: Numbers | None = None) -> Values:
    """Return the Kullback-Leibler divergence of p (..., m) from q, in bits, (...).

    Both are brought to a sum of one; q is uniform where not given. nan where either is empty, and
    infinite where p has what q has not.
    """
    p = _shares(p)
    q = np.full(p.shape[-1], 1 / p.shape[-1]) if q is None else _shares(q)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p == 0, 0, p * np.log2(p / q))
    return np.asarray(terms.sum(axis=-1))


def _shares(values: Numbers) -> Values:
    total = np.asarray(values, dtype=np.float64).sum(axis=-1, keepdims=True)
    return np.asarray(values / np.where(total > 0, total, np.nan))
