"""Which motifs are one."""

from __future__ import annotations

from pydantic import Field

from motiflens.config.section import Section


class Families(Section):
    """Families: motifs of all tasks and methods that are one motif."""

    alike: float = Field(
        0.8,
        gt=0,
        le=1,
        description="mean likeness (cosine of contributions) from which motifs are one family",
    )
