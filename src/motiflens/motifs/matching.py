"""Which known motifs a motif resembles."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from motiflens.motifs.database import KnownMotif
from motiflens.motifs.likeness import ALIKE, align
from motiflens.motifs.motif import Match, Motif

_log = logging.getLogger(__name__)

_KEPT = 3
_OTHERS = 20  # that are not significant, among which matches that differ are looked for
# Below this many, memelite says that its p-values depend on which motifs are in the database.
_FEW = 25
_EVEN = 0.25  # taken off frequencies, so that positions that tell nothing count for nothing


def match_motifs(
    motifs: Sequence[Motif], database: Sequence[KnownMotif], threshold: float
) -> tuple[Motif, ...]:
    """Return the motifs with their three best matches that are distinct from each other.

    The part that is drawn is compared with every known motif on both strands by TOMTOM
    (Gupta et al. 2007, Genome Biology 8:R24; memelite's, with Euclidean distance). A q-value is
    the p-value after Benjamini and Hochberg over the database, for each motif by itself. A known
    motif that is the same as a better match, by the likeness of their frequencies, is no match of
    its own; where it is significant, the better one names it.

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
    """Return the first distinct motifs of the database by their p-values."""
    p_values = np.clip(columns[0], 0, 1)
    adjusted = q_values(p_values)
    significant = adjusted <= threshold
    found: list[Match] = []
    for i, same in _distinct(database, np.lexsort([adjusted, p_values]), significant):
        _, _, offset, overlap, strand = columns[:, i]
        match = Match(
            id=database[i].id,
            name=database[i].name,
            q_value=float(adjusted[i]),
            p_value=float(p_values[i]),
            overlap=int(overlap),
            offset=int(offset),
            strand="-" if strand else "+",
            significant=bool(significant[i]),
            alike=_names(database, i, same),
        )
        found.append(match)
    return tuple(found)


def _distinct(
    database: Sequence[KnownMotif], order: NDArray[np.intp], significant: NDArray[np.bool_]
) -> list[tuple[int, list[int]]]:
    """Return the first motifs that are not alike, and the significant ones that are like each.

    What is alike goes to the first that it is like. All that are significant are looked at, and
    of the others the first few.
    """
    candidates = order[: int(significant.sum()) + _OTHERS]
    bodies = [database[i].probability - _EVEN for i in candidates]
    alike = align(bodies, bodies).likeness >= ALIKE
    kept: dict[int, list[int]] = {}
    for row, i in enumerate(candidates):
        like = next((first for first in kept if alike[first, row]), None)
        if like is None and len(kept) < _KEPT:
            kept[row] = []
        elif like is not None and significant[i]:
            kept[like].append(int(i))
    return [(int(candidates[first]), same) for first, same in kept.items()]


def _names(database: Sequence[KnownMotif], first: int, same: Sequence[int]) -> tuple[str, ...]:
    """Return the names of ``same``, each once, without that of the first."""
    names = dict.fromkeys(database[i].name for i in same)
    names.pop(database[first].name, None)
    return tuple(names)
