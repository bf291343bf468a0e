"""The part of a motif that is drawn, and the letters that stand for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def trim(contribution: ArrayLike, fraction: float, flank: int) -> tuple[int, int]:
    """Return begin and end of the part of a motif that matters to the model.

    It reaches from the first to the last position whose summed absolute contribution is at
    least ``fraction`` of the largest, and ``flank`` positions further on either side where
    there are any.

    Parameters
    ----------
    contribution
        (w, 4) contribution weight matrix.
    fraction
        Of the largest position; 0 keeps all.
    flank
        In bp.
    """
    strength = np.abs(np.asarray(contribution)).sum(axis=1)
    kept = np.flatnonzero(strength >= fraction * strength.max())
    return max(int(kept[0]) - flank, 0), min(int(kept[-1]) + 1 + flank, len(strength))


def consensus(probability: ArrayLike) -> str:
    """Return the IUPAC letters of (w, 4) frequencies, by the rules of Cavener (1987).

    One base where it is in more than half of the sequences and twice as frequent as the next,
    else two that are in more than three quarters together, else three if one is absent, else N.
    """
    from Bio.motifs.matrix import FrequencyPositionMatrix

    columns = np.asarray(probability, dtype=np.float64).T.tolist()
    counts = dict(zip("ACGT", columns, strict=True))
    matrix = FrequencyPositionMatrix("ACGT", counts)  # type: ignore[no-untyped-call]
    return str(matrix.degenerate_consensus)
