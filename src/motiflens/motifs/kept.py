"""Which motifs found with one reference are found with another."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from motiflens.config import Discover, Draw
from motiflens.motifs.discovery import discover
from motiflens.motifs.motif import Motif
from motiflens.store.contributions import Contributions

_log = logging.getLogger(__name__)

ALIKE = 0.8
"""Likeness from which two motifs are the same one."""


def motifs_by_reference(
    scores: Mapping[str, Contributions], standard: str
) -> dict[str, tuple[str, ...]]:
    """Look for motifs in the scores against each reference.

    Parameters
    ----------
    scores
        Of the same windows, by the name of the reference.
    standard
        The reference whose motifs the others are held against.

    Returns
    -------
    By reference, the names of those motifs of the standard that are found with it too. Empty
    where the standard is not among the references.
    """
    if standard not in scores:
        return {}
    found = {name: _discovered(name, contributions) for name, contributions in scores.items()}
    return {name: names_by(found[standard], motifs) for name, motifs in found.items()}


def names_by(standard: Sequence[Motif], motifs: Sequence[Motif]) -> tuple[str, ...]:
    """Return the names of those motifs of the standard that ``motifs`` are like."""
    return tuple(
        one.name
        for one in standard
        if any(
            one.sign == other.sign
            and likeness(one.drawn("contribution"), other.drawn("contribution")) >= ALIKE
            for other in motifs
        )
    )


def likeness(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return the largest cosine of two matrices (w, 4) over all alignments and both strands.

    What one has beyond the end of the other counts as zeros there.
    """
    size = np.linalg.norm(a) * np.linalg.norm(b)
    if size == 0:
        return 0.0
    return max(_best_product(a, strand) for strand in (b, b[::-1, ::-1])) / float(size)


def _best_product(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    products = sum(np.correlate(a[:, base], b[:, base], mode="full") for base in range(4))
    return float(np.max(products))


def _discovered(name: str, contributions: Contributions) -> tuple[Motif, ...]:
    with TemporaryDirectory() as folder:
        motifs = discover(folder, contributions, [], Discover(), Draw()).motifs
    _log.info("%s: %s", name, ", ".join(motif.consensus for motif in motifs) or "no motif")
    return motifs
