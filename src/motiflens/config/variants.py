"""How variants are scored."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from motiflens.config.section import Section


class Variants(Section):
    """What becomes of a sequence's two strands."""

    strands: Literal["both", "one"] = Field(
        "both",
        description="`both`: the mean of what the model says of a window and of its reverse "
        "complement; `one`: the strand of the genome file alone",
    )
