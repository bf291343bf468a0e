"""Operations of several activations: sums, concatenations, products of numbers and matrices."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from motiflens.attribution.operations.base import Operation


@dataclass(frozen=True)
class Add(Operation):
    """a + ``factor`` * b, with broadcasting (``factor`` is -1 for a difference)."""

    factor: float = 1.0

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the sum."""
        return torch.add(inputs[0], inputs[1], alpha=self.factor)

    def terms(self, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Return the two summands."""
        return inputs[0], inputs[1] if self.factor == 1 else inputs[1] * self.factor


@dataclass(frozen=True, eq=False)
class Concat(Operation):
    """Concatenation along ``dim``."""

    dim: int

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the concatenation."""
        return torch.cat(inputs, self.dim)

    def split(self, message: Tensor, shapes: tuple[torch.Size, ...]) -> tuple[Tensor, ...]:
        """Return the part of ``message`` that belongs to each input."""
        return torch.split(message, [shape[self.dim] for shape in shapes], self.dim)


@dataclass(frozen=True, eq=False)
class Stack(Concat):
    """Inputs of one shape side by side along a new dimension ``dim``."""

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the stack."""
        return torch.stack(inputs, self.dim)

    def split(self, message: Tensor, shapes: tuple[torch.Size, ...]) -> tuple[Tensor, ...]:
        """Return the part of ``message`` that belongs to each input."""
        del shapes
        return message.unbind(self.dim)


@dataclass(frozen=True)
class Product(Operation):
    """a * b of two activations, with broadcasting."""

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the product."""
        return inputs[0] * inputs[1]


@dataclass(frozen=True)
class MatrixProduct(Operation):
    """A B of two activations, (..., i, j) and (..., j, k), with broadcasting."""

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the product."""
        return inputs[0] @ inputs[1]
