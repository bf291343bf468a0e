"""Options of methods that change the sequence and call the model."""

from __future__ import annotations

from pydantic import Field

from motiflens.attribution.options import MethodOptions


class OcclusionPatchOptions(MethodOptions):
    """Options of occlusion by windows."""

    width: int = Field(
        5, ge=1, description="bases that are replaced at once, in every window of so many"
    )


class ShapleyOptions(MethodOptions):
    """Options of Shapley values."""

    width: int = Field(
        1,
        ge=1,
        description="bases that join and leave together, as one player; 1 has a player for each "
        "base. The cost falls as the width grows",
    )
    permutations: int = Field(
        32,
        ge=4,
        multiple_of=2,
        description="orders in which the players join, where there are more than 16 of them: half "
        "of these are drawn, and each is also gone through backwards. Up to 16 players are "
        "computed exactly",
    )
    seed: int = Field(
        0, ge=0, description="what orders are drawn by; a sequence's are the same in any batch"
    )
