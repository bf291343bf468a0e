"""Counts of hits held against what chance gives, and their p-values."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motiflens.hits.record import Test
from motiflens.motifs.matching import q_values

Array = NDArray[np.float64]


def binomial(observed: ArrayLike, n: ArrayLike, share: ArrayLike) -> Array:
    """Return two-sided p-values of ``observed`` of ``n``, each with probability ``share``.

    Twice the smaller of the two tails, at most 1.
    """
    from scipy.stats import binom

    found = np.asarray(observed)
    tails = np.minimum(binom.sf(found - 1, n, share), binom.cdf(found, n, share))
    return np.asarray(np.minimum(2 * tails, 1), dtype=np.float64)


def by_shuffles(observed: Array, controls: Array) -> Array:
    """Return two-sided p-values of ``observed`` (...) among ``controls`` (shuffles, ...).

    Twice the smaller of the shares of controls that are as large and as small, where what was
    observed counts as one control (Phipson and Smyth 2010).
    """
    above = (controls >= observed).sum(axis=0)
    below = (controls <= observed).sum(axis=0)
    return np.asarray(np.minimum(2 * (np.minimum(above, below) + 1) / (len(controls) + 1), 1))


def adjusted(observed: ArrayLike, expected: ArrayLike, p_values: ArrayLike) -> list[Test]:
    """Return tests of one kind, with q-values of Benjamini and Hochberg (1995) over all of them."""
    p = np.asarray(p_values, dtype=np.float64)
    if not len(p):
        return []
    columns = (observed, expected, p, q_values(p))
    return [
        Test(
            observed=o,
            expected=e,
            log2_enrichment=float(np.log2((o + 1) / (e + 1))),
            p_value=p_value,
            q_value=q_value,
        )
        for o, e, p_value, q_value in np.array(columns, dtype=np.float64).T.tolist()
    ]
