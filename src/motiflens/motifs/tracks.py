"""Contributions in the form that modisco-lite takes, with room at both ends of each window."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.store.contributions import Contributions
from motiflens.store.scores import Scores

# modisco-lite widens seqlets while it aligns them, drops those that would reach past the end of
# their window, and never returns if that leaves none of two motifs that it wants to merge. With
# this many positions without contributions on either side (two motifs' width) none is dropped:
# sites at the edge of a window count, and windows hardly longer than a motif can be searched.
MARGIN = 80

# What stands in the margin, and for an N: no base rather than another, and still a distribution.
_NO_BASE = 0.25


_ROWS = 1024  # that are read at a time


def track_set(contributions: Contributions | Scores, rows: NDArray[np.int64] | None = None) -> Any:
    """Return the `modiscolite.core.TrackSet` of windows with `MARGIN` positions around each.

    Parameters
    ----------
    contributions
        Of all windows.
    rows
        Those of them that are wanted; all if not given.

    Raises
    ------
    InputError
        Where a score of one is not finite.
    """
    from modiscolite.core import TrackSet

    assert contributions.hypothetical is not None
    n, _, length = contributions.sequences.shape
    rows = np.arange(n) if rows is None else rows
    shape = (len(rows), length + 2 * MARGIN, 4)
    sequences = np.full(shape, _NO_BASE, dtype=np.float32)
    projected, hypothetical = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    finite = np.ones(len(rows), dtype=bool)
    for first in range(0, len(rows), _ROWS):
        piece = np.s_[first : first + _ROWS]
        inside = (piece, np.s_[MARGIN:-MARGIN])
        bases = contributions.sequences[rows[piece]]
        sequences[inside] = _or_no_base(bases).transpose(0, 2, 1)
        projected[inside] = contributions.projected[rows[piece]].transpose(0, 2, 1)
        hypothetical[inside] = contributions.hypothetical[rows[piece]].transpose(0, 2, 1)
        finite[piece] = np.isfinite(hypothetical[piece]).all(axis=(1, 2))
    _check_finite(finite, rows, contributions.name)
    return TrackSet(one_hot=sequences, contrib_scores=projected, hypothetical_contribs=hypothetical)


def _or_no_base(bases: NDArray[np.int8]) -> NDArray[np.float32]:
    known = np.asarray(bases.any(axis=1))[:, None]
    return np.where(known, bases, _NO_BASE).astype(np.float32)


def _check_finite(
    finite: NDArray[np.bool_], rows: NDArray[np.int64], names: NDArray[np.str_]
) -> None:
    if not finite.all():
        row = int(rows[np.argmin(finite)])
        raise InputError(
            f"the scores of {int((~finite).sum())} windows are not all finite numbers",
            where=f"window {names[row]!r} (row {row})",
            fix="look for NaN or infinite weights in the model, and attribute again",
        )
