"""Seqlets: short stretches of the windows whose scores stand out."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.motifs.tracks import MARGIN

_log = logging.getLogger(__name__)

# As in modisco-lite's Python interface; its command line takes 20 and 5.
CORE = 21
FLANK = 10

# How modisco-lite ends where a side of its null distribution, or of the scores, has no values.
_NO_NULL = (IndexError, ValueError, ZeroDivisionError)


@dataclass(frozen=True)
class Seqlets:
    """Seqlets (`modiscolite.core.Seqlet`) of either sign, the strongest first.

    Attributes
    ----------
    positive, negative
        Those that raise and those that lower the output.
    problem
        Why none could be looked for, in words that follow "no motif: "; None where they could.
    """

    positive: list[Any]
    negative: list[Any]
    problem: str | None = None


def find_seqlets(tracks: Any, fdr: float) -> Seqlets:
    """Find stretches whose summed score exceeds what noise would give.

    modisco-lite's `extract_seqlets`: sums over `CORE` positions against a Laplace null, at a
    false discovery rate of ``fdr``.

    Parameters
    ----------
    tracks
        What `motiflens.motifs.tracks.track_set` returns.
    fdr
        False discovery rate.
    """
    n, length = tracks.one_hot.shape[0], tracks.length - 2 * MARGIN
    scores = tracks.contrib_scores.sum(axis=2, dtype=np.float64)
    inside = scores[:, MARGIN:-MARGIN]
    if length < CORE + 1:
        return Seqlets([], [], f"windows of {length} bp are too short; {CORE + 1} bp are needed")
    if np.ptp(inside) <= 1e-6 * np.abs(inside).max():
        return Seqlets([], [], f"all positions of the {n:,} windows have the same score")
    try:
        found, threshold = _extract(scores[:, MARGIN - FLANK : -(MARGIN - FLANK)], fdr)
    except _NO_NULL as error:
        _log.warning("modisco-lite could not fit a null distribution to the scores: %s", error)
        return Seqlets([], [], f"no null distribution could be fitted to the scores ({error})")
    return _by_sign(tracks, [seqlet for seqlet in found if seqlet.example_idx < n], threshold)


def _extract(scores: NDArray[np.float64], fdr: float) -> tuple[list[Any], float]:
    """Return seqlets and the score that one must exceed.

    Scores of one sign are judged beside their negatives, whose rows follow: the null then has
    two sides, as likely as each other.
    """
    try:
        return _over_null(scores, fdr)
    except _NO_NULL:
        return _over_null(np.concatenate([scores, -scores]), fdr)


def _over_null(scores: NDArray[np.float64], fdr: float) -> tuple[list[Any], float]:
    from modiscolite.extract_seqlets import extract_seqlets

    found, threshold = extract_seqlets(
        attribution_scores=scores,
        window_size=CORE,
        flank=FLANK,
        suppress=CORE // 2 + FLANK,
        target_fdr=fdr,
        min_passing_windows_frac=0.03,
        max_passing_windows_frac=0.2,
        weak_threshold_for_counting_sign=0.8,
    )
    return found, float(threshold)


def _by_sign(tracks: Any, found: list[Any], threshold: float) -> Seqlets:
    for seqlet in found:
        seqlet.start += MARGIN - FLANK
        seqlet.end += MARGIN - FLANK
    found = tracks.create_seqlets(found)
    sums = np.array([seqlet.contrib_scores[FLANK:-FLANK].sum() for seqlet in found])
    order = np.argsort(-np.abs(sums), kind="stable")
    return Seqlets(
        positive=[found[i] for i in order if sums[i] > threshold],
        negative=[found[i] for i in order if sums[i] < -threshold],
    )
