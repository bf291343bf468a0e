"""Sums and products of what stands at one place in several values."""

from __future__ import annotations

from torch import Tensor

from motiflens.attribution.mutagenesis.piece import Piece, union
from motiflens.attribution.mutagenesis.touched import (
    Layout,
    Touched,
    in_columns,
    place,
    window,
)
from motiflens.attribution.operations import Add, Operation


def add(operation: Operation, piece: Piece) -> Touched | None:
    """Add the changes."""
    assert isinstance(operation, Add)
    layout = _common(piece)
    if layout is None:
        return None
    start, width = union([part for part in piece.inputs if part is not None])
    change: Tensor | None = None
    for part, factor in zip(piece.inputs, (1.0, operation.factor), strict=True):
        if part is not None:
            term = _repeated(part.placed(start, width), part.layout, layout)
            term = term if factor == 1 else term * factor
            change = term if change is None else change + term
    return Touched(layout, start, change)


def product(operation: Operation, piece: Piece) -> Touched | None:
    """Multiply, before and after."""
    layout = _common(piece)
    if layout is None:
        return None
    start, width = union([part for part in piece.inputs if part is not None])
    numbers = range(len(piece.inputs))
    both = [_both(piece, number, layout, start, width) for number in numbers]
    before, now = zip(*both, strict=True)
    return Touched(layout, start, before=operation.forward(*before), now=operation.forward(*now))


def _common(piece: Piece) -> Layout | None:
    """Return the layout of the output, if all inputs that change have its positions."""
    changing = [(number, part) for number, part in enumerate(piece.inputs) if part is not None]
    layouts, after = {part.layout for _, part in changing}, piece.after
    if len(layouts) == 1 and all(
        piece.before(number).shape == after.shape for number, _ in changing
    ):
        return layouts.pop()
    found = Layout(tuple(after.shape[1:]), changing[0][1].layout.axis)
    fits = (
        piece.laid_out(number)
        and len(part.layout.sizes) == len(found.sizes)
        and (part.layout.axis, part.layout.length) == (found.axis, found.length)
        for number, part in changing
    )
    return found if all(fits) else None


def _both(
    piece: Piece, number: int, layout: Layout, start: Tensor, width: int
) -> tuple[Tensor, Tensor]:
    """Return what an input is in windows without and with the mutation."""
    touched = piece.inputs[number]
    if touched is None:
        same = _unchanged(piece, number, layout, start, width)
        return same, same
    before = piece.window(number, touched.layout, start, width)
    now = before.expand(-1, -1, touched.shape[2], -1).contiguous()
    place(piece.both(number)[1], touched.start - start, now)
    return _repeated(before, touched.layout, layout), _repeated(now, touched.layout, layout)


def _unchanged(piece: Piece, number: int, layout: Layout, start: Tensor, width: int) -> Tensor:
    value = piece.before(number).expand_as(piece.after)
    columns = piece.unmutated.once(
        piece.names[number], f"for {piece.name}", layout, lambda: layout.columns(value)
    )
    return window(columns, piece.sites.sequence, start, width)


def _repeated(columns: Tensor, layout: Layout, wanted: Layout) -> Tensor:
    """Return columns with their numbers repeated along dimensions of size one."""
    if layout == wanted:
        return columns
    sizes = (*wanted.sizes[: wanted.axis], 1, *wanted.sizes[wanted.axis + 1 :])
    return in_columns(lambda alone: alone.expand(-1, *sizes), columns, layout)
