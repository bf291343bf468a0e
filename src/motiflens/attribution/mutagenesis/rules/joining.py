"""Concatenation: of columns, or of positions with others that do not change."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from motiflens.attribution.mutagenesis.piece import Piece, union
from motiflens.attribution.mutagenesis.touched import Layout, Touched
from motiflens.attribution.operations import Concat, Operation


def concat(operation: Operation, piece: Piece) -> Touched | None:
    """Join the columns that change with those that do not."""
    assert isinstance(operation, Concat)
    changing = [number for number, part in enumerate(piece.inputs) if part is not None]
    axes = {piece.inputs[number].layout.axis for number in changing}  # type: ignore[union-attr]
    if not all(map(piece.laid_out, changing)) or len(axes) > 1:
        return None
    layout = Layout(tuple(piece.after.shape[1:]), axes.pop())
    if operation.dim == layout.axis + 1:
        return _one_after_another(operation, piece, changing, layout)
    return _side_by_side(operation, piece, layout)


def _one_after_another(
    operation: Concat, piece: Piece, changing: list[int], layout: Layout
) -> Touched | None:
    if len(changing) > 1:
        return None
    before = sum(piece.before(number).shape[operation.dim] for number in range(changing[0]))
    return replace(piece.x, layout=layout, start=piece.x.start + before)


def _side_by_side(operation: Concat, piece: Piece, layout: Layout) -> Touched:
    start, width = union([part for part in piece.inputs if part is not None])
    numbers = range(len(piece.inputs))
    parts = [_alone(piece, number, layout.axis, start, width) for number in numbers]
    change = torch.cat(parts, operation.dim).view(width, *piece.x.shape[1:3], -1)
    return Touched(layout, start, change)


def _alone(piece: Piece, number: int, axis: int, start: Tensor, width: int) -> Tensor:
    """Return the change of an input's columns, each as a sequence of one position."""
    touched, sizes = piece.inputs[number], tuple(piece.before(number).shape[1:])
    layout = Layout(sizes, axis)
    if touched is not None:
        change = touched.placed(start, width)
    else:
        size = len(layout.columns(piece.before(number)[:1])[0, 0])
        change = piece.x.delta.new_zeros(width, *piece.x.shape[1:3], size)
    return layout.restore(change.reshape(-1, 1, change.shape[-1]))
