"""Options of methods that take the gradient at many points."""

from __future__ import annotations

from pydantic import Field

from motiflens.attribution.gradient_options import GradientOptions
from motiflens.attribution.options import MethodOptions

_SEED = "what is drawn by; a sequence's draws are the same in any batch"


class SmoothGradOptions(GradientOptions):
    """Options of SmoothGrad."""

    samples: int = Field(50, ge=2, description="noisy copies of each sequence")
    sigma: float = Field(
        0.1, gt=0, description="standard deviation of the noise on each of the four channels"
    )
    seed: int = Field(0, ge=0, description=_SEED)


class IntegratedGradientsOptions(MethodOptions):
    """Options of integrated gradients."""

    tolerance: float = Field(
        2e-2,
        gt=0,
        description="by how much the scores of a sequence may be off: the sum over positions of "
        "what each is off, as estimated (about twice too large), and the error of their sum, as "
        "known, over the larger of what they explain and of the sum of their sizes",
    )
    max_steps: int = Field(
        1000,
        ge=7,
        description="gradients of a sequence and reference after which it is left as it is, with "
        "a warning",
    )


class ExpectedGradientsOptions(MethodOptions):
    """Options of expected gradients."""

    samples: int = Field(
        10, ge=2, description="points between a sequence and each of its references"
    )
    seed: int = Field(0, ge=0, description=_SEED)
