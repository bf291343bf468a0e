"""What takes several values, and constants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import ClassVar, Literal

import torch
from torch import Tensor

from motiflens.models.graphs.operations.base import Dim, Operation, Positive, Unary

Pairwise = Literal["add", "subtract", "multiply", "divide", "maximum", "minimum"]


def larger(a: Tensor, b: Tensor) -> Tensor:
    """Return the larger of two values as a reduction, of which relevance goes to the winner."""
    both = [value.unsqueeze(1) for value in (a.expand_as(a + b), b.expand_as(a + b))]
    return torch.cat(both, 1).amax(1)


PAIRWISE: dict[Pairwise, Callable[[Tensor, Tensor], Tensor]] = {
    "add": torch.add,
    "subtract": torch.sub,
    "multiply": torch.mul,
    "divide": torch.div,
    "maximum": larger,
    "minimum": lambda a, b: -larger(-a, -b),
}


class Combine(Operation):
    """Element by element, from the left: ``subtract`` of three is a - b - c."""

    kind: ClassVar[str] = "combine"
    arity: ClassVar[tuple[int, int | None]] = (2, None)
    how: Pairwise

    def run(self, inputs: Sequence[Tensor], tensors: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """Return the shape to which the inputs broadcast."""
        return reduce(PAIRWISE[self.how], inputs)


class MatrixProduct(Operation):
    """The product of two values, matrix by matrix in their last two dimensions."""

    kind: ClassVar[str] = "matrix_product"
    arity: ClassVar[tuple[int, int | None]] = (2, 2)

    def run(self, inputs: Sequence[Tensor], tensors: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """Return (N, ..., i, k) of (N, ..., i, j) and (N, ..., j, k)."""
        left, right = inputs
        return left @ right


class Scale(Unary):
    """x times a number, plus a number."""

    kind: ClassVar[str] = "scale"
    factor: float
    shift: float = 0.0

    def of(self, x: Tensor) -> Tensor:
        """Return the input's shape."""
        scaled = x if self.factor == 1 else x * self.factor
        return scaled + self.shift if self.shift else scaled


class Concatenate(Operation):
    """Values one behind the other along a dimension."""

    kind: ClassVar[str] = "concatenate"
    arity: ClassVar[tuple[int, int | None]] = (1, None)
    dim: Dim

    def run(self, inputs: Sequence[Tensor], tensors: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """Return the values joined."""
        return torch.cat(list(inputs), self.dim)


class Constant(Operation):
    """A tensor of the model, (1, *sizes), that is the same for every sequence."""

    kind: ClassVar[str] = "constant"
    arity: ClassVar[tuple[int, int | None]] = (0, 0)
    sizes: tuple[Positive, ...]

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of the value."""
        return {"value": (1, *self.sizes)}

    def run(self, inputs: Sequence[Tensor], tensors: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """Return the value."""
        return tensors["value"]
