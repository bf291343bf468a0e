"""Options of class activation maps."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from motiflens.attribution.options import MethodOptions


class GradCamOptions(MethodOptions):
    """Options of Grad-CAM."""

    layer: str | None = Field(
        None,
        description="name of the layer whose output is the map; the activation of the last "
        "convolution if not given",
    )
    relu: bool = Field(
        True,
        description="set what speaks against the output to 0, as the authors do; without it scores "
        "have a sign",
    )
    upsample: Literal["receptive-field", "linear"] = Field(
        "receptive-field",
        description="how a map becomes scores of bases: each of its positions is shared out "
        "evenly among the bases that it sees, which keeps the sum, or the map is interpolated",
    )
