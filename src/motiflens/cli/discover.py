"""``motiflens discover``: from contributions to motifs and what is known of them."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from motiflens.cli.options import default, option
from motiflens.cli.threads import limit_numba
from motiflens.config import Discover, Draw, validate
from motiflens.files import atomic_directory, unchanged
from motiflens.stages import stage

_LOG = logging.getLogger(__name__)


def discover(
    contributions: Annotated[
        Path, typer.Option(help="Contributions of one task by one method, from `gather`.")
    ],
    output: Annotated[Path, typer.Option(help="Directory to write.")],
    database: Annotated[str | None, option(Discover, "database")] = None,
    max_windows: Annotated[int, option(Discover, "max_windows")] = default(Discover, "max_windows"),
    max_seqlets: Annotated[int, option(Discover, "max_seqlets")] = default(Discover, "max_seqlets"),
    n_leiden: Annotated[int, option(Discover, "n_leiden")] = default(Discover, "n_leiden"),
    seqlets: Annotated[str, option(Discover, "seqlets")] = default(Discover, "seqlets"),
    fdr: Annotated[float, option(Discover, "fdr")] = default(Discover, "fdr"),
    seqlet_p: Annotated[float, option(Discover, "seqlet_p")] = default(Discover, "seqlet_p"),
    min_seqlets: Annotated[int, option(Discover, "min_seqlets")] = default(Discover, "min_seqlets"),
    match_threshold: Annotated[float, option(Discover, "match_threshold")] = default(
        Discover, "match_threshold"
    ),
    trim: Annotated[float, option(Draw, "trim")] = default(Draw, "trim"),
    flank: Annotated[int, option(Draw, "flank")] = default(Draw, "flank"),
    threads: Annotated[int, typer.Option(min=1, help="Threads to use.")] = 1,
) -> None:
    """Find motifs by TF-MoDISco, and match them to a database of known ones."""
    options = validate(
        Discover,
        {
            "database": database,
            "max_windows": max_windows,
            "max_seqlets": max_seqlets,
            "n_leiden": n_leiden,
            "seqlets": seqlets,
            "fdr": fdr,
            "seqlet_p": seqlet_p,
            "min_seqlets": min_seqlets,
            "match_threshold": match_threshold,
        },
        where="command line",
    )
    draw = validate(Draw, {"trim": trim, "flank": flank}, where="command line")
    limit_numba(threads)
    from motiflens.motifs.database import read_database
    from motiflens.motifs.discovery import discover as find_motifs
    from motiflens.store.scores import open_scores

    database = options.database
    with atomic_directory(output) as directory, unchanged([database] if database else []):
        with stage("known motifs read"):
            known = read_database(database) if database else []
        with open_scores(contributions) as scores:
            found = find_motifs(directory, scores, known, options, draw)
    if found.message:
        _LOG.warning(found.message)
    for motif in found.motifs:
        best = motif.match.name if motif.match else "no match"
        _LOG.info("%s: %s, %d seqlets, %s", motif.name, motif.consensus, motif.n_seqlets, best)
