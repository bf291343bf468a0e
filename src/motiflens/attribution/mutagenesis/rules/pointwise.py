"""Functions of each number, and of the numbers at one place in several values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import torch
from torch import Tensor

from motiflens.attribution.mutagenesis.piece import Piece, union
from motiflens.attribution.mutagenesis.touched import Layout, Touched, place, window
from motiflens.attribution.operations import Add, Operation


def pointwise(operation: Operation, piece: Piece) -> Touched | None:
    """Apply the function to the touched columns before and after."""
    if piece.before().shape != piece.after.shape:
        return None
    at_columns = _with_constants(operation, lambda constant: _columns(constant, piece))
    if at_columns is None:
        return None
    before, now = (at_columns.forward(columns) for columns in piece.both())
    return Touched(piece.x.layout, piece.x.start, before=before, now=now)


def add(operation: Operation, piece: Piece) -> Touched | None:
    """Add the changes."""
    assert isinstance(operation, Add)
    if not _fit(piece):
        return None
    start, width = union([part for part in piece.inputs if part is not None])
    factors = (1.0, operation.factor)
    change: Tensor | None = None
    for part, factor in zip(piece.inputs, factors, strict=True):
        if part is not None:
            term = part.placed(start, width)
            term = term if factor == 1 else term * factor
            change = term if change is None else change + term
    return Touched(piece.x.layout, start, change)


def product(operation: Operation, piece: Piece) -> Touched | None:
    """Multiply what stands at one place, before and after."""
    if not _fit(piece):
        return None
    layout = piece.x.layout
    start, width = union([part for part in piece.inputs if part is not None])
    before, now = zip(
        *(_both(piece, number, layout, start, width) for number in range(len(piece.inputs))),
        strict=True,
    )
    return Touched(layout, start, before=operation.forward(*before), now=operation.forward(*now))


def _both(
    piece: Piece, number: int, layout: Layout, start: Tensor, width: int
) -> tuple[Tensor, Tensor]:
    """Return what an input is in windows without and with the mutation."""
    touched = piece.inputs[number]
    if touched is None:
        same = _unchanged(piece, number, layout, start, width)
        return same, same
    before = piece.window(number, layout, start, width)
    now = before.expand(-1, -1, touched.shape[2], -1).contiguous()
    return before, place(piece.both(number)[1], touched.start - start, now)


def _unchanged(piece: Piece, number: int, layout: Layout, start: Tensor, width: int) -> Tensor:
    value = piece.before(number).expand_as(piece.after)
    columns = piece.unmutated.once(
        piece.names[number], f"for {piece.name}", layout, lambda: layout.columns(value)
    )
    return window(columns, piece.sites.sequence, start, width)


def _fit(piece: Piece) -> bool:
    """Return whether all inputs that change stand place by place, each as large as the output."""
    changing = [number for number, part in enumerate(piece.inputs) if part is not None]
    layouts = {piece.inputs[number].layout for number in changing}  # type: ignore[union-attr]
    shapes = {piece.before(number).shape for number in changing}
    return len(layouts) == 1 and shapes == {piece.after.shape}


def _columns(constant: Tensor, piece: Piece) -> Tensor | None:
    """Return a constant in the touched windows, (width, Q, 1, R) or with ones for sizes.

    None where it differs from one sequence of the batch to the next.
    """
    if constant.dim() == 0:
        return constant
    layout, after = piece.x.layout, piece.after
    rows = len(after) // piece.unmutated.count
    if constant.dim() == after.dim() and constant.shape[0] not in (1, rows):
        return None
    columns = layout.columns(constant.expand(rows, *after.shape[1:]))
    if bool((columns == columns[:, :1]).all()):
        return columns[:, :1, None]
    first = torch.zeros(len(piece.sites), dtype=torch.int64)
    return window(columns.contiguous(), first, piece.x.start, piece.x.width)


def _with_constants(
    operation: Operation, change: Callable[[Tensor], Tensor | None]
) -> Operation | None:
    """Return the operation with each of its tensors changed; None where one cannot be."""
    changed: dict[str, Any] = {}
    for field in fields(operation):  # type: ignore[arg-type]
        value = getattr(operation, field.name)
        if isinstance(value, Tensor):
            changed[field.name] = change(value)
        elif isinstance(value, tuple) and any(isinstance(part, Tensor) for part in value):
            changed[field.name] = tuple(map(change, value))
    if any(None in (value if isinstance(value, tuple) else [value]) for value in changed.values()):
        return None
    return replace(operation, **changed) if changed else operation  # type: ignore[type-var]
