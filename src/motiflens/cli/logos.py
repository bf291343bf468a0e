"""``motiflens logos``: motifs as figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from motiflens.files import atomic_directory


def logos(
    motifs: Annotated[Path, typer.Option(help="Directory that `motiflens discover` wrote.")],
    output: Annotated[Path, typer.Option(help="Directory to write.")],
) -> None:
    """Draw each motif's contributions and base frequencies, on both strands, as SVG and PNG."""
    from motiflens.logos.write import write_logos
    from motiflens.motifs.motif import read_motifs

    found = read_motifs(motifs)
    with atomic_directory(output) as directory:
        write_logos(directory, found)
