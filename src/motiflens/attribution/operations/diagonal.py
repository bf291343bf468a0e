"""Maps of each number by itself: batch norm in evaluation, constants that scale or shift."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from motiflens.attribution.operations.affine import Affine
from motiflens.attribution.operations.base import unbroadcast


class Diagonal(Affine):
    """y_i = a_i x_i + b_i."""


@dataclass(frozen=True, eq=False)
class BatchNorm(Diagonal):
    """Batch normalisation in evaluation: ``scale`` and ``shift``, each (C, 1, ...)."""

    scale: Tensor
    shift: Tensor

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return scale * x + shift, channel by channel."""
        return torch.addcmul(self.shift, inputs[0], self.scale)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return scale * ``message``."""
        del shape
        return message * self.scale

    def offset(self) -> Tensor | None:
        """Return the shift."""
        return self.shift


@dataclass(frozen=True, eq=False)
class Scale(Diagonal):
    """Multiplication by a constant."""

    factor: Tensor

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return factor * x."""
        return inputs[0] * self.factor

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return factor * ``message``, summed where x was broadcast."""
        return unbroadcast(message * self.factor, shape)


@dataclass(frozen=True, eq=False)
class Shift(Diagonal):
    """Addition of a constant, to x or (``sign`` -1) to -x."""

    constant: Tensor
    sign: int = 1

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return sign * x + constant."""
        return inputs[0] + self.constant if self.sign == 1 else self.constant - inputs[0]

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return sign * ``message``, summed where x was broadcast."""
        sent = unbroadcast(message, shape)
        return sent if self.sign == 1 else -sent

    def offset(self) -> Tensor | None:
        """Return the constant."""
        return self.constant


@dataclass(frozen=True, eq=False)
class Masked(Diagonal):
    """x where ``mask`` is false, else ``value``; a mask's minus infinity stays one."""

    mask: Tensor
    value: Tensor

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return x with the masked elements replaced."""
        return torch.where(self.mask, self.value.to(inputs[0].dtype), inputs[0])

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` where x was kept, summed where x was broadcast."""
        return unbroadcast(message.masked_fill(self.mask, 0), shape)

    def offset(self) -> Tensor | None:
        """Return the value where the mask is true."""
        return torch.where(self.mask, self.value, torch.zeros_like(self.value))


@dataclass(frozen=True, eq=False)
class Constant(Affine):
    """A constant of the model, once for each sequence of the batch.

    Attributes
    ----------
    value
        For a batch of one.
    axis
        The dimension along which it is repeated.
    like_axis, like_rows
        The dimension of x that holds the batch, and its size for a batch of one.
    """

    value: Tensor
    axis: int
    like_axis: int
    like_rows: int

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the constant for as many sequences as x has."""
        count = inputs[0].shape[self.like_axis] // self.like_rows
        repeats = [1] * self.value.dim()
        repeats[self.axis] = count
        return self.value.repeat(repeats)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return zeros: it does not change with x."""
        return message.new_zeros(shape)

    def offset(self) -> Tensor | None:
        """Return the constant."""
        return self.value
