"""Operations that move numbers: along the positions, or within columns."""

from __future__ import annotations

from dataclasses import replace

from motiflens.attribution.mutagenesis.piece import Piece
from motiflens.attribution.mutagenesis.rules.columns import of_changes
from motiflens.attribution.mutagenesis.touched import Layout, Touched, unchanged_outside
from motiflens.attribution.operations import (
    Flip,
    Narrow,
    Operation,
    Pad,
    Permute,
    Reshape,
    Take,
)


def reshape(operation: Operation, piece: Piece) -> Touched | None:
    """Leave the numbers, and see whether a dimension of the result holds the positions."""
    assert isinstance(operation, Reshape)
    if operation.batch_axis != 0:
        return None
    return replace(piece.x, layout=piece.x.layout.split(piece.sizes(piece.after)))


def permute(operation: Operation, piece: Piece) -> Touched | None:
    """Permute the numbers of each column."""
    assert isinstance(operation, Permute)
    if not piece.laid_out() or operation.dims[0] != 0:
        return None
    axis = operation.dims.index(piece.x.layout.axis + 1) - 1
    return of_changes(operation.forward, piece, axis)


def narrow(operation: Operation, piece: Piece) -> Touched | None:
    """Count positions from another first one, or keep some numbers of each column."""
    assert isinstance(operation, Narrow)
    if not piece.laid_out():
        return None
    axis = piece.x.layout.axis
    if operation.dim != axis + 1:
        return of_changes(
            operation.forward, piece, axis - (operation.drop and operation.dim <= axis)
        )
    if operation.drop or operation.step != 1:
        return None
    return _moved(piece, -operation.start)


def pad(operation: Operation, piece: Piece) -> Touched | None:
    """Count positions from another first one, and pad columns."""
    assert isinstance(operation, Pad)
    if not piece.laid_out():
        return None
    value, axis = piece.before(), piece.x.layout.axis
    place = 2 * (value.dim() - 2 - axis)
    pads = list(operation.pads) + [0] * max(0, place + 2 - len(operation.pads))
    left, pads[place : place + 2] = pads[place], [0, 0]
    padded = of_changes(Pad(tuple(pads)).forward, piece) if any(pads) else piece.x
    return _moved(replace(piece, inputs=(padded,)), left)


def flip(operation: Operation, piece: Piece) -> Touched | None:
    """Count positions from the other end, and flip columns."""
    assert isinstance(operation, Flip)
    if not piece.laid_out():
        return None
    axis = piece.x.layout.axis + 1
    others = tuple(dim for dim in operation.dims if dim != axis)
    flipped = of_changes(Flip(others).forward, piece) if others else piece.x
    if axis not in operation.dims:
        return flipped
    start = flipped.layout.length - flipped.start - flipped.width
    return Touched(flipped.layout, start, flipped.delta.flip(0))


def take(operation: Operation, piece: Piece) -> Touched | None:
    """Take some numbers of each column."""
    assert isinstance(operation, Take)
    if not piece.laid_out() or operation.dim == piece.x.layout.axis + 1:
        return None
    return of_changes(operation.forward, piece)


def expand(operation: Operation, piece: Piece) -> Touched | None:
    """Leave what is not repeated."""
    del operation
    return piece.x if piece.before().shape == piece.after.shape else None


def _moved(piece: Piece, by: int) -> Touched:
    """Return the input's columns ``by`` positions further on, in the output's dimensions."""
    x = piece.x
    layout = Layout(tuple(piece.after.shape[1:]), x.layout.axis)
    start = x.start + by
    change = unchanged_outside(x.delta.clone(), start, layout.length)
    return Touched(layout, start, change)
