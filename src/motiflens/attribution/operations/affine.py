"""Operations y = A x + b of one activation, with A and b constants of the model.

Four kinds, since LRP treats them apart: layers with weights (`weighted`), diagonal maps
(`diagonal`), averages (`averaging`), and those that only move numbers about (`shape`).
"""

from __future__ import annotations

from abc import abstractmethod

import torch
from torch import Tensor

from motiflens.attribution.operations.base import Operation


class Affine(Operation):
    """y = A x + b."""

    @abstractmethod
    def forward(self, *inputs: Tensor) -> Tensor:
        """Return A x + b."""

    @abstractmethod
    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the transpose of A applied to ``message``; ``shape`` is that of x."""

    def offset(self) -> Tensor | None:
        """Return b in a shape that broadcasts to y, or None where it is zero."""
        return None
