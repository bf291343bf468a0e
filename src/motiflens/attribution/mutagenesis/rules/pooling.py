"""Pooling over windows of positions: the touched windows are pooled again."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.attribution.mutagenesis.piece import Piece
from motiflens.attribution.mutagenesis.rules.sliding import Slide
from motiflens.attribution.mutagenesis.touched import (
    Layout,
    Touched,
    outside,
    place,
    unchanged_outside,
)
from motiflens.attribution.operations import (
    AdaptiveAveragePool,
    AveragePool,
    MaxPool,
    Operation,
)


def maximum(operation: Operation, piece: Piece) -> Touched | None:
    """Take the maxima of the touched windows, of columns that changed and of those beside them."""
    assert isinstance(operation, MaxPool)
    slide = _along_positions(operation, operation.dilation, piece)
    if slide is None:
        return None
    x, layout = piece.x, Layout(tuple(piece.after.shape[1:]), piece.x.layout.axis)
    start, count = slide.outputs(x)
    first, width = slide.inputs(start, count)
    beside = piece.window(0, x.layout, first, width)
    read = beside.expand(-1, -1, x.shape[2], -1).contiguous()
    place(piece.both()[1], x.start - first, read)
    _fill(read, outside(first, width, x.layout.length), -torch.inf)
    slabs = slide.slabs(read, count)
    now = slabs[0].clone()
    for slab in slabs[1:]:
        torch.maximum(now, slab, out=now)
    before = piece.window_after(layout, start, count)
    rows = outside(start, count, layout.length)
    if rows is not None:
        rows = rows.to(now.device)
        now.flatten(0, 1)[rows] = before.flatten(0, 1)[rows].expand(-1, now.shape[2], -1)
    return Touched(layout, start, before=before, now=now)


def average(operation: Operation, piece: Piece) -> Touched | None:
    """Average the changes in the touched windows."""
    assert isinstance(operation, AveragePool)
    slide = _along_positions(operation, (1,) * len(operation.kernel), piece)
    if slide is None:
        return None
    x, layout = piece.x, Layout(tuple(piece.after.shape[1:]), piece.x.layout.axis)
    start, count = slide.outputs(x)
    slabs = slide.slabs(x.placed(*slide.inputs(start, count)), count)
    total = slabs[0].clone()
    for slab in slabs[1:]:
        total += slab
    sizes = _sizes(slide, start, count, x.layout.length, operation.count_include_pad)
    change = total / sizes.to(total)[:, :, None, None]
    return Touched(layout, start, unchanged_outside(change, start, layout.length))


def adaptive_average(operation: Operation, piece: Piece) -> Touched | None:
    """Average over windows of one size, where they are."""
    assert isinstance(operation, AdaptiveAveragePool)
    if not piece.laid_out():
        return None
    inputs, outputs = piece.before().shape[2:], operation.sizes
    if any(size % count for size, count in zip(inputs, outputs, strict=True)):
        return None
    windows = tuple(size // count for size, count in zip(inputs, outputs, strict=True))
    return average(AveragePool(windows, windows, (0,) * len(windows), False, True), piece)


def _along_positions(
    operation: MaxPool | AveragePool, dilation: tuple[int, ...], piece: Piece
) -> Slide | None:
    """Return how windows slide along positions; None where they span other dimensions too."""
    axis = piece.x.layout.axis - 1
    if not piece.laid_out() or axis < 0:
        return None
    kernel, stride, padding = operation.kernel, operation.stride, operation.padding
    others = [dim for dim in range(len(kernel)) if dim != axis]
    if any((kernel[dim], stride[dim], padding[dim]) != (1, 1, 0) for dim in others):
        return None
    return Slide(kernel[axis], stride[axis], padding[axis], dilation[axis])


def _sizes(slide: Slide, start: Tensor, count: int, length: int, with_padding: bool) -> Tensor:
    """Return by what PyTorch divides the sum of each window, (count, Q)."""
    first = (start + torch.arange(count)[:, None]) * slide.stride - slide.padding
    last = torch.clamp(first + slide.kernel, max=length + slide.padding)
    if not with_padding:
        first, last = first.clamp(min=0), last.clamp(max=length)
    return (last - first).clamp(min=1)


def _fill(columns: Tensor, rows: Tensor | None, number: float) -> None:
    if rows is not None:
        columns.flatten(0, 1).index_fill_(0, rows.to(columns.device), number)
