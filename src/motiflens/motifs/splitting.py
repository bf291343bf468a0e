"""Patterns that are two motifs are taken apart.

TF-MoDISco compares contributions, and a model may read two motifs by what they share. The bases of
one motif are all but independent of each other, which is what its matrix says of them; those of two
are not, as each tells from which of the two a seqlet is.
"""

from __future__ import annotations

import logging
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.motifs.likeness import ALIKE, likeness
from motiflens.motifs.trimming import trim

_log = logging.getLogger(__name__)

Array = NDArray[np.float64]

# What lies beside a motif may tell repeats apart, but the model does not read it.
_READ = 0.3
# modisco-lite's own for the subpatterns of a pattern.
_PERPLEXITY = 50
_STEPS = 300
_SETTLED = 1e-4
_TINY = float(np.finfo(np.float64).tiny)


def taken_apart(pattern: Any, least: int, n_leiden: int) -> list[Any]:
    """Return the motifs that a pattern consists of, or the pattern itself where that is one.

    Seqlets stay where they are aligned, and get subpatterns anew. What is compared are their bases
    from the first to the last position that the model reads, in the mean of all.

    Parameters
    ----------
    pattern
        `modiscolite.core.SeqletSet`.
    least
        Seqlets of a motif; a pattern is left whole rather than a smaller one taken from it.
    n_leiden
        Runs of the Leiden clustering for the subpatterns.
    """
    from modiscolite.core import SeqletSet

    read = slice(*trim(pattern.contrib_scores, _READ, 0))
    sequences = np.array([seqlet.sequence[read] for seqlet in pattern.seqlets], np.float64)
    second = second_motif(sequences)
    if min(second.sum(), (~second).sum()) < max(least, 1):
        return [pattern]
    parts = [
        SeqletSet([pattern.seqlets[i] for i in np.flatnonzero(chosen)])
        for chosen in (~second, second)
    ]
    _log.info("a pattern of %d and %d seqlets was two motifs", *(len(x.seqlets) for x in parts))
    for part in parts:
        part.compute_subpatterns(_PERPLEXITY, n_seeds=n_leiden)
    return [motif for part in parts for motif in taken_apart(part, least, n_leiden)]


def second_motif(sequences: Array) -> NDArray[np.bool_]:
    """Return (n,) which of aligned sites are of another motif than the rest; none if all are one.

    Two matrices are fitted in place of one by expectation maximisation. They are two motifs where
    the integrated completed likelihood (ICL; Biernacki, Celeux and Govaert 2000, IEEE TPAMI 22:719)
    prefers them, which is to say that two matrices, with the one of each site, describe the sites
    in less than one matrix does; and where neither is a part of the other, at any offset, on either
    strand. The latter keeps sites with half of a motif, and readings of a palindrome, together.

    Parameters
    ----------
    sequences
        (n, w, 4) one-hot; zeros where a base is not known.
    """
    none = np.zeros(len(sequences), np.bool_)
    if len(sequences) < 2:
        return none
    share, gain = _mixture(sequences)
    second = share > 0.5
    unsure = -(_xlogx(share) + _xlogx(1 - share)).sum()
    parameters = 3 * sequences.shape[1] + 1
    if gain - unsure <= parameters / 2 * np.log(len(sequences)):
        return none
    one, other = (_frequencies(sequences, chosen) - 0.25 for chosen in (~second, second))
    return none if _contained(one, other) >= ALIKE else second


def _contained(one: Array, other: Array) -> float:
    """Return how much of the weaker of two motifs the stronger has: their likeness, scaled."""
    weaker, stronger = sorted(float(np.linalg.norm(x)) for x in (one, other))
    return likeness(one, other) * stronger / weaker if weaker else 1.0


def _mixture(sequences: Array) -> tuple[Array, float]:
    """Return (n,) the probability of each site to be of the second of two matrices.

    Beside it, by how much the logarithm of the likelihood is above that of one matrix. It starts
    from the two sides of the first principal component.
    """
    flat = sequences.reshape(len(sequences), -1)
    axis = np.linalg.svd(flat - flat.mean(axis=0), full_matrices=False)[0][:, 0]
    share = np.where(axis > 0, 0.9, 0.1)
    for _ in range(_STEPS):
        before = share
        first, second = (_joint(sequences, x) for x in (1 - share, share))
        share = np.exp(second - np.logaddexp(first, second))
        if np.abs(share - before).max() < _SETTLED:
            break
    one = _log_likelihood(sequences, np.ones(len(sequences)))
    return share, float((np.logaddexp(first, second) - one).sum())


def _joint(sequences: Array, weights: Array) -> Array:
    """Return (n,) the log probability of each site and of its being one of those weighted."""
    return _log_likelihood(sequences, weights) + math.log(max(float(weights.mean()), _TINY))


def _log_likelihood(sequences: Array, weights: Array) -> Array:
    """Return (n,) that of each site under the matrix of all, weighted."""
    matrix = np.log(_frequencies(sequences, weights))
    return np.asarray(sequences.reshape(len(sequences), -1) @ matrix.ravel())


def _frequencies(sequences: Array, weights: NDArray[Any]) -> Array:
    """Return (w, 4) weighted frequencies, with a pseudocount of one."""
    flat = sequences.reshape(len(sequences), -1)
    counts = (weights.astype(np.float64) @ flat).reshape(-1, 4) + 0.25
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def _xlogx(x: Array) -> Array:
    return np.asarray(x * np.log(np.maximum(x, _TINY)))
