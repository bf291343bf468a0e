"""Where a value of an exported graph holds the batch, and what constants make of its size.

Every activation holds the batch in one dimension, and no operation may mix its sequences. A
constant may depend on its size (a token repeated for every sequence): it is computed for a batch
of one and of two.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, fx

from motiflens.attribution.aten import Activation, BatchDependent, Refusal
from motiflens.attribution.operations import Operation, Reshape

_MIXED = "it mixes the sequences of a batch"
_READ_SIZES = {
    "empty_like",
    "full_like",
    "new_empty",
    "new_full",
    "new_ones",
    "new_zeros",
    "ones_like",
    "sym_size",
    "zeros_like",
}


def batch_of(node: fx.Node) -> tuple[tuple[int, ...], int]:
    """Return the sizes of a node's value for a batch of one, and which of them is the batch's."""
    shape = node.meta["val"].shape
    symbolic = [axis for axis, size in enumerate(shape) if not isinstance(size, int)]
    if any(str(shape[axis]).startswith("u") for axis in symbolic):
        raise Refusal("its size depends on values, as that of a mask used as an index")
    if len(symbolic) != 1:
        raise Refusal(_MIXED)
    one, two = (_for_batch(shape[symbolic[0]], batch) for batch in (1, 2))
    if two != 2 * one:
        raise Refusal(_MIXED)
    sizes = (size if isinstance(size, int) else one for size in shape)
    return tuple(sizes), symbolic[0]


def _for_batch(size: torch.SymInt, batch: int) -> int:
    expression = size.node.expr
    return int(expression.subs(dict.fromkeys(expression.free_symbols, batch)))


def outer_rows(
    operation: Operation, parents: tuple[Activation, ...], sizes: tuple[int, ...], axis: int
) -> int:
    """Return `Activation.outer` of a result."""
    found = {parent.outer for parent in parents}
    if len(found) != 1:
        raise Refusal(_MIXED)
    if not isinstance(operation, Reshape):
        return found.pop()
    (x,) = parents
    before = math.prod(x.sizes[: x.batch_axis]) * x.outer
    outside = math.prod(sizes[:axis])
    if before % outside or sizes[axis] % (before // outside):
        raise Refusal(_MIXED)
    return before // outside


def reads_sizes(node: fx.Node) -> bool:
    """Return whether what a node computes depends on the sizes of its inputs alone."""
    name = str(node.target)
    return name.startswith("aten.") and name.split(".")[1] in _READ_SIZES


def of_batch(value: Any, batch: int, dtype: torch.dtype) -> Any:
    """Return a value for a batch of one or two; an activation as zeros of its sizes."""
    if isinstance(value, BatchDependent):
        return value.one if batch == 1 else value.two
    if isinstance(value, Activation):
        sizes = list(value.sizes)
        sizes[value.batch_axis] *= batch
        return torch.zeros(sizes, dtype=dtype)
    return value


def for_any_batch(one: Any, two: Any) -> Any:
    """Return a constant, given for batches of one and of two."""
    if type(one) is not type(two):
        return BatchDependent(one, two)
    if isinstance(one, Tensor):
        return one if one.shape == two.shape and torch.equal(one, two) else BatchDependent(one, two)
    return one if isinstance(one, int | float | bool) and one == two else BatchDependent(one, two)
