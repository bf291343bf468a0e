"""The walk without what makes it fast: PyTorch's convolutions, secants as defined, one thread.

A slow oracle: every operation is computed as its definition says, and no two are walked as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.operations import MaxPool, piecewise
from motiflens.attribution.operations.convolving import Kernel

CONVOLUTIONS = {1: F.conv1d, 2: F.conv2d}


def convolve(kernel: Kernel, x: Tensor, bias: Tensor | None) -> Tensor:
    own = CONVOLUTIONS[len(kernel.stride)]
    return own(
        x, kernel.weight, bias, kernel.stride, kernel.padding, kernel.dilation, kernel.groups
    )


def transpose(kernel: Kernel, message: Tensor, shape: Sequence[int]) -> Tensor:
    with torch.inference_mode(mode=False), torch.enable_grad():
        x = torch.zeros(tuple(shape), dtype=message.dtype, requires_grad=True)
        weight, arrived = kernel.weight.clone(), message.clone()
        y = convolve(Kernel(weight, *_laid(kernel)), x, None)
        return torch.autograd.grad(y, x, arrived)[0]


def _laid(kernel: Kernel) -> tuple[Any, ...]:
    return kernel.stride, kernel.padding, kernel.dilation, kernel.groups


def relu_secant(z: Tensor, z0: Tensor) -> Tensor:
    quotient = (z.clamp(min=0) - z0.clamp(min=0)) / (z - z0)
    return torch.where(z == z0, (z > 0).to(z.dtype), quotient)


def max_pool(pool: MaxPool, *inputs: Tensor) -> Tensor:
    own = F.max_pool1d if len(pool.kernel) == 1 else F.max_pool2d
    return own(
        inputs[0].contiguous(), pool.kernel, pool.stride, pool.padding, pool.dilation,
        pool.ceil_mode,
    )  # fmt: skip


def one_by_one(function: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    del workers
    return map(function, items)


@contextmanager
def unoptimised() -> Iterator[None]:
    """Capture and explain in the plain way."""
    relu = piecewise.relu()
    plain = type(relu)("relu", torch.relu, relu.derivative, relu_secant)
    with (
        mock.patch.object(Kernel, "convolve", convolve),
        mock.patch.object(Kernel, "transpose", transpose),
        mock.patch.object(MaxPool, "forward", max_pool),
        mock.patch("motiflens.attribution.operations.piecewise.relu", return_value=plain),
        mock.patch("motiflens.attribution.propagation.fuse", lambda program, plan: (program, plan)),
        mock.patch("motiflens.attribution.explainer.side_by_side", one_by_one),
    ):
        yield
