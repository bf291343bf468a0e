"""The mean gradient along a straight line, to a tolerance.

The way from the reference to the sequence is cut into segments. In each the gradient is taken at
the seven points of the Gauss-Kronrod rule, three of which are those of Gauss. How far the two
are apart says how far each position may be off, and what the function rises by, how far all of
them are together. Segments with the largest errors are halved until a sequence is within the
tolerance. Networks of straight pieces have a jump in the gradient wherever a unit turns on, which
halving closes in on; smooth ones need few segments.

Kronrod 1965, Nodes and Weights of Quadrature Formulas; Laurie 1997, Mathematics of Computation
66:1133-1145.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import torch
from torch import Tensor

_HALF = (0.960491268708020283, 0.774596669241483377, 0.434243749346802558)
NODES = (*[-node for node in _HALF], 0.0, *_HALF[::-1])
"""Of Gauss-Kronrod with seven points, between -1 and 1."""
_SIDE = (0.104656226026467265, 0.268488089868333440, 0.401397414775962222)
KRONROD = (*_SIDE, 0.450916538658474142, *_SIDE[::-1])
"""Their weights."""
GAUSS = (0.0, 5 / 9, 0.0, 8 / 9, 0.0, 5 / 9, 0.0)
"""Weights of Gauss with three of the points."""
_MIDDLE = len(NODES) // 2

Slope = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]
"""Of sequences, by row (m,), and places on the way (m,): values (m,), gradients (m, 4, L)."""


@dataclass(frozen=True)
class Segments:
    """Pieces of the way of several sequences.

    Attributes
    ----------
    row
        (S,) to which sequence each belongs.
    start, width
        (S,) where on the way, between 0 and 1.
    low, middle, high
        (S,) the function at its start, its middle and its end.
    area
        (S, 4, L) the integral of the gradient over it.
    doubt
        (S, L) by how much the scores that come of it may be off, with a sign.
    missed
        (S,) by how much their sum is off, with a sign.
    """

    row: Tensor
    start: Tensor
    width: Tensor
    low: Tensor
    middle: Tensor
    high: Tensor
    area: Tensor
    doubt: Tensor
    missed: Tensor

    @property
    def error(self) -> Tensor:
        """Return (S,) the larger of the errors' sum and of the sum's error."""
        return torch.maximum(self.doubt.abs().sum(1), self.missed.abs())

    def chosen(self, which: Tensor) -> Segments:
        """Return some of the segments."""
        return Segments(*(getattr(self, member.name)[which] for member in fields(self)))

    def joined(self, *others: Segments) -> Segments:
        """Return these segments and others."""
        return Segments(
            *(
                torch.cat([getattr(one, member.name) for one in (self, *others)])
                for member in fields(self)
            )
        )


@dataclass(frozen=True)
class Integral:
    """What was found of n sequences.

    Attributes
    ----------
    slope
        (n, 4, L) the mean gradient along the way.
    error
        (n,) by how much the scores may be off, over their scale; the larger of the sum of the
        positions' errors, estimated as if those of segments had signs by chance, and of the error
        of their sum, which is known.
    steps
        (n,) gradients that were taken.
    """

    slope: Tensor
    error: Tensor
    steps: Tensor


def integrate(
    slope: Slope,
    change: Tensor,
    ends: tuple[Tensor, Tensor],
    *,
    tolerance: float,
    max_steps: int,
    piece: int = 8,
) -> Integral:
    """Return the mean gradient along the way.

    Parameters
    ----------
    slope
        The function and its gradient.
    change
        (n, 4, L) from the reference to the sequence.
    ends
        (n,) each: the function at the reference and at the sequence.
    tolerance
        Of the error (see `Integral`); the scale is the larger of the rise and of the sum of the
        scores' sizes.
    max_steps
        Gradients of a sequence above which none is taken.
    piece
        Segments in one pass.
    """
    whole = torch.ones_like(ends[0])
    row = torch.arange(len(change), device=change.device)
    segments = _measure(slope, change, piece, row, 0 * whole, whole, *ends)
    steps = torch.full_like(row, len(NODES))
    while True:
        area = torch.zeros_like(change).index_add_(0, segments.row, segments.area)
        size = (area * change).sum(1).abs().sum(1)
        scale = torch.maximum(size, (ends[1] - ends[0]).abs())
        error = _error(segments, *ends)
        halved = _to_halve(segments, error > tolerance * scale)
        needed = 2 * len(NODES) * torch.zeros_like(row).index_add_(0, segments.row, halved.long())
        affordable = steps + needed <= max_steps
        halved &= affordable[segments.row]
        if not bool(halved.any()):
            # Where nothing rises and nothing is off there is nothing to divide by.
            return Integral(area, torch.where(error == 0, error, error / scale), steps)
        steps += torch.where(affordable, needed, 0)
        parent = segments.chosen(halved)
        width = parent.width / 2
        left = (parent.row, parent.start, width, parent.low, parent.middle)
        right = (parent.row, parent.start + width, width, parent.middle, parent.high)
        halves = [torch.cat(both) for both in zip(left, right, strict=True)]
        segments = segments.chosen(~halved).joined(_measure(slope, change, piece, *halves))


def _error(segments: Segments, low: Tensor, high: Tensor) -> Tensor:
    """Return by how much the scores of sequences may be off, (n,); see `Integral`.

    What the rounding of the function at both ends explains is no error.
    """
    doubt, missed = segments.doubt, segments.missed
    squares = doubt.new_zeros(len(low), doubt.shape[1])
    squares.index_add_(0, segments.row, doubt.square())
    total = torch.zeros_like(low).index_add_(0, segments.row, missed).abs()
    rounding = 8 * torch.finfo(low.dtype).eps * (low.abs() + high.abs())
    return torch.maximum(squares.sqrt().sum(1), (total - rounding).clamp(min=0))


def _to_halve(segments: Segments, over: Tensor) -> Tensor:
    """Return (S,) those of the sequences ``over``, (n,), that are no better than their mean."""
    finest = 4 * torch.finfo(segments.width.dtype).eps
    open_ = over[segments.row] & (segments.width > finest)
    row, error = segments.row, torch.where(open_, segments.error, 0)
    total = error.new_zeros(len(over)).index_add_(0, row, error)
    number = torch.bincount(row[open_], minlength=len(over)).clamp(min=1)
    return open_ & (error >= (total / number)[row])


def _measure(
    slope: Slope,
    change: Tensor,
    piece: int,
    row: Tensor,
    start: Tensor,
    width: Tensor,
    low: Tensor,
    high: Tensor,
) -> Segments:
    """Return segments with what the rules say of them."""
    given = (torch.split(part, piece) for part in (row, start, width, low, high))
    found = [_measure_piece(slope, change, *some) for some in zip(*given, strict=True)]
    return found[0].joined(*found[1:])


def _measure_piece(
    slope: Slope, change: Tensor, row: Tensor, start: Tensor, width: Tensor, low: Tensor,
    high: Tensor,
) -> Segments:  # fmt: skip
    nodes, kronrod, gauss = (start.new_tensor(numbers) / 2 for numbers in (NODES, KRONROD, GAUSS))
    places = start[:, None] + width[:, None] * (nodes + 0.5)
    values, gradients = slope(row.repeat_interleave(len(NODES)), places.flatten())
    gradients = gradients.view(*places.shape, *gradients.shape[1:])
    area = torch.einsum("sjcl,j->scl", gradients, kronrod) * width[:, None, None]
    apart = torch.einsum("sjcl,j->scl", gradients, kronrod - gauss) * width[:, None, None]
    doubt = (apart * change[row]).sum(1)
    missed = high - low - (area * change[row]).sum((1, 2))
    middle = values.view(places.shape)[:, _MIDDLE]
    return Segments(row, start, width, low, middle, high, area, doubt, missed)
