"""Contributions in the form that modisco-lite takes, with room at both ends of each window."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.errors import InputError
from motiflens.store.contributions import Contributions

# modisco-lite widens seqlets while it aligns them, drops those that would reach past the end of
# their window, and never returns if that leaves none of two motifs that it wants to merge. With
# this many positions without contributions on either side (two motifs' width) none is dropped:
# sites at the edge of a window count, and windows hardly longer than a motif can be searched.
MARGIN = 80

# What stands in the margin, and for an N: no base rather than another, and still a distribution.
_NO_BASE = 0.25


def track_set(contributions: Contributions) -> Any:
    """Return the `modiscolite.core.TrackSet` of windows with `MARGIN` positions around each.

    Raises
    ------
    InputError
        Where a score is not finite.
    """
    from modiscolite.core import TrackSet

    assert contributions.hypothetical is not None
    _check_finite(contributions)
    unknown = ~contributions.sequences.any(axis=1)
    sequences = _widened(contributions.sequences, fill=_NO_BASE)
    sequences[:, MARGIN:-MARGIN][unknown] = _NO_BASE
    return TrackSet(
        one_hot=sequences,
        contrib_scores=_widened(contributions.projected),
        hypothetical_contribs=_widened(contributions.hypothetical),
    )


def _widened(values: NDArray[Any], fill: float = 0) -> NDArray[np.float32]:
    """Return (n, L + 2 margins, 4) of (n, 4, L)."""
    n, bases, length = values.shape
    wide = np.full((n, length + 2 * MARGIN, bases), fill, dtype=np.float32)
    wide[:, MARGIN:-MARGIN] = values.transpose(0, 2, 1)
    return wide


def _check_finite(contributions: Contributions) -> None:
    scores = np.asarray(contributions.hypothetical)
    finite = np.isfinite(scores).all(axis=(1, 2))
    if not finite.all():
        row = int(np.argmin(finite))
        raise InputError(
            f"the scores of {int((~finite).sum())} windows are not all finite numbers",
            where=f"window {contributions.name[row]!r} (row {row})",
            fix="look for NaN or infinite weights in the model, and attribute again",
        )
