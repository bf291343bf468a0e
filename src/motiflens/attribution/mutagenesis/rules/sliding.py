"""Convolutions: each changed column is multiplied by the weights once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from motiflens.attribution.mutagenesis.piece import Piece
from motiflens.attribution.mutagenesis.touched import (
    Layout,
    Touched,
    unchanged_outside,
)
from motiflens.attribution.operations import Convolution, Operation


@dataclass(frozen=True)
class Slide:
    """How windows slide along the positions: those of a convolution, or of a pooling."""

    kernel: int
    stride: int
    padding: int
    dilation: int = 1

    @property
    def reach(self) -> int:
        """Columns from the first that a window reads to its last."""
        return (self.kernel - 1) * self.dilation + 1

    def outputs(self, touched: Touched) -> tuple[Tensor, int]:
        """Return the windows, first and number, that read any of the touched columns."""
        first = touched.start + self.padding - self.reach + self.stride
        start = torch.div(first, self.stride, rounding_mode="floor")
        return start, (touched.width + self.reach - 2) // self.stride + 1

    def inputs(self, start: Tensor, count: int) -> tuple[Tensor, int]:
        """Return the columns, first and number, that ``count`` windows read."""
        return start * self.stride - self.padding, (count - 1) * self.stride + self.reach

    def slabs(self, columns: Tensor, count: int) -> list[Tensor]:
        """Return for each place of the kernel the columns (count, ...) that windows have there."""
        reach = (count - 1) * self.stride + 1
        places = (place * self.dilation for place in range(self.kernel))
        return [columns[place : place + reach : self.stride] for place in places]


def convolution(operation: Operation, piece: Piece) -> Touched | None:
    """Convolve the changes alone: a columns become a + (k - 1) * dilation."""
    assert isinstance(operation, Convolution)
    if not piece.laid_out() or piece.x.layout.axis == 0:
        return None
    if len(operation.stride) == 1 and operation.stride[0] == operation.groups == 1:
        return _tap_by_tap(operation, piece)
    return _window_by_window(operation, piece)


def _tap_by_tap(operation: Convolution, piece: Piece) -> Touched:
    """Add to the output, for each tap, the product of all changed columns with its weights."""
    x = piece.x
    layout = Layout(tuple(piece.after.shape[1:]), 1)
    taps = piece.unmutated.once(
        piece.name, "taps", layout, lambda: operation.weight.permute(2, 1, 0)
    )
    slide = Slide(len(taps), 1, operation.padding[0], operation.dilation[0])
    width, *mutants, size = x.shape
    delta = x.delta.reshape(-1, size)
    change = delta.new_zeros(width + slide.reach - 1, *mutants, layout.sizes[0])
    for number, tap in enumerate(taps):
        place = slide.reach - 1 - number * slide.dilation
        change[place : place + width].view(-1, layout.sizes[0]).addmm_(delta, tap)
    start = x.start + slide.padding - slide.reach + 1
    return Touched(layout, start, unchanged_outside(change, start, layout.length))


def _window_by_window(operation: Convolution, piece: Piece) -> Touched:
    """Convolve the columns that the touched windows read, changed or not."""
    x, axis = piece.x, piece.x.layout.axis - 1
    slide = Slide(
        operation.weight.shape[2 + axis],
        operation.stride[axis],
        operation.padding[axis],
        operation.dilation[axis],
    )
    start, count = slide.outputs(x)
    read = x.placed(*slide.inputs(start, count))
    unpadded = replace(
        operation,
        bias=None,
        padding=_without(operation.padding, axis),
        trailing=_without(operation.trailing, axis),
    )
    layout = Layout(tuple(piece.after.shape[1:]), x.layout.axis)
    columns = read.permute(1, 2, 0, 3).flatten(0, 1)
    found = unpadded.forward(x.layout.restore(columns))
    alone = Layout(tuple(found.shape[1:]), layout.axis)
    change = alone.columns(found).view(*x.shape[1:3], count, -1).permute(2, 0, 1, 3).contiguous()
    return Touched(layout, start, unchanged_outside(change, start, layout.length))


def _without(numbers: tuple[int, ...], axis: int) -> tuple[int, ...]:
    return (*numbers[:axis], 0, *numbers[axis + 1 :])
