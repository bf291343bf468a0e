"""Functions of one number, and softmax."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.models.graphs.operations.base import Dim, Unary

Name = Literal[
    "relu", "relu6", "selu", "softplus", "sigmoid", "tanh", "exp", "silu", "mish", "erf",
    "abs", "neg", "sqrt", "log", "reciprocal", "hard_swish",
]  # fmt: skip
FUNCTIONS: dict[Name, Callable[[Tensor], Tensor]] = {
    "relu": F.relu,
    "relu6": F.relu6,
    "selu": F.selu,
    "softplus": F.softplus,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "exp": torch.exp,
    "silu": F.silu,
    "mish": F.mish,
    "erf": torch.erf,
    "abs": torch.abs,
    "neg": torch.neg,
    "sqrt": torch.sqrt,
    "log": torch.log,
    "reciprocal": torch.reciprocal,
    "hard_swish": F.hardswish,
}


def hard_sigmoid(x: Tensor, slope: float) -> Tensor:
    """Return ``slope`` x + 1/2, between 0 and 1; torch's own, which rules know, has slope 1/6."""
    return F.hardsigmoid(x * (6 * slope))


class Function(Unary):
    """A function of one number without parameters of its own."""

    kind: ClassVar[str] = "function"
    name: Name

    def of(self, x: Tensor) -> Tensor:
        """Return the input's shape."""
        return FUNCTIONS[self.name](x)


class LeakyRelu(Unary):
    """x, or ``slope`` x where x is negative."""

    kind: ClassVar[str] = "leaky_relu"
    slope: float

    def of(self, x: Tensor) -> Tensor:
        """Return the input's shape."""
        return F.leaky_relu(x, self.slope)


class Elu(Unary):
    """x, or ``alpha`` (exp(x) - 1) where x is negative."""

    kind: ClassVar[str] = "elu"
    alpha: float

    def of(self, x: Tensor) -> Tensor:
        """Return the input's shape."""
        return F.elu(x, self.alpha)


class Gelu(Unary):
    """The Gaussian error linear unit, or its approximation by tanh."""

    kind: ClassVar[str] = "gelu"
    approximate: Literal["none", "tanh"] = "none"

    def of(self, x: Tensor) -> Tensor:
        """Return the input's shape."""
        return F.gelu(x, approximate=self.approximate)


class Clip(Unary):
    """x between ``least`` and ``most``."""

    kind: ClassVar[str] = "clip"
    least: float | None = None
    most: float | None = None

    def of(self, x: Tensor) -> Tensor:
        """Return the input's shape."""
        if self.least is None or self.most is None:
            return x.clamp(self.least, self.most)
        return F.hardtanh(x, self.least, self.most)


class HardSigmoid(Unary):
    """``slope`` x + 1/2, between 0 and 1."""

    kind: ClassVar[str] = "hard_sigmoid"
    slope: float

    def of(self, x: Tensor) -> Tensor:
        """Return the input's shape."""
        return hard_sigmoid(x, self.slope)


class Power(Unary):
    """x to a constant power."""

    kind: ClassVar[str] = "power"
    exponent: float

    def of(self, x: Tensor) -> Tensor:
        """Return the input's shape."""
        return x.pow(self.exponent)


class Softmax(Unary):
    """Softmax along a dimension."""

    kind: ClassVar[str] = "softmax"
    dim: Dim

    def of(self, x: Tensor) -> Tensor:
        """Return the input's shape."""
        return x.softmax(self.dim)
