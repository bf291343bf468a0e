"""From contributions to the motifs of one task and method."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.config import Discover, Draw
from motiflens.motifs import patterns as clustering
from motiflens.motifs import seqlets as extraction
from motiflens.motifs.database import KnownMotif
from motiflens.motifs.matching import match_motifs
from motiflens.motifs.meme import write_meme
from motiflens.motifs.motif import Motif, MotifSet, Row, write_motif_set
from motiflens.motifs.patterns import Patterns, find_patterns
from motiflens.motifs.sites import write_seqlets
from motiflens.motifs.trimming import consensus, trim
from motiflens.stages import stage
from motiflens.store.contributions import Contributions
from motiflens.store.scores import Scores

_log = logging.getLogger(__name__)

_ROWS = 4096  # that are read at a time


def discover(
    directory: str | os.PathLike[str],
    contributions: Contributions | Scores,
    database: Sequence[KnownMotif],
    options: Discover,
    draw: Draw,
) -> MotifSet:
    """Find motifs, match them, and write all of it into an existing directory.

    Files: ``motifs.json`` (see `motiflens.motifs.motif.MotifSet`), ``motifs.meme``,
    ``seqlets.tsv``, ``seqlets.bed`` and ``modisco.h5`` in modisco-lite's layout. Finding none is
    a result too: the files are written, and ``message`` says what was tried.

    Parameters
    ----------
    directory
        Where to write.
    contributions
        Of one task by one method.
    database
        Known motifs; without any, the motifs get no matches.
    options, draw
        How to find and match motifs, and which part of them to match, export and draw.

    Raises
    ------
    InputError
        Where a score is not finite.
    """
    found = find_patterns(contributions, options)
    background = _background(contributions)
    chosen = [*(found.positive or []), *(found.negative or [])]
    motifs = _motifs(found, contributions.provenance, background, draw)
    with stage("motifs matched"):
        matched = match_motifs(motifs, database, options.match_threshold)
    result = MotifSet(
        task=contributions.provenance["task"],
        method=contributions.provenance["method"],
        background=_row(background),
        tried=_tried(contributions, found, options),
        message=None if motifs else _message(contributions, found, options),
        motifs=matched,
    )
    with stage("results written"):
        write_motif_set(directory, result)
        write_meme(Path(directory) / "motifs.meme", result)
        write_seqlets(directory, result.motifs, chosen, contributions)
        _write_modisco(Path(directory) / "modisco.h5", found, contributions)
    return result


def _motifs(
    found: Patterns, provenance: dict[str, Any], background: NDArray[np.float64], draw: Draw
) -> list[Motif]:
    motifs = []
    for sign, patterns in (("positive", found.positive), ("negative", found.negative)):
        prefix = f"{provenance['task']}.{provenance['method']}.{sign[:3]}"
        for k, pattern in enumerate(patterns or []):
            probability = _probability(pattern, background)
            start, end = trim(pattern.contrib_scores, draw.trim, draw.flank)
            motif = Motif(
                name=f"{prefix}.{k}",
                sign=sign,
                n_seqlets=len(pattern.seqlets),
                consensus=consensus(probability[start:end]),
                probability=_rows(probability),
                contribution=_rows(pattern.contrib_scores),
                hypothetical=_rows(pattern.hypothetical_contribs),
                trim=(start, end),
            )
            motifs.append(motif)
    return motifs


def _probability(pattern: Any, background: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (w, 4) frequencies of the bases that the seqlets have, the background's if none."""
    counts = sum((seqlet.sequence == 1).astype(np.float64) for seqlet in pattern.seqlets)
    known = counts.sum(axis=1, keepdims=True)
    return np.where(known > 0, counts / np.maximum(known, 1), background)


def _background(contributions: Contributions | Scores) -> NDArray[np.float64]:
    """Return frequencies over both strands, each base counted once more than it occurs."""
    everything = np.arange(len(contributions.sequences))
    counts = np.ones(4)
    for rows in np.split(everything, range(_ROWS, len(everything), _ROWS)):
        counts += contributions.sequences[rows].sum(axis=(0, 2), dtype=np.float64)
    counts += counts[::-1] - 1
    return np.asarray(counts / counts.sum(), dtype=np.float64)


def _rows(matrix: NDArray[Any]) -> tuple[Row, ...]:
    return tuple(_row(row) for row in matrix)


def _row(values: NDArray[Any]) -> Row:
    a, c, g, t = (float(value) for value in values)
    return a, c, g, t


def _tried(
    contributions: Contributions | Scores, found: Patterns, options: Discover
) -> dict[str, int | float]:
    """Return what was searched, and every number that the search depends on."""
    return {
        "n_windows": len(contributions.sequences),
        "n_searched": found.n_searched,
        "window": contributions.sequences.shape[2],
        "n_positive_seqlets": found.n_positive,
        "n_negative_seqlets": found.n_negative,
        "n_split": found.n_split,
        **options.model_dump(exclude={"database", "seqlets"}),
        "recursive_seqlets": int(options.seqlets == "recursive"),
        "seqlet_core": extraction.CORE,
        "seqlet_flank": extraction.FLANK,
        "pattern_core": clustering.CORE,
        "pattern_flank": clustering.FLANK,
    }


def _message(contributions: Contributions | Scores, found: Patterns, options: Discover) -> str:
    if found.problem:
        return f"no motif: {found.problem}"
    length = contributions.sequences.shape[2]
    seen = (
        f"{found.n_searched:,} windows of {length} bp gave {found.n_positive:,} positive and "
        f"{found.n_negative:,} negative {_sureness(options)}"
    )
    if max(found.n_positive, found.n_negative) < options.min_seqlets:
        return f"no motif: {seen}, and a motif takes {options.min_seqlets} of one sign"
    return f"no motif: {seen}, but no {options.min_seqlets} of them resemble each other"


def _sureness(options: Discover) -> str:
    if options.seqlets == "recursive":
        return f"recursive seqlets at a p-value of {options.seqlet_p:g}"
    return f"seqlets at a false discovery rate of {options.fdr:g}"


def _write_modisco(path: Path, found: Patterns, contributions: Contributions | Scores) -> None:
    from modiscolite.io import save_hdf5

    save_hdf5(str(path), found.positive, found.negative, contributions.sequences.shape[2])
