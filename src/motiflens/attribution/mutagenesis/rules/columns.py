"""Operations that leave positions apart: what they make of a column rests on that column."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from motiflens.attribution.mutagenesis.piece import Piece
from motiflens.attribution.mutagenesis.touched import Layout, Touched, in_columns


def of_changes(
    function: Callable[[Tensor], Tensor], piece: Piece, axis: int | None = None
) -> Touched:
    """Apply a linear function to the changes; ``axis`` holds the positions of what it returns."""
    x = piece.x
    return Touched(_layout(piece, axis), x.start, in_columns(function, x.delta, x.layout))


def of_values(
    function: Callable[[Tensor], Tensor], piece: Piece, axis: int | None = None
) -> Touched:
    """Apply any function to the columns before and after; see `of_changes`."""
    layout = piece.x.layout
    before, now = (in_columns(function, columns, layout) for columns in piece.both())
    return Touched(_layout(piece, axis), piece.x.start, before=before, now=now)


def _layout(piece: Piece, axis: int | None) -> Layout:
    own = piece.x.layout.axis
    return Layout(piece.sizes(piece.after), own if axis is None else axis)
