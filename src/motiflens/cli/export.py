"""``motiflens export``: results as files that other tools read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from motiflens.cli.options import given, option
from motiflens.config import validate
from motiflens.config.export import Export
from motiflens.files import atomic_directory, unchanged


def export(
    results: Annotated[
        Path,
        typer.Option(help="Folder with contributions.h5, motifs and hits of one task and method."),
    ],
    output: Annotated[Path, typer.Option(help="Directory to write.")],
    formats: Annotated[list[str] | None, option(Export, "formats")] = None,
    genome: Annotated[
        str | None, typer.Option(help="FASTA of the genome, for the lengths of its chromosomes.")
    ] = None,
) -> None:
    """Write motifs, their places and contributions in the formats of other tools."""
    options = validate(Export, given(formats=formats), where="command line")
    from motiflens.exports.source import Source
    from motiflens.exports.write import export as write

    with atomic_directory(output) as directory, unchanged([genome] if genome else []):
        write(directory, Source(results, genome), options.formats)
