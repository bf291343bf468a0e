"""Operations y = A x + b of one activation, with A and b constants of the model.

Four kinds, since LRP treats them apart: layers with weights, diagonal maps, averages, and
(in `shape`) those that only move numbers about.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.operations.base import Operation, unbroadcast

_CONVOLUTIONS = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}


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


class Weighted(Affine):
    """A layer with weights that mix its inputs."""

    @abstractmethod
    def fan_in(self, x: Tensor) -> Tensor:
        """Return how many inputs reach each output (padding is none), broadcastable to y."""

    @abstractmethod
    def spread(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` sent to every input that reaches an output, with weight one."""


class Diagonal(Affine):
    """y_i = a_i x_i + b_i."""


class Averaging(Affine):
    """A sum or mean of inputs, without a bias."""


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
        return self._convolve(inputs[0], self.weight, self.bias)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the transposed convolution of ``message`` (N, out, *L')."""
        return self._transpose(message, self.weight, shape)

    def offset(self) -> Tensor | None:
        """Return the bias as (out, 1, ...)."""
        return None if self.bias is None else self.bias.view(-1, *[1] * len(self.stride))

    def fan_in(self, x: Tensor) -> Tensor:
        """Return the number of inputs in range of each output."""
        return self._convolve(torch.ones_like(x[:1]), torch.ones_like(self.weight), None)

    def spread(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the transposed convolution with a kernel of ones."""
        return self._transpose(message, torch.ones_like(self.weight), shape)

    def _convolve(self, x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        convolve = _CONVOLUTIONS[len(self.stride)]
        padded = F.pad(x, self._pads()) if any(self.trailing) else x
        return convolve(padded, weight, bias, self.stride, self.padding, self.dilation, self.groups)

    def _transpose(self, message: Tensor, weight: Tensor, shape: torch.Size) -> Tensor:
        padded = [*shape[:2], *(s + t for s, t in zip(shape[2:], self.trailing, strict=True))]
        # Only the sizes of the input are read, so one number stands for all of it.
        like = message.new_empty(1).expand(padded)
        sent: Tensor = torch.ops.aten.convolution_backward(
            message,
            like,
            weight,
            None,
            self.stride,
            self.padding,
            self.dilation,
            False,
            [0] * len(self.stride),
            self.groups,
            [True, False, False],
        )[0]
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
