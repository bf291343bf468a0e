"""The directory of logos."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from motiflens.logos.figures import png, svg
from motiflens.logos.motif_logo import KINDS, motif_logo
from motiflens.motifs.motif import MotifSet

_log = logging.getLogger(__name__)


def write_logos(directory: str | os.PathLike[str], motifs: MotifSet) -> None:
    """Write ``{motif}.{kind}.svg`` and ``.png`` of each motif into an existing directory.

    The kinds are those of `motiflens.logos.motif_logo.motif_logo`. Without a motif, nothing
    is written.
    """
    for motif in motifs.motifs:
        for kind in KINDS:
            figure = motif_logo(motif, kind, motifs.background)
            path = Path(directory) / f"{motif.name}.{kind}"
            path.with_name(f"{path.name}.svg").write_text(svg(figure), encoding="utf-8")
            path.with_name(f"{path.name}.png").write_bytes(png(figure))
        _log.info("drew the logos of %s (%s)", motif.name, motif.consensus)
