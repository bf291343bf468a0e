"""``motiflens loci``: contributions along regions, with hits and genes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from motiflens.cli.options import default, given, option
from motiflens.config import Draw, validate
from motiflens.config.loci import Loci
from motiflens.files import atomic_directory, unchanged


def loci(
    results: Annotated[
        list[Path],
        typer.Option(
            help="Folder with contributions.h5, motifs and hits of one task and method; give it "
            "once for each that is to be drawn."
        ),
    ],
    output: Annotated[Path, typer.Option(help="Directory to write.")],
    region: Annotated[
        list[str] | None,
        typer.Option(metavar="CHROM:START-END", help="Region to draw, 0-based and half-open."),
    ] = None,
    regions: Annotated[str | None, option(Loci, "regions")] = None,
    top: Annotated[int, option(Loci, "top")] = default(Loci, "top"),
    genes: Annotated[str | None, option(Loci, "genes")] = None,
    zoom: Annotated[str, option(Loci, "zoom")] = default(Loci, "zoom"),
    flank: Annotated[int, option(Loci, "flank")] = default(Loci, "flank"),
    formats: Annotated[list[str] | None, option(Draw, "formats")] = None,
    palette: Annotated[str, option(Draw, "palette")] = default(Draw, "palette"),
) -> None:
    """Draw what the bases of chosen loci contribute, with the hits in them and the genes there."""
    options = validate(
        Loci,
        {"regions": regions, "top": top, "genes": genes, "zoom": zoom, "flank": flank},
        where="command line",
    )
    draw = validate(Draw, given(formats=formats, palette=palette), where="command line")
    from motiflens.logos.loci import write_loci
    from motiflens.logos.palettes import PALETTES

    read = unchanged(path for path in (options.regions, options.genes) if path)
    with atomic_directory(output) as directory, read:
        write_loci(directory, results, region or (), options, draw.formats, PALETTES[draw.palette])
