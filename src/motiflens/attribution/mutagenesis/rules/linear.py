"""Dense layers: on each column by itself, or on a sequence laid flat."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.attribution.mutagenesis.piece import Piece
from motiflens.attribution.mutagenesis.rules.columns import of_changes
from motiflens.attribution.mutagenesis.touched import Touched
from motiflens.attribution.operations import Dense, MatrixMap, Operation


def dense(operation: Operation, piece: Piece) -> Touched | Tensor | None:
    """Apply the weights to the changes alone."""
    assert isinstance(operation, Dense)
    value, layout = piece.before(), piece.x.layout
    sizes = piece.sizes(value)
    if layout.sizes == sizes and layout.axis < len(sizes) - 1:
        return of_changes(operation.with_weight(operation.weight).forward, piece)
    if len(sizes) == 1:
        return _flat(operation.weight, piece)
    return None


def matrix(operation: Operation, piece: Piece) -> Touched | Tensor | None:
    """Take the matrix for a dense layer's weights."""
    assert isinstance(operation, MatrixMap)
    return dense(Dense(operation.weight.mT, None), piece) if operation.weight.dim() == 2 else None


def _flat(weight: Tensor, piece: Piece) -> Tensor:
    """Multiply the touched columns by the rows of weights that read them.

    Mutants whose windows start at one column, which stand together, have one product.
    """
    x = piece.x
    rows = piece.unmutated.once(
        piece.name, "weights", x.layout, lambda: x.layout.columns(weight).permute(1, 2, 0)
    )
    width, sites, tried, _ = x.shape
    found = weight.new_zeros(sites, tried, len(weight))
    delta, last = x.delta, 0
    starts, counts = torch.unique_consecutive(x.start, return_counts=True)
    for start, count in zip(starts.tolist(), counts.tolist(), strict=True):
        low, high = max(0, -start), min(width, x.layout.length - start)
        if low < high:
            part = delta[low:high, last : last + count].permute(1, 2, 0, 3)
            own = rows[start + low : start + high].view(-1, len(weight))
            found[last : last + count] = part.reshape(count, tried, -1) @ own
        last += count
    return piece.whole(piece.name, found)
