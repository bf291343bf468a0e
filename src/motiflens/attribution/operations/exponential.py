"""The logarithm of a sum of exponentials, of which softmax is made."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from motiflens.attribution.operations import secants
from motiflens.attribution.operations.base import Operation, restore


@dataclass(frozen=True)
class LogSumExp(Operation):
    """log of the sum of exp(x) over ``dims`` (non-negative, in order)."""

    dims: tuple[int, ...]
    keepdim: bool

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the logarithm of the sum."""
        return torch.logsumexp(inputs[0], self.dims, self.keepdim)

    def slopes(self, z: Tensor) -> Tensor:
        """Return the derivative, a softmax."""
        return torch.exp(z - torch.logsumexp(z, self.dims, keepdim=True))

    def secants(self, z: Tensor, z0: Tensor, y: Tensor, y0: Tensor) -> Tensor:
        """Return each element's weight: secant of the logarithm times that of the exponential.

        One constant is taken off all elements of the pair, which changes neither side. An element
        that is minus infinity at both, as masks make it, weighs nothing.
        """
        highest = torch.maximum(z.amax(self.dims, True), z0.amax(self.dims, True))
        highest = highest.masked_fill(highest == -torch.inf, 0)
        z, z0 = z - highest, z0 - highest
        total, total0 = z.exp().sum(self.dims, True), z0.exp().sum(self.dims, True)
        change = self.restore(y) - self.restore(y0)
        # The smaller of two sums far apart may have underflowed; the outputs have not.
        apart = torch.maximum(total, total0) > 2 * torch.minimum(total, total0)
        logarithm = torch.where(apart, change / (total - total0), secants.log(total, total0))
        return logarithm * secants.exp(z, z0)

    def restore(self, message: Tensor) -> Tensor:
        """Put back the dimensions that the sum removed."""
        return restore(message, self.dims, self.keepdim)
