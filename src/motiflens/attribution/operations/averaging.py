"""Sums and means, over windows (average pooling) and over whole dimensions."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.operations.affine import Affine
from motiflens.attribution.operations.base import restore


class Averaging(Affine):
    """A sum or mean of inputs, without a bias."""


@dataclass(frozen=True)
class AveragePool(Averaging):
    """Average pooling in one or two dimensions, with PyTorch's parameters."""

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    ceil_mode: bool
    count_include_pad: bool

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the averages of the windows."""
        pool = F.avg_pool1d if len(self.kernel) == 1 else F.avg_pool2d
        return pool(
            inputs[0],
            self.kernel,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
        )

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` spread over each window in equal parts."""
        flat = len(self.kernel) == 1
        lead = (1,) if flat else ()
        zero = (0,) if flat else ()
        like = message.new_empty(1).expand(shape)
        sent: Tensor = torch.ops.aten.avg_pool2d_backward(
            message.unsqueeze(-2) if flat else message,
            like.unsqueeze(-2) if flat else like,
            [*lead, *self.kernel],
            [*lead, *self.stride],
            [*zero, *self.padding],
            self.ceil_mode,
            self.count_include_pad,
            None,
        )
        return sent.squeeze(-2) if flat else sent


@dataclass(frozen=True)
class AdaptiveAveragePool(Averaging):
    """Average pooling of the last one or two dimensions to ``sizes`` windows."""

    sizes: tuple[int, ...]

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the averages of the windows."""
        if len(self.sizes) == 1:
            return F.adaptive_avg_pool1d(inputs[0], self.sizes[0])
        height, width = self.sizes
        return F.adaptive_avg_pool2d(inputs[0], (height, width))

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` spread over each window in equal parts."""
        flat = len(self.sizes) == 1
        like = message.new_empty(1).expand(shape)
        sent: Tensor = torch.ops.aten._adaptive_avg_pool2d_backward(
            message.unsqueeze(-2) if flat else message, like.unsqueeze(-2) if flat else like
        )
        return sent.squeeze(-2) if flat else sent


@dataclass(frozen=True)
class Sum(Averaging):
    """Sum over ``dims``."""

    dims: tuple[int, ...]
    keepdim: bool

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the sum."""
        return inputs[0].sum(self.dims, self.keepdim)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` at every summand."""
        return restore(message, self.dims, self.keepdim).expand(shape)


@dataclass(frozen=True)
class Mean(Averaging):
    """Mean over ``dims``."""

    dims: tuple[int, ...]
    keepdim: bool

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the mean."""
        return inputs[0].mean(self.dims, self.keepdim)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` at every element, over their number."""
        count = 1
        for dim in self.dims:
            count *= shape[dim]
        return (restore(message, self.dims, self.keepdim) / count).expand(shape)


@dataclass(frozen=True)
class RunningSum(Averaging):
    """The sum of all elements of ``dim`` up to each."""

    dim: int

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the cumulative sum."""
        return inputs[0].cumsum(self.dim)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the sum of ``message`` from each element on."""
        del shape
        return message.flip(self.dim).cumsum(self.dim).flip(self.dim)


@dataclass(frozen=True, eq=False)
class Interpolation(Averaging):
    """Linear interpolation along ``dim``: ``weight`` of element ``high``, the rest of ``low``."""

    dim: int
    low: Tensor
    high: Tensor
    weight: Tensor

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the interpolated elements."""
        (x,) = inputs
        at_low, at_high = x.index_select(self.dim, self.low), x.index_select(self.dim, self.high)
        return at_low * (1 - self._weight(x)) + at_high * self._weight(x)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` at the two elements that each came from."""
        weight, sent = self._weight(message), message.new_zeros(shape)
        sent.index_add_(self.dim, self.low, message * (1 - weight))
        return sent.index_add_(self.dim, self.high, message * weight)

    def _weight(self, like: Tensor) -> Tensor:
        return self.weight.to(like.dtype).view(-1, *[1] * (like.dim() - 1 - self.dim))
