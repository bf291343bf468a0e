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
    """A value that depends on the model's inputs; ``sizes`` are those for a batch of one."""

    name: str
    sizes: tuple[int, ...]
    batch_axis: int


class BatchDependent:
    """Stands for a constant that depends on the size of the batch."""


@dataclass(frozen=True)
class Call:
    """A call of an operator on activations and constants.

    Attributes
    ----------
    arguments
        By the names of the operator's schema, defaults included.
    sizes, batch_axis
        Of the result (of element ``index`` where the operator returns several).
    dtype
        Precision of the model.
    index
        Which of several results is meant.
    """

    arguments: dict[str, Any]
    sizes: tuple[int, ...]
    batch_axis: int
    dtype: torch.dtype
    index: int | None = None

    def __getitem__(self, name: str) -> Any:
        """Return an argument, which must not depend on the size of the batch."""
        value = self.arguments[name]
        if isinstance(value, BatchDependent):
            raise Refusal("it depends on the size of the batch")
        return value

    @property
    def x(self) -> Activation:
        """The operator's first argument, where it must be an activation."""
        first = next(iter(self.arguments.values()))
        if not isinstance(first, Activation):
            raise Refusal("its first argument is a constant")
        return first


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
    """Return a constant operand as a tensor; one with a batch of its own cannot be shared."""
    operand = (
        value if isinstance(value, Tensor) else torch.tensor(float(value), dtype=torch.float64)
    )
    missing = len(call.sizes) - operand.dim()
    if missing <= call.batch_axis and operand.shape[call.batch_axis - missing] != 1:
        raise Refusal("its constant has a batch dimension of its own")
    return operand
