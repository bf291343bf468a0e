"""Where the motifs that were found lie."""

from __future__ import annotations

from pydantic import Field

from motiflens.config.section import Section


class Hits(Section):
    """Instances of the motifs in all windows, and how they lie."""

    fdr: float = Field(
        0.05,
        gt=0,
        lt=1,
        description="false discovery rate of a motif's hits, against motifs in shuffled order",
    )
    min_similarity: float = Field(
        0.5,
        ge=0,
        le=1,
        description="smallest cosine of a hit's contributions and its motif's",
    )
    min_probability: float = Field(
        0.3,
        gt=0,
        lt=1,
        description="smallest probability, by its bases alone, that a hit is an instance of the "
        "motif rather than background",
    )
    max_distance: int = Field(
        150, ge=1, description="bp between the middles of two hits whose spacing is looked at"
    )
    shuffles: int = Field(1000, ge=100, description="shuffled controls of motifs seen together")
    seed: int = Field(1, ge=0, description="seed of everything that is shuffled")
