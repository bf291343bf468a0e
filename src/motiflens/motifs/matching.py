"""Which known motifs a motif resembles."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from motiflens.motifs.database import KnownMotif
from motiflens.motifs.motif import Match, Motif

_log = logging.getLogger(__name__)

_KEPT = 3
# Below this many, memelite says that its p-values depend on which motifs are in the database.
_FEW = 25


def match_motifs(
    motifs: Sequence[Motif], database: Sequence[KnownMotif], threshold: float
) -> tuple[Motif, ...]:
    """Return the motifs with their three best matches.

    The part that is drawn is compared with every known motif on both strands by TOMTOM
    (Gupta et al. 2007, Genome Biology 8:R24; memelite's, with Euclidean distance). A q-value is
    the p-value after Benjamini and Hochberg over the database, for each motif by itself.

    Parameters
    ----------
    motifs
        Motifs without matches.
    database
        Known motifs.
    threshold
        Largest q-value that is significant.
    """
    if not motifs or not database:
        return tuple(motifs)
    if len(database) < _FEW:
        _log.warning(
            "the database holds only %d motifs: p-values of matches are rough", len(database)
        )
    found = _tomtom([motif.drawn("probability") for motif in motifs], database)
    return tuple(
        motif.model_copy(update={"matches": _best(database, columns, threshold)})
        for motif, columns in zip(motifs, found, strict=True)
    )


def q_values(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return p-values adjusted by the method of Benjamini and Hochberg (1995)."""
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(p_values, method="bh"), dtype=np.float64)


def _tomtom(
    queries: Sequence[NDArray[np.float64]], database: Sequence[KnownMotif]
) -> NDArray[np.float64]:
    """Return (queries, 5, database): p-value, score, offset, overlap and strand."""
    from memelite import tomtom

    with warnings.catch_warnings():
        # About small databases, which the log has said already.
        warnings.filterwarnings("ignore", message="tomtom was given", category=UserWarning)
        found = tomtom([query.T for query in queries], [known.probability.T for known in database])
    return np.asarray(found, dtype=np.float64).transpose(1, 0, 2)


def _best(
    database: Sequence[KnownMotif], columns: NDArray[np.float64], threshold: float
) -> tuple[Match, ...]:
    _, _, offsets, overlaps, strands = columns
    p_values = np.clip(columns[0], 0, 1)
    adjusted = q_values(p_values)
    order = np.lexsort([adjusted, p_values])[:_KEPT]
    return tuple(
        Match(
            id=database[i].id,
            name=database[i].name,
            q_value=float(adjusted[i]),
            p_value=float(p_values[i]),
            overlap=int(overlaps[i]),
            offset=int(offsets[i]),
            strand="-" if strands[i] else "+",
            significant=bool(adjusted[i] <= threshold),
        )
        for i in order
    )
