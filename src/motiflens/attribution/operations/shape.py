"""Operations that only move numbers: reshape, permute, slice, pad, repeat, take."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.operations.affine import Affine
from motiflens.attribution.operations.base import unbroadcast


class Shape(Affine):
    """A linear map whose entries are 0 and 1."""


@dataclass(frozen=True)
class Reshape(Shape):
    """A view with the dimensions ``sizes`` for each sample.

    Attributes
    ----------
    sizes
        Sizes of the result for a batch of one. The dimension ``batch_axis`` is multiplied by the
        size of the batch.
    batch_axis
        Which dimension of the result holds the batch.
    """

    sizes: tuple[int, ...]
    batch_axis: int = 0

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the view."""
        sizes = list(self.sizes)
        sizes[self.batch_axis] = -1
        return inputs[0].reshape(sizes)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the view back."""
        return message.reshape(shape)


@dataclass(frozen=True)
class Permute(Shape):
    """A permutation of dimensions."""

    dims: tuple[int, ...]

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the permuted view."""
        return inputs[0].permute(self.dims)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the inverse permutation of ``message``."""
        del shape
        return message.permute(sorted(range(len(self.dims)), key=self.dims.__getitem__))


@dataclass(frozen=True)
class Narrow(Shape):
    """Every ``step``-th element of ``dim`` from ``start`` on, ``length`` of them.

    ``drop`` removes the dimension, which then has one element.
    """

    dim: int
    start: int
    length: int
    step: int = 1
    drop: bool = False

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the slice."""
        part = inputs[0][self._index()]
        return part.squeeze(self.dim) if self.drop else part

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return zeros with ``message`` at the slice."""
        sent = message.new_zeros(shape)
        sent[self._index()] = message.unsqueeze(self.dim) if self.drop else message
        return sent

    def _index(self) -> tuple[slice, ...]:
        stop = self.start + (self.length - 1) * self.step + 1
        return (*[slice(None)] * self.dim, slice(self.start, stop, self.step))


@dataclass(frozen=True)
class Pad(Shape):
    """Padding with zeros; ``pads`` as `torch.nn.functional.pad` takes them, negative ones crop."""

    pads: tuple[int, ...]

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the padded tensor."""
        return F.pad(inputs[0], self.pads)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` without the padding."""
        del shape
        return F.pad(message, [-pad for pad in self.pads])


@dataclass(frozen=True)
class Expand(Shape):
    """Repetition along dimensions of size one (or new ones in front); -1 keeps a size."""

    sizes: tuple[int, ...]

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the expanded view."""
        return inputs[0].expand(self.sizes)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` summed over the repetitions."""
        return unbroadcast(message, shape)


@dataclass(frozen=True)
class Flip(Shape):
    """The dimensions ``dims`` in reverse order."""

    dims: tuple[int, ...]

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the flipped tensor."""
        return inputs[0].flip(self.dims)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` flipped back."""
        del shape
        return message.flip(self.dims)


@dataclass(frozen=True, eq=False)
class Take(Shape):
    """The elements ``indices`` of dimension ``dim``: rolls, reflected padding."""

    dim: int
    indices: Tensor

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the elements."""
        return inputs[0].index_select(self.dim, self.indices)

    def transpose(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return ``message`` summed at the element that each came from."""
        return message.new_zeros(shape).index_add_(self.dim, self.indices, message)
