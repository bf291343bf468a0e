"""Options that methods of the gradient family have in common."""

from __future__ import annotations

from pydantic import Field

from motiflens.attribution.options import MethodOptions


class GradientOptions(MethodOptions):
    """Options of a gradient."""

    corrected: bool = Field(
        False,
        description="take from each column of the gradient its mean over the four bases, the part "
        "that points out of the space of DNA and says nothing of any base (Majdandzic et al. 2023, "
        "Genome Biology 24:109); scores then add up to nothing",
    )
