"""``motiflens logos``: motifs as figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from motiflens.cli.options import default, given, option
from motiflens.config import Draw, validate
from motiflens.files import atomic_directory
from motiflens.stages import stage


def logos(
    motifs: Annotated[Path, typer.Option(help="Directory that `motiflens discover` wrote.")],
    output: Annotated[Path, typer.Option(help="Directory to write.")],
    logos: Annotated[list[str] | None, option(Draw, "logos")] = None,
    strands: Annotated[str, option(Draw, "strands")] = default(Draw, "strands"),
    whole: Annotated[bool, option(Draw, "whole")] = default(Draw, "whole"),
    formats: Annotated[list[str] | None, option(Draw, "formats")] = None,
    palette: Annotated[str, option(Draw, "palette")] = default(Draw, "palette"),
    threads: Annotated[int, typer.Option(min=1, help="Processes that draw.")] = 1,
) -> None:
    """Draw the logos of each motif, one figure of all its kinds, and one of all motifs."""
    options = validate(
        Draw,
        given(logos=logos, strands=strands, whole=whole, formats=formats, palette=palette),
        where="command line",
    )
    from motiflens.logos.write import write_logos
    from motiflens.motifs.motif import read_motifs

    with stage("motifs read"):
        found = read_motifs(motifs)
    with atomic_directory(output) as directory:
        write_logos(directory, found, options, threads)
