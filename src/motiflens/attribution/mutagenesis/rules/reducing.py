"""Sums, means and maxima over whole dimensions."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from motiflens.attribution.mutagenesis.piece import Piece
from motiflens.attribution.mutagenesis.rules.columns import of_changes, of_values
from motiflens.attribution.mutagenesis.touched import Touched, outside
from motiflens.attribution.operations import (
    LogSumExp,
    MaxOverDimensions,
    Mean,
    Operation,
    Sum,
)

Reduction = Sum | Mean | MaxOverDimensions | LogSumExp


def total(operation: Operation, piece: Piece) -> Touched | Tensor | None:
    """Sum the changes."""
    assert isinstance(operation, Sum)
    return _summed(operation, 1, piece)


def mean(operation: Operation, piece: Piece) -> Touched | Tensor | None:
    """Sum the changes, over how many numbers there are."""
    assert isinstance(operation, Mean)
    count = math.prod(piece.before().shape[dim] for dim in operation.dims)
    return _summed(Sum(operation.dims, operation.keepdim), count, piece)


def maximum(operation: Operation, piece: Piece) -> Touched | Tensor | None:
    """Hold the largest touched number against the largest of those beside."""
    assert isinstance(operation, MaxOverDimensions)
    if not _over_positions(operation, piece):
        return within_columns(operation, piece)
    x = piece.x
    now = piece.both()[1].clone()
    rows = outside(x.start, x.width, x.layout.length)
    if rows is not None:
        now.flatten(0, 1).index_fill_(0, rows.to(now.device), -torch.inf)
    largest = torch.maximum(now.amax(0), _largest_beside(piece)[:, None])
    return operation.forward(x.layout.restore(largest.flatten(0, 1)[:, None]))


def within_columns(operation: Operation, piece: Piece) -> Touched | None:
    """Reduce columns, each by itself."""
    assert isinstance(operation, Sum | MaxOverDimensions | LogSumExp)
    if not piece.laid_out() or _over_positions(operation, piece):
        return None
    reduce = of_changes if isinstance(operation, Sum) else of_values
    return reduce(operation.forward, piece, _axis(operation, piece))


def _summed(operation: Sum, count: int, piece: Piece) -> Touched | Tensor | None:
    if not piece.laid_out():
        return None
    if not _over_positions(operation, piece):
        return of_changes(
            lambda change: operation.forward(change) / count, piece, _axis(operation, piece)
        )
    x = piece.x
    alone = x.layout.restore(x.delta.sum(0).flatten(0, 1)[:, None])
    change = operation.forward(alone) / count
    return piece.whole(piece.name, change.view(*x.shape[1:3], *change.shape[1:]))


def _over_positions(operation: Reduction, piece: Piece) -> bool:
    return piece.laid_out() and piece.x.layout.axis + 1 in operation.dims


def _axis(operation: Reduction, piece: Piece) -> int:
    """Return which dimension of the result holds the positions."""
    axis = piece.x.layout.axis
    gone = 0 if operation.keepdim else sum(dim <= axis for dim in operation.dims)
    return axis - gone


def _largest_beside(piece: Piece) -> Tensor:
    """Return the largest number of each row outside the window, (Q, R); it does not change."""
    x, name = piece.x, piece.names[0]
    length, sequence = x.layout.length, piece.sites.sequence
    columns = piece.unmutated.columns(name, x.layout)
    none = torch.full_like(columns[:, :1], -torch.inf)
    left = piece.unmutated.once(
        name, "largest to the left", x.layout,
        lambda: torch.cat([none, columns.cummax(1).values], 1),
    )  # fmt: skip
    right = piece.unmutated.once(
        name, "largest to the right", x.layout,
        lambda: torch.cat([columns.flip(1).cummax(1).values.flip(1), none], 1),
    )  # fmt: skip
    first, last = (at.clamp(0, length) for at in (x.start, x.start + x.width))
    return torch.maximum(left[sequence, first], right[sequence, last])
