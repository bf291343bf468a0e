"""Layers with weights: convolutions and dense layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pydantic import model_validator
from torch import Tensor
from torch.nn import functional as F

from motiflens.models.graphs.operations.base import Margins, Operation, Positive, Sizes


class _Windowed(Operation):
    """What convolutions share: weights (out, in / groups, *kernel) or (in, out / groups, ...)."""

    inputs: Positive
    outputs: Positive
    kernel: Sizes
    stride: Sizes
    dilation: Sizes
    groups: Positive = 1
    bias: bool = True

    @model_validator(mode="after")
    def _consistent(self) -> _Windowed:
        if not len(self.kernel) == len(self.stride) == len(self.dilation):
            raise ValueError("kernel, stride and dilation need one number for each dimension")
        if self.inputs % self.groups or self.outputs % self.groups:
            raise ValueError(
                f"{self.groups} groups do not divide {self.inputs} and {self.outputs} channels"
            )
        return self

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shapes of the weights and, where there is one, of the bias."""
        bias = {"bias": (self.outputs,)} if self.bias else {}
        return {"weight": (*self._channels(), *self.kernel), **bias}

    def _channels(self) -> tuple[int, int]:
        return self.outputs, self.inputs // self.groups


class Convolution(_Windowed):
    """Cross-correlation along one or two dimensions, with zeros around."""

    kind: ClassVar[str] = "convolution"
    padding: Margins

    def run(self, inputs: Sequence[Tensor], tensors: Mapping[str, Tensor]) -> Tensor:
        """Return (N, out, ...) of (N, in, ...)."""
        x, padding = inputs[0], tuple(before for before, _ in self.padding)
        if any(before != behind for before, behind in self.padding):
            # torch's own padding="same" warns of the copy that it makes for even kernels.
            x, padding = F.pad(x, around(self.padding)), (0,) * len(self.kernel)
        convolve = F.conv1d if len(self.kernel) == 1 else F.conv2d
        weight, bias = tensors["weight"], tensors.get("bias")
        y: Tensor = convolve(x, weight, bias, self.stride, padding, self.dilation, self.groups)
        return y


class TransposedConvolution(_Windowed):
    """Transposed convolution; ``crop`` leaves out places before and behind the whole result."""

    kind: ClassVar[str] = "transposed_convolution"
    crop: Margins

    def _channels(self) -> tuple[int, int]:
        return self.inputs, self.outputs // self.groups

    def run(self, inputs: Sequence[Tensor], tensors: Mapping[str, Tensor]) -> Tensor:
        """Return (N, out, ...) of (N, in, ...)."""
        both = tuple(min(pair) for pair in self.crop)
        transpose = F.conv_transpose1d if len(self.kernel) == 1 else F.conv_transpose2d
        y: Tensor = transpose(
            inputs[0],
            tensors["weight"],
            tensors.get("bias"),
            self.stride,
            both,
            0,
            self.groups,
            self.dilation,
        )
        rest = [
            (before - n, behind - n) for (before, behind), n in zip(self.crop, both, strict=True)
        ]
        return F.pad(y, [-n for n in around(rest)]) if any(map(any, rest)) else y


class Dense(Operation):
    """A fully connected layer on the last dimension."""

    kind: ClassVar[str] = "dense"
    inputs: Positive
    outputs: Positive
    bias: bool = True

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shapes of the weights and, where there is one, of the bias."""
        bias = {"bias": (self.outputs,)} if self.bias else {}
        return {"weight": (self.outputs, self.inputs), **bias}

    def run(self, inputs: Sequence[Tensor], tensors: Mapping[str, Tensor]) -> Tensor:
        """Return (N, ..., out) of (N, ..., in)."""
        return F.linear(inputs[0], tensors["weight"], tensors.get("bias"))


def around(margins: Sequence[tuple[int, int]]) -> list[int]:
    """Return margins as `torch.nn.functional.pad` takes them, the last dimension first."""
    return [n for pair in reversed(margins) for n in pair]
