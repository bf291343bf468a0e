"""Which motifs found with one reference are found with another."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from tempfile import TemporaryDirectory

import numpy as np

from motiflens.config import Discover, Draw
from motiflens.motifs.discovery import discover
from motiflens.motifs.likeness import ALIKE, align
from motiflens.motifs.motif import Motif
from motiflens.store.contributions import Contributions

_log = logging.getLogger(__name__)


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
    found = align(*([m.drawn("contribution") for m in some] for some in (standard, motifs)))
    same_sign = [[one.sign == other.sign for other in motifs] for one in standard]
    kept = (found.likeness >= ALIKE) & np.array(same_sign, bool).reshape(found.likeness.shape)
    return tuple(
        one.name for one, is_kept in zip(standard, kept.any(axis=1), strict=True) if is_kept
    )


def _discovered(name: str, contributions: Contributions) -> tuple[Motif, ...]:
    with TemporaryDirectory() as folder:
        motifs = discover(folder, contributions, [], Discover(), Draw()).motifs
    _log.info("%s: %s", name, ", ".join(motif.consensus for motif in motifs) or "no motif")
    return motifs
