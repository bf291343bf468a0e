"""Which loci are drawn, and how."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from motiflens.config.section import Section


class Loci(Section):
    """Contributions along chosen regions, with hits and genes."""

    regions: str | None = Field(None, description="BED file of regions to draw")
    top: int = Field(
        4, ge=0, description="how many of the windows with the highest prediction are drawn as well"
    )
    genes: str | None = Field(
        None, description="genes to draw below: GFF3, GTF, BED12 or BED6, plain or compressed"
    )
    zoom: Literal["none", "hits"] = Field(
        "none", description="`hits`: draw the surroundings of hits alone, each group by itself"
    )
    flank: int = Field(20, ge=0, description="bp drawn on either side of hits, with `zoom: hits`")
