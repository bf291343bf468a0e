"""Metrics of profiles: on which bases the reads fall.

Strands without reads have no profile and are left out. Windows are taken some at a time, which
bounds the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from motiflens.models.metrics.measured import Floats, Measured

_BLOCK = 500


def jsd(measured: Measured) -> float | None:
    """Return the median over windows of the Jensen-Shannon distance of the predicted profile.

    It is the square root of the divergence in nats, from 0 to 0.83, as ChromBPNet reports it;
    of two strands the mean.
    """
    return _median_distance(measured, lambda logits: np.exp(_log_softmax(logits)))


def jsd_of_mean(measured: Measured) -> float | None:
    """Return the same of the mean profile of these windows, told for all of them."""
    assert measured.reads is not None
    summed = measured.reads.sum(axis=0, dtype=np.float64)
    return _median_distance(measured, lambda logits: np.broadcast_to(summed, logits.shape))


def jsd_of_uniform(measured: Measured) -> float | None:
    """Return the same of a profile that is the same everywhere."""
    return _median_distance(measured, np.ones_like)


def multinomial(measured: Measured) -> float | None:
    """Return the negative log-likelihood of where a read falls, in nats, mean over reads."""
    total, reads = 0.0, 0.0
    for logits, counted in _blocks(measured):
        total -= float((counted * _log_softmax(logits)).sum())
        reads += float(counted.sum())
    return total / reads if reads else None


def _median_distance(measured: Measured, predict: Callable[[Floats], Floats]) -> float | None:
    """Return the median over windows with reads, of profiles (m, s, P) made of logits."""
    found = [_distances(predict(logits), reads) for logits, reads in _blocks(measured)]
    distances = np.concatenate([*found, np.zeros(0)])
    return float(np.median(distances)) if len(distances) else None


def _distances(predicted: Floats, reads: Floats) -> Floats:
    """Return the mean distance over strands with reads, of the windows that have any."""
    from scipy.spatial.distance import jensenshannon

    there = reads.sum(axis=-1) > 0
    some = there.any(axis=1)
    with np.errstate(
        invalid="ignore"
    ):  # strands without reads; roots of what is 0 but for rounding
        distance = np.nan_to_num(jensenshannon(reads[some], predicted[some], axis=-1))
    return np.asarray(np.mean(distance, axis=1, where=there[some]))


def _blocks(measured: Measured) -> Iterator[tuple[Floats, Floats]]:
    """Yield logits and reads of some windows at a time."""
    assert measured.logits is not None
    assert measured.reads is not None
    for start in range(0, len(measured.reads), _BLOCK):
        rows = slice(start, start + _BLOCK)
        yield measured.logits[rows].astype(np.float64), measured.reads[rows].astype(np.float64)


def _log_softmax(logits: Floats) -> Floats:
    from scipy.special import log_softmax

    return np.asarray(log_softmax(logits, axis=-1))
