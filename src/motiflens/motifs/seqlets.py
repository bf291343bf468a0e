"""Seqlets: short stretches of the windows whose scores stand out."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.config import Discover
from motiflens.motifs.recursive import recursive_spans
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


def find_seqlets(tracks: Any, options: Discover) -> Seqlets:
    """Find stretches whose summed score exceeds what noise would give.

    ``windows``: modisco-lite's `extract_seqlets`, sums over `CORE` positions against a Laplace
    null, at a false discovery rate of ``options.fdr``. ``recursive``: see
    `motiflens.motifs.recursive`, at a p-value of ``options.seqlet_p``; the seqlet is then `CORE`
    positions around the middle of the stretch. `FLANK` more are on either side of both.

    Parameters
    ----------
    tracks
        What `motiflens.motifs.tracks.track_set` returns.
    options
        Which of the two, and how sure a seqlet must be.
    """
    n, length = tracks.one_hot.shape[0], tracks.length - 2 * MARGIN
    scores = tracks.contrib_scores.sum(axis=2, dtype=np.float64)
    inside = scores[:, MARGIN:-MARGIN]
    if length < CORE + 1:
        return Seqlets([], [], f"windows of {length} bp are too short; {CORE + 1} bp are needed")
    if np.ptp(inside) <= 1e-6 * np.abs(inside).max():
        return Seqlets([], [], f"all positions of the {n:,} windows have the same score")
    if options.seqlets == "recursive":
        up, down = (_around(tracks, sign * inside, options.seqlet_p) for sign in (1, -1))
        return Seqlets(sorted(up, key=_sum)[::-1], sorted(down, key=_sum))
    try:
        found, threshold = _extract(scores[:, MARGIN - FLANK : -(MARGIN - FLANK)], options.fdr)
    except _NO_NULL as error:
        _log.warning("modisco-lite could not fit a null distribution to the scores: %s", error)
        return Seqlets([], [], f"no null distribution could be fitted to the scores ({error})")
    return _by_sign(tracks, [seqlet for seqlet in found if seqlet.example_idx < n], threshold)


def _around(tracks: Any, scores: NDArray[np.float64], p_value: float) -> list[Any]:
    """Return seqlets of `CORE` and flanks with the stretches of positive sums in their middle."""
    from modiscolite.core import Seqlet

    width = CORE + 2 * FLANK
    return list(
        tracks.create_seqlets(
            [
                Seqlet(row, start, start + width, False)
                for row, begin, end in recursive_spans(scores, p_value)
                for start in [MARGIN + (begin + end - width) // 2]
            ]
        )
    )


def _sum(seqlet: Any) -> float:
    return float(seqlet.contrib_scores[FLANK:-FLANK].sum())


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
    found = sorted(found, key=lambda seqlet: -abs(_sum(seqlet)))
    return Seqlets(
        positive=[seqlet for seqlet in found if _sum(seqlet) > threshold],
        negative=[seqlet for seqlet in found if _sum(seqlet) < -threshold],
    )
