"""Functions of each number by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import torch
from torch import Tensor

from motiflens.attribution.mutagenesis.piece import Piece
from motiflens.attribution.mutagenesis.touched import Touched, window
from motiflens.attribution.operations import Operation


def pointwise(operation: Operation, piece: Piece) -> Touched | None:
    """Apply the function to the touched columns before and after."""
    if piece.before().shape != piece.after.shape:
        return None
    at_columns = _with_constants(operation, lambda constant: _columns(constant, piece))
    if at_columns is None:
        return None
    before, now = (at_columns.forward(columns) for columns in piece.both())
    return Touched(piece.x.layout, piece.x.start, before=before, now=now)


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
    parts = (value if isinstance(value, tuple) else (value,) for value in changed.values())
    if any(part is None for one in parts for part in one):
        return None
    return replace(operation, **changed) if changed else operation  # type: ignore[type-var]
