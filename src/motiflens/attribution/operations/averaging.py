"""Sums and means, over windows (average pooling) and over whole dimensions."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.operations.affine import Affine


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
    """Average pooling of the last dimension to ``size`` windows."""

    size: int

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the averages of the windows."""
        return F.adaptive_avg_pool1d(inputs[0], self.size)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` spread over each window in equal parts."""
        like = message.new_empty(1).expand(shape)
        sent: Tensor = torch.ops.aten._adaptive_avg_pool2d_backward(
            message.unsqueeze(-2), like.unsqueeze(-2)
        )
        return sent.squeeze(-2)


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
        return _restore(message, self.dims, self.keepdim).expand(shape)


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
        return (_restore(message, self.dims, self.keepdim) / count).expand(shape)


def _restore(message: Tensor, dims: tuple[int, ...], keepdim: bool) -> Tensor:
    """Put back the dimensions (all non-negative) that a reduction removed."""
    if not keepdim:
        for dim in sorted(dims):
            message = message.unsqueeze(dim)
    return message
