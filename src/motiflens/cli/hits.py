"""``motiflens hits``: where the motifs lie."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from motiflens.cli.options import default, option
from motiflens.config import Hits, validate
from motiflens.files import atomic_directory

_LOG = logging.getLogger(__name__)


def hits(
    contributions: Annotated[
        Path, typer.Option(help="Contributions of one task by one method, from `gather`.")
    ],
    motifs: Annotated[Path, typer.Option(help="Directory that `motiflens discover` wrote.")],
    output: Annotated[Path, typer.Option(help="Directory to write.")],
    fdr: Annotated[float, option(Hits, "fdr")] = default(Hits, "fdr"),
    min_similarity: Annotated[float, option(Hits, "min_similarity")] = default(
        Hits, "min_similarity"
    ),
    min_probability: Annotated[float, option(Hits, "min_probability")] = default(
        Hits, "min_probability"
    ),
    max_distance: Annotated[int, option(Hits, "max_distance")] = default(Hits, "max_distance"),
    shuffles: Annotated[int, option(Hits, "shuffles")] = default(Hits, "shuffles"),
    seed: Annotated[int, option(Hits, "seed")] = default(Hits, "seed"),
) -> None:
    """Find every instance of the motifs, with its place on the genome, and how they lie."""
    options = validate(
        Hits,
        {
            "fdr": fdr,
            "min_similarity": min_similarity,
            "min_probability": min_probability,
            "max_distance": max_distance,
            "shuffles": shuffles,
            "seed": seed,
        },
        where="command line",
    )
    from motiflens.hits.find import find_hits
    from motiflens.motifs.motif import read_motifs
    from motiflens.store.scores import open_scores

    known = read_motifs(motifs)
    with open_scores(contributions) as file, atomic_directory(output) as directory:
        found = find_hits(directory, file, known, options)
    if found.message:
        _LOG.warning(found.message)
    for motif in found.motifs:
        _LOG.info("%s: %d hits in %d windows", motif.name, motif.n_hits, motif.n_windows)
