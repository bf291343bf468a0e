"""Patterns: seqlets that resemble each other, aligned and averaged by TF-MoDISco."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.attribution.methods import METHODS
from motiflens.config import Discover
from motiflens.motifs.orientation import oriented
from motiflens.motifs.seqlets import find_seqlets
from motiflens.motifs.splitting import taken_apart
from motiflens.motifs.tracks import MARGIN, track_set
from motiflens.sequences.selection import evenly
from motiflens.stages import stage
from motiflens.store.contributions import Contributions
from motiflens.store.scores import Scores

_log = logging.getLogger(__name__)

# Patterns are cut to the most informative CORE positions before FLANK are added on either side.
# modisco-lite's own 30 leave a short motif anywhere within them, and two patterns of one motif
# are merged only if they overlap by 70 %: of Reb1, 20 gave one pattern where 30 gave two.
CORE = 20
FLANK = 10


@dataclass(frozen=True)
class Patterns:
    """Patterns (`modiscolite.core.SeqletSet`) of either sign, those of most seqlets first.

    Attributes
    ----------
    positive, negative
        None where there were too few seqlets to look for any.
    n_searched
        Windows that seqlets were taken from.
    n_positive, n_negative
        Seqlets that were found.
    n_split
        Patterns that there are more for some of TF-MoDISco's having been two motifs.
    problem
        As in `motiflens.motifs.seqlets.Seqlets`.
    """

    positive: list[Any] | None
    negative: list[Any] | None
    n_searched: int
    n_positive: int
    n_negative: int
    n_split: int
    problem: str | None


def find_patterns(contributions: Contributions | Scores, options: Discover) -> Patterns:
    """Run TF-MoDISco (Shrikumar et al. 2018, arXiv:1811.00416) on hypothetical contributions.

    The whole of each window is searched; of more windows than ``options.max_windows``, so many
    from all over them, since they are held in memory. Coordinates of the seqlets are relative to
    their window; one at its edge may begin before it or end after it.

    Raises
    ------
    InputError
        Where a score is not finite.
    """
    if not len(contributions.sequences):
        return Patterns(None, None, 0, 0, 0, 0, "there are no windows")
    if contributions.hypothetical is None:
        method = METHODS[contributions.provenance["method"]].title
        why = f"{method} does not say what other bases would score, which TF-MoDISco reads"
        return Patterns(None, None, 0, 0, 0, 0, why)
    with stage("TF-MoDISco loaded"):
        from modiscolite import precompile

        precompile.start()
    with stage("windows read"):
        rows = evenly(np.arange(len(contributions.sequences)), options.max_windows)
        tracks = track_set(contributions, rows)
    with stage("seqlets found"):
        seqlets = find_seqlets(tracks, options)
    _log.info(
        "%d positive and %d negative seqlets in %d windows",
        len(seqlets.positive),
        len(seqlets.negative),
        len(rows),
    )
    positive, more_positive = _of_sign(seqlets.positive, tracks, 1, options)
    negative, more_negative = _of_sign(seqlets.negative, tracks, -1, options)
    _place([*(positive or []), *(negative or [])], rows)
    return Patterns(
        positive=positive,
        negative=negative,
        n_searched=len(rows),
        n_positive=len(seqlets.positive),
        n_negative=len(seqlets.negative),
        n_split=more_positive + more_negative,
        problem=seqlets.problem,
    )


def _of_sign(
    seqlets: list[Any], tracks: Any, sign: int, options: Discover
) -> tuple[list[Any] | None, int]:
    """Return the patterns of a sign, and how many more they are for being taken apart."""
    least = options.min_seqlets
    if len(seqlets) < least:
        return None, 0
    with stage(f"{_kind(sign)} seqlets clustered"):
        clusters = _cluster(seqlets[: options.max_seqlets], tracks, sign, options)
    clusters = [cluster for cluster in clusters if len(cluster.seqlets) >= least]
    with stage(f"{_kind(sign)} patterns taken apart where they were two motifs"):
        motifs = [x for cluster in clusters for x in taken_apart(cluster, least, options.n_leiden)]
    found = [oriented(motif) for motif in motifs]
    return sorted(found, key=lambda pattern: -len(pattern.seqlets)), len(motifs) - len(clusters)


def _cluster(seqlets: list[Any], tracks: Any, sign: int, options: Discover) -> list[Any]:
    from modiscolite.tfmodisco import seqlets_to_patterns

    try:
        # A pattern of two or three seqlets has similarities of zero, which modisco-lite divides by.
        with np.errstate(divide="ignore", invalid="ignore"):
            found = seqlets_to_patterns(
                seqlets,
                track_set=tracks,
                track_signs=sign,
                n_leiden_runs=options.n_leiden,
                trim_to_window_size=CORE,
                initial_flank_to_add=FLANK,
                final_min_cluster_size=options.min_seqlets,
            )
    except BaseException as error:
        if not _is_no_cluster(error):
            raise
        _log.warning(
            "modisco-lite could not cluster %d %s seqlets: %s", len(seqlets), _kind(sign), error
        )
        return []
    return list(found or [])


def _kind(sign: int) -> str:
    return "positive" if sign > 0 else "negative"


def _is_no_cluster(error: BaseException) -> bool:
    """Return whether it ends so where no seqlet is like another, or all are the same.

    leidenalg raises `BaseException` itself where a similarity is not a number.
    """
    return isinstance(error, IndexError | ValueError) or type(error) is BaseException


def _place(patterns: Iterable[Any], rows: NDArray[np.int64]) -> None:
    """Make coordinates relative to the windows, once for each seqlet that patterns share.

    And windows are numbered among all, of which ``rows`` were searched.
    """
    unique = {}
    for pattern in patterns:
        for group in (pattern, *(pattern.subcluster_to_subpattern or {}).values()):
            unique.update({id(seqlet): seqlet for seqlet in group.seqlets})
    for seqlet in unique.values():
        seqlet.start -= MARGIN
        seqlet.end -= MARGIN
        seqlet.example_idx = int(rows[seqlet.example_idx])
