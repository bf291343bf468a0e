"""Layers with weights: convolutions and dense layers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.operations.affine import Affine
from motiflens.attribution.operations.base import unbroadcast
from motiflens.attribution.operations.convolving import Kernel


class Weighted(Affine):
    """A layer with weights that mix its inputs."""

    weight: Tensor
    bias: Tensor | None

    def with_weight(self, weight: Tensor) -> Weighted:
        """Return the layer with other weights and no bias."""
        return replace(self, weight=weight, bias=None)  # type: ignore[type-var]

    def reweighted(self, change: Callable[..., Tensor], *options: float) -> Weighted:
        """Return the layer with ``change(weight, *options)`` as weights; made once, and kept."""
        if (change, options) not in self._reweighted:
            self._reweighted[change, options] = self.with_weight(change(self.weight, *options))
        return self._reweighted[change, options]

    @cached_property
    def _reweighted(self) -> dict[Any, Weighted]:
        return {}

    @abstractmethod
    def fan_in(self, x: Tensor) -> Tensor:
        """Return how many inputs reach each output (padding is none), broadcastable to y."""

    @abstractmethod
    def spread(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` sent to every input that reaches an output, with weight one."""


@dataclass(frozen=True, eq=False)
class Convolution(Weighted):
    """Cross-correlation in one to three dimensions.

    Attributes
    ----------
    weight
        (out, in / groups, *kernel).
    bias
        (out,) or None.
    stride, padding, dilation
        One number a dimension; zeros are padded on both sides.
    trailing
        Further zeros at the end of each dimension: "same" padding of an even kernel needs one.
    groups
        Number of groups.
    """

    weight: Tensor
    bias: Tensor | None
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]
    trailing: tuple[int, ...]
    groups: int

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the convolution of x, (N, in, *L), with the bias added."""
        return self._kernel.convolve(self._padded(inputs[0]), self.bias)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the transposed convolution of ``message`` (N, out, *L')."""
        return self._transpose(self._kernel, message, shape)

    def offset(self) -> Tensor | None:
        """Return the bias as (out, 1, ...)."""
        return None if self.bias is None else self.bias.view(-1, *[1] * len(self.stride))

    def fan_in(self, x: Tensor) -> Tensor:
        """Return the number of inputs in range of each output."""
        return self._ones.convolve(self._padded(torch.ones_like(x[:1])), None)

    def spread(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the transposed convolution with a kernel of ones."""
        return self._transpose(self._ones, message, shape)

    @cached_property
    def _kernel(self) -> Kernel:
        return Kernel(self.weight, self.stride, self.padding, self.dilation, self.groups)

    @cached_property
    def _ones(self) -> Kernel:
        return replace(self._kernel, weight=torch.ones_like(self.weight))

    def _padded(self, x: Tensor) -> Tensor:
        return F.pad(x, self._pads()) if any(self.trailing) else x

    def _transpose(self, kernel: Kernel, message: Tensor, shape: torch.Size) -> Tensor:
        padded = [*shape[:2], *(s + t for s, t in zip(shape[2:], self.trailing, strict=True))]
        sent = kernel.transpose(message, padded)
        return F.pad(sent, [-pad for pad in self._pads()]) if any(self.trailing) else sent

    def _pads(self) -> list[int]:
        return [pad for trailing in reversed(self.trailing) for pad in (0, trailing)]


@dataclass(frozen=True, eq=False)
class Dense(Weighted):
    """A fully connected layer on the last dimension; weight (out, in), bias (out,) or None."""

    weight: Tensor
    bias: Tensor | None

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return x W^T + b."""
        return F.linear(inputs[0], self.weight, self.bias)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` W."""
        del shape
        return message @ self.weight

    def offset(self) -> Tensor | None:
        """Return the bias."""
        return self.bias

    def fan_in(self, x: Tensor) -> Tensor:
        """Return the number of inputs."""
        return x.new_tensor(float(self.weight.shape[1]))

    def spread(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the sum of ``message`` at every input."""
        return message.sum(-1, keepdim=True).expand(shape)


@dataclass(frozen=True, eq=False)
class MatrixMap(Weighted):
    """x W with a constant W, (..., in, out), of which leading dimensions broadcast."""

    weight: Tensor

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return x W."""
        return inputs[0] @ self.weight

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` W^T, summed where x was broadcast."""
        return unbroadcast(message @ self.weight.mT, shape)

    def fan_in(self, x: Tensor) -> Tensor:
        """Return the number of inputs."""
        return x.new_tensor(float(self.weight.shape[-2]))

    def spread(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the sum of ``message`` at every input."""
        total = message.sum(-1, keepdim=True).expand(*message.shape[:-1], shape[-1])
        return unbroadcast(total, shape)


@dataclass(frozen=True, eq=False)
class TransposedConvolution(Weighted):
    """Transposed convolution in one or two dimensions; weight (in, out / groups, *kernel)."""

    weight: Tensor
    bias: Tensor | None
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    output_padding: tuple[int, ...]
    dilation: tuple[int, ...]
    groups: int

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the transposed convolution of x, (N, in, *L), with the bias added."""
        return self._upwards(inputs[0], self.weight, self.bias)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the convolution of ``message``, (N, out, *L')."""
        return self._downwards(message, self.weight, shape)

    def offset(self) -> Tensor | None:
        """Return the bias as (out, 1, ...)."""
        return None if self.bias is None else self.bias.view(-1, *[1] * len(self.stride))

    def fan_in(self, x: Tensor) -> Tensor:
        """Return the number of inputs that reach each output."""
        return self._upwards(torch.ones_like(x[:1]), torch.ones_like(self.weight), None)

    def spread(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the convolution with a kernel of ones."""
        return self._downwards(message, torch.ones_like(self.weight), shape)

    def _upwards(self, x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        convolve = F.conv_transpose1d if len(self.stride) == 1 else F.conv_transpose2d
        return convolve(
            x, weight, bias, self.stride, self.padding, self.output_padding,
            self.groups, self.dilation,
        )  # fmt: skip

    def _downwards(self, message: Tensor, weight: Tensor, shape: torch.Size) -> Tensor:
        kernel = Kernel(weight, self.stride, self.padding, self.dilation, self.groups)
        sent = kernel.convolve(message, None)
        for dim, size in enumerate(shape[2:], start=2):
            sent = sent.narrow(dim, 0, size)
        return sent
