"""A maximum of what a ReLU lets through, as one operation: what lies between is never written."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from motiflens.attribution.operations.base import Operation
from motiflens.attribution.operations.pooling import Maximum


@dataclass(frozen=True)
class RectifiedMaximum(Operation):
    """max(0, the maximum), which is the maximum of ReLUs.

    Attributes
    ----------
    maximum
        Over what; see `Maximum`.
    """

    maximum: Maximum

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the maxima that are positive, and else 0."""
        return self.maximum.forward(inputs[0]).clamp_(min=0)

    @property
    def title(self) -> str:
        """Name for people."""
        return f"relu, {self.maximum.title}"
