"""What a mutation touches of a layer: a window of columns, and by how much they change.

Windows of many mutants are held together. A mutant's is as wide as every other's, and lies where
its own mutation does; columns beyond the ends of a layer are there too, and do not change.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Layout:
    """How the numbers of one sequence lie in a value.

    Attributes
    ----------
    sizes
        Of the dimensions behind the batch. A value whose dimensions have been merged since is
        the same numbers in the same order.
    axis
        Which of them holds the positions. The numbers of a position, in their order, are its
        column.
    """

    sizes: tuple[int, ...]
    axis: int

    @property
    def length(self) -> int:
        """Number of positions."""
        return self.sizes[self.axis]

    def columns(self, value: Tensor) -> Tensor:
        """Return a value of N sequences as (N, positions, numbers of a column)."""
        moved = value.reshape(-1, *self.sizes).movedim(self.axis + 1, 1)
        return moved.reshape(*moved.shape[:2], -1)

    def restore(self, columns: Tensor) -> Tensor:
        """Undo `columns` for any number of positions, to (N, *sizes)."""
        rest = [size for axis, size in enumerate(self.sizes) if axis != self.axis]
        return columns.reshape(*columns.shape[:2], *rest).movedim(1, self.axis + 1)

    def split(self, sizes: tuple[int, ...]) -> Layout:
        """Return the layout of the same numbers in other dimensions, if one holds the positions."""
        step = math.prod(self.sizes[self.axis + 1 :])
        for axis, size in enumerate(sizes):
            if size == self.length and math.prod(sizes[axis + 1 :]) == step:
                return Layout(sizes, axis)
        return self


@dataclass(frozen=True)
class Touched:
    """Columns that Q mutations touch, for B bases each, in a value of R numbers a column.

    Either their change is held, or what they were and are now.

    Attributes
    ----------
    layout
        Of the value.
    start
        (Q,) on the CPU: the first column of each window, which may lie beyond an end.
    change
        (width, Q, B, R).
    before, now
        (width, Q, 1, R) and (width, Q, B, R).
    """

    layout: Layout
    start: Tensor
    change: Tensor | None = None
    before: Tensor | None = None
    now: Tensor | None = None

    @property
    def delta(self) -> Tensor:
        """By how much the columns change, (width, Q, B, R)."""
        if self.change is not None:
            return self.change
        assert self.now is not None
        assert self.before is not None
        return self.now - self.before

    @property
    def shape(self) -> torch.Size:
        """(width, Q, B, R)."""
        held = self.now if self.change is None else self.change
        assert held is not None
        return held.shape

    @property
    def width(self) -> int:
        """Columns of a window."""
        return self.shape[0]

    def placed(self, start: Tensor, width: int) -> Tensor:
        """Return the change in other windows, zero where these are wider."""
        offset, delta = self.start - start, self.delta
        if width == self.width and not bool(offset.any()):
            return delta
        return place(delta, offset, delta.new_zeros(width, *self.shape[1:]))


def place(columns: Tensor, offset: Tensor, into: Tensor) -> Tensor:
    """Write columns (a, Q, ...) into wider ones (w, Q, ...), each site's ``offset`` columns on.

    What would lie outside is left out.
    """
    width = len(columns)
    first = int(offset[0])
    if bool((offset == first).all()) and 0 <= first <= len(into) - width:
        into[first : first + width] = columns
        return into
    sites = torch.arange(len(offset))
    rows = offset + torch.arange(width)[:, None]
    inside = ((rows >= 0) & (rows < len(into))).flatten()
    target = (rows * len(offset) + sites).flatten()
    source = columns.flatten(0, 1)
    if not bool(inside.all()):
        chosen = inside.nonzero()[:, 0]
        target, source = target[chosen], source[chosen.to(source.device)]
    into.flatten(0, 1).index_copy_(0, target.to(into.device), source)
    return into


def window(columns: Tensor, sequence: Tensor, start: Tensor, width: int) -> Tensor:
    """Return windows of columns (N, L, R), (width, Q, 1, R); beyond an end, what stands there."""
    length = columns.shape[1]
    position = (start + torch.arange(width)[:, None]).clamp_(0, length - 1)
    rows = (sequence * length + position).flatten().to(columns.device)
    return columns.flatten(0, 1)[rows].view(width, len(start), 1, -1)


def outside(start: Tensor, width: int, length: int) -> Tensor | None:
    """Return which rows of windows (width * Q, ...) lie beyond an end; None where none does."""
    if int(start.min()) >= 0 and int(start.max()) + width <= length:
        return None
    position = start + torch.arange(width)[:, None]
    return ((position < 0) | (position >= length)).flatten().nonzero()[:, 0]


def unchanged_outside(change: Tensor, start: Tensor, length: int) -> Tensor:
    """Set to zero, in place, what lies beyond an end of a layer."""
    rows = outside(start, len(change), length)
    if rows is not None:
        change.flatten(0, 1).index_fill_(0, rows.to(change.device), 0)
    return change


def in_columns(function: Callable[[Tensor], Tensor], columns: Tensor, layout: Layout) -> Tensor:
    """Apply a function of values to columns (a, Q, B, R), each as a sequence of one position."""
    alone = layout.restore(columns.reshape(-1, 1, columns.shape[-1]))
    return function(alone).reshape(*columns.shape[:-1], -1)
