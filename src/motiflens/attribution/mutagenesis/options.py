"""Options of the methods that put another base in the place of each."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from motiflens.attribution.options import MethodOptions


class MutagenesisOptions(MethodOptions):
    """Options of mutagenesis."""

    recompute: Literal["touched", "all"] = Field(
        "touched",
        description="what is computed again for a mutated sequence: the positions of each layer "
        "that the mutation reaches, or the whole model; the scores are the same but for rounding",
    )
    mutants: int = Field(
        64, ge=1, description="mutated sequences at a time, where the whole model is computed again"
    )
