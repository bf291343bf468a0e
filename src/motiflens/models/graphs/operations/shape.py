"""What only moves numbers."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field
from torch import Tensor
from torch.nn import functional as F

from motiflens.models.graphs.operations.base import Count, Dim, Dims, Positive, Unary


class Reshape(Unary):
    """The same numbers of each sequence in other dimensions."""

    kind: ClassVar[str] = "reshape"
    sizes: tuple[Positive, ...]

    def of(self, x: Tensor) -> Tensor:
        """Return (N, *sizes)."""
        return x.reshape(x.shape[0], *self.sizes)


class Permute(Unary):
    """The dimensions after the batch in another order, counted from 1."""

    kind: ClassVar[str] = "permute"
    dims: Dims

    def of(self, x: Tensor) -> Tensor:
        """Return the value with its dimensions moved."""
        return x.permute(0, *self.dims)


class Slice(Unary):
    """Every ``step``-th element of a dimension, ``length`` of them from ``start`` on."""

    kind: ClassVar[str] = "slice"
    dim: Dim
    start: Count
    length: Positive
    step: Positive = 1

    def of(self, x: Tensor) -> Tensor:
        """Return the part."""
        reach = (self.length - 1) * self.step + 1
        part = x.narrow(self.dim, self.start, reach)
        return part[(slice(None),) * self.dim + (slice(None, None, self.step),)]


class Pad(Unary):
    """A number around the last dimensions: as many places before and behind, the last first."""

    kind: ClassVar[str] = "pad"
    widths: Annotated[tuple[Count, ...], Field(min_length=2)]
    value: float = 0.0

    def of(self, x: Tensor) -> Tensor:
        """Return the value with its margins."""
        return F.pad(x, self.widths, value=self.value)


class Flip(Unary):
    """A dimension in reverse order."""

    kind: ClassVar[str] = "flip"
    dim: Dim

    def of(self, x: Tensor) -> Tensor:
        """Return the value in reverse."""
        return x.flip(self.dim)


class Repeat(Unary):
    """Each element of a dimension ``times`` times in a row."""

    kind: ClassVar[str] = "repeat"
    dim: Dim
    times: Positive

    def of(self, x: Tensor) -> Tensor:
        """Return the longer value."""
        return x.repeat_interleave(self.times, self.dim)
