"""The table of builders, what they are given, and what several of them ask of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from motiflens.attribution import operations as ops


@dataclass(frozen=True)
class Activation:
    """A value that depends on the model's inputs.

    Attributes
    ----------
    name
        Of the value.
    sizes
        For a batch of one.
    batch_axis
        Which dimension holds the batch.
    outer
        How many rows of that dimension each sequence has before those of the next begin again:
        one unless another dimension was folded in before the batch.
    """

    name: str
    sizes: tuple[int, ...]
    batch_axis: int
    outer: int = 1


@dataclass(frozen=True, eq=False)
class BatchDependent:
    """A constant that depends on the size of the batch: what it is for one and for two."""

    one: Any
    two: Any

    def for_each(self) -> Tensor:
        """Return what every sequence has of it, which must be the same."""
        if isinstance(self.one, Tensor) and self.one.dim() == self.two.dim():
            sizes = enumerate(zip(self.one.shape, self.two.shape, strict=True))
            stretched = [axis for axis, (one, two) in sizes if one != two]
            if len(stretched) == 1 and torch.equal(torch.cat([self.one] * 2, *stretched), self.two):
                return self.one
        raise Refusal("it depends on the size of the batch")


@dataclass(frozen=True)
class Call:
    """A call of an operator on activations and constants.

    Attributes
    ----------
    arguments
        By the names of the operator's schema, defaults included.
    sizes, batch_axis
        Of the result (of element ``index`` where the operator returns several).
    dtype, result_dtype
        Precision of the model, and of this result.
    enter
        Enters a step that computes an intermediate value; see `step`.
    index
        Which of several results is meant.
    """

    arguments: dict[str, Any]
    sizes: tuple[int, ...]
    batch_axis: int
    dtype: torch.dtype
    result_dtype: torch.dtype
    enter: Callable[[ops.Operation, tuple[Activation, ...], tuple[int, ...], int], Activation]
    index: int | None = None

    def __getitem__(self, name: str) -> Any:
        """Return an argument; of what depends on the batch, what each sequence has of it."""
        return _for_each(self.arguments[name])

    @property
    def x(self) -> Activation:
        """The operator's first argument, where it must be an activation."""
        first = next(iter(self.arguments.values()))
        if not isinstance(first, Activation):
            raise Refusal("its first argument is a constant")
        return first

    def step(
        self,
        operation: ops.Operation,
        *inputs: Activation,
        sizes: tuple[int, ...] | None = None,
        batch_axis: int | None = None,
    ) -> Activation:
        """Enter an intermediate step, of the result's own sizes where none are given."""
        place = self.batch_axis if batch_axis is None else batch_axis
        return self.enter(operation, inputs, self.sizes if sizes is None else sizes, place)

    def repeated(self, value: Tensor, like: Activation) -> Activation:
        """Enter a constant, given for one sequence, that every sequence of ``like`` has."""
        rows = like.sizes[like.batch_axis]
        operation = ops.Constant(value, self.batch_axis, like.batch_axis, rows)
        return self.step(operation, like, sizes=tuple(value.shape))


def _for_each(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_for_each(item) for item in value]
    return value.for_each() if isinstance(value, BatchDependent) else value


class Refusal(Exception):  # noqa: N818 - said, not an error of the program
    """A builder cannot express the call; the message says why, in half a sentence."""


Built = tuple[ops.Operation, tuple[Activation, ...]]
Builder = Callable[[Call], Built | Activation]

BUILDERS: dict[Any, Builder] = {}


def builds(*operators: Any) -> Callable[[Builder], Builder]:
    """Enter a builder for ``operators`` into the table."""

    def enter(builder: Builder) -> Builder:
        BUILDERS.update(dict.fromkeys(operators, builder))
        return builder

    return enter


def constant(value: Any, what: str) -> Any:
    """Return ``value``, which must not depend on the model's inputs."""
    if isinstance(value, Activation):
        raise Refusal(f"its {what} depends on the input")
    return value


def unmixed(dim: int, x: Activation) -> int:
    """Return a dimension of x counted from the front, which must not hold the batch."""
    found = dim % len(x.sizes)
    if found == x.batch_axis:
        raise Refusal("it mixes the sequences of a batch")
    return found


def windows(call: Call, spatial: int) -> Activation:
    """Return x, over whose last ``spatial`` dimensions windows move; they must not hold a batch."""
    if call.x.batch_axis >= len(call.x.sizes) - spatial:
        raise Refusal("it mixes the sequences of a batch")
    return call.x


def axis(dim: int, rank: int) -> int:
    """Return a dimension counted from the front."""
    return dim % rank


def axes(dims: int | Sequence[int] | None, x: Activation) -> tuple[int, ...]:
    """Return non-negative axes in order; all where none are given. The batch is not reduced."""
    rank = len(x.sizes)
    chosen = range(rank) if not dims and dims != 0 else [dims] if isinstance(dims, int) else dims
    chosen_axes = tuple(sorted(axis(dim, rank) for dim in chosen))
    if x.batch_axis in chosen_axes:
        raise Refusal("it mixes the sequences of a batch")
    return chosen_axes


def per_dimension(values: Sequence[int], rank: int) -> tuple[int, ...]:
    """Return one number for each dimension, where PyTorch may give one for all."""
    return tuple(values) * rank if len(values) == 1 else tuple(values)


def constant_operand(value: Any, call: Call) -> Tensor:
    """Return a constant operand as a tensor that broadcasts to the result for any batch."""
    operand = (
        value if isinstance(value, Tensor) else torch.tensor(float(value), dtype=torch.float64)
    )
    missing = len(call.sizes) - operand.dim()
    if missing <= call.batch_axis and operand.shape[call.batch_axis - missing] != 1:
        raise Refusal("its constant has a batch dimension of its own")
    return operand
