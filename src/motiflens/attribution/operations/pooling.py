"""Maxima: over windows (max-pooling) and over whole dimensions.

Both are the same to a rule: every output is one element of x, its winner. `winners` says which,
as an index into the positions of x flattened; `gather` reads x there and `scatter` adds a
message there, so that overlapping windows accumulate. `first_winners` takes elements that differ
by rounding alone for a tie: a reference of base frequencies is the same at every position, and
which of its equal activations comes out largest would depend on the machine.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.operations.base import Operation

_ROUNDING = 128
"""Largest difference between equal activations, in units of rounding of the layer's largest."""


class Maximum(Operation):
    """The largest element of each of several sets of elements of x."""

    @abstractmethod
    def winners(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the maxima, in the shape of the output, and the index of each winner.

        Ties go to the first element.
        """

    @abstractmethod
    def members(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the elements of each set, (..., outputs, members), and the index of each.

        Members outside x are minus infinity.
        """

    @abstractmethod
    def positions(self, x: Tensor) -> Tensor:
        """Return a view of x, (..., positions), that the indices point into."""

    @abstractmethod
    def outputs(self, y: Tensor) -> Tensor:
        """Return a view of the output y, (..., outputs), that fits `positions`."""

    @abstractmethod
    def restore(self, flat: Tensor, shape: torch.Size) -> Tensor:
        """Undo `positions`."""

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the maxima."""
        return self.winners(inputs[0])[0]

    def first_winners(self, x: Tensor) -> Tensor:
        """Return the index of the first element of each set that is largest but for rounding."""
        elements, index = self.members(x)
        rounding = _ROUNDING * torch.finfo(x.dtype).eps * x.abs().max()
        first = (elements >= elements.amax(-1, keepdim=True) - rounding).to(torch.uint8).argmax(-1)
        chosen = index.expand(elements.shape).gather(-1, first.unsqueeze(-1))
        return chosen.view(self.forward(x).shape)

    def gather(self, x: Tensor, index: Tensor) -> Tensor:
        """Return the elements of x at ``index``, in the shape of the output."""
        flat, places = self.positions(x), self.outputs(index)
        return flat.expand(len(index), *flat.shape[1:]).gather(-1, places).view(index.shape)

    def scatter(self, shape: torch.Size, *parts: tuple[Tensor, Tensor]) -> Tensor:
        """Return zeros of ``shape`` with each (message, index) added where the index points."""
        flat = self.positions(parts[0][0].new_zeros(shape))
        for message, index in parts:
            flat.scatter_add_(-1, self.outputs(index), self.outputs(message))
        return self.restore(flat, shape)


@dataclass(frozen=True)
class MaxPool(Maximum):
    """Max-pooling in one or two dimensions, with PyTorch's parameters."""

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]
    ceil_mode: bool

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the maxima of the windows."""
        pool = F.max_pool1d if len(self.kernel) == 1 else F.max_pool2d
        return pool(
            inputs[0], self.kernel, self.stride, self.padding, self.dilation, self.ceil_mode
        )

    def winners(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the maxima of the windows and the flat position of each."""
        flat = len(self.kernel) == 1
        lead, zero = ((1,), (0,)) if flat else ((), ())
        maxima, index = torch.ops.aten.max_pool2d_with_indices(
            x.unsqueeze(-2) if flat else x,
            [*lead, *self.kernel],
            [*lead, *self.stride],
            [*zero, *self.padding],
            [*lead, *self.dilation],
            self.ceil_mode,
        )
        return (maxima.squeeze(-2), index.squeeze(-2)) if flat else (maxima, index)

    def members(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the elements of each window, and their positions."""
        sizes = x.shape[-len(self.kernel) :]
        outputs = self.forward(x[:1]).shape[-len(self.kernel) :]
        index = x.new_zeros(1, 1, dtype=torch.long)
        inside = torch.ones_like(index, dtype=torch.bool)
        for axis, size in enumerate(sizes):
            starts = torch.arange(outputs[axis], device=x.device) * self.stride[axis]
            steps = torch.arange(self.kernel[axis], device=x.device) * self.dilation[axis]
            places = starts[:, None] - self.padding[axis] + steps
            index = _outer(index * size, places, torch.add)
            inside = _outer(inside, (places >= 0) & (places < size), torch.logical_and)
        flat = self.positions(x)
        elements = flat[..., index.clamp(0, flat.shape[-1] - 1)]
        return elements.masked_fill(~inside, -torch.inf), index

    def positions(self, x: Tensor) -> Tensor:
        """Return x as (N, C, positions)."""
        return x.reshape(*x.shape[: -len(self.kernel)], -1)

    def outputs(self, y: Tensor) -> Tensor:
        """Return y as (N, C, windows)."""
        return self.positions(y)

    def restore(self, flat: Tensor, shape: torch.Size) -> Tensor:
        """Return the positions in their dimensions."""
        return flat.reshape(shape)


def _outer(a: Tensor, b: Tensor, combine: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """Combine (outputs, members) of the dimensions so far with those of one more."""
    both = combine(a[:, None, :, None], b[None, :, None, :])
    return both.reshape(a.shape[0] * b.shape[0], a.shape[1] * b.shape[1])


@dataclass(frozen=True)
class MaxOverDimensions(Maximum):
    """The maximum over whole dimensions ``dims`` (non-negative, in order)."""

    dims: tuple[int, ...]
    keepdim: bool

    def winners(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the maxima and the flat position of each."""
        flat = self.positions(x)
        index = flat.argmax(-1, keepdim=True)
        shape = [
            1 if axis in self.dims else size
            for axis, size in enumerate(x.shape)
            if self.keepdim or axis not in self.dims
        ]
        return flat.gather(-1, index).reshape(shape), index.reshape(shape)

    def members(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return all elements along ``dims``, and their positions."""
        flat = self.positions(x).unsqueeze(-2)
        return flat, torch.arange(flat.shape[-1], device=x.device)

    def positions(self, x: Tensor) -> Tensor:
        """Return x with ``dims`` moved behind the others and flattened."""
        kept = [axis for axis in range(x.dim()) if axis not in self.dims]
        return x.permute(*kept, *self.dims).flatten(len(kept))

    def outputs(self, y: Tensor) -> Tensor:
        """Return y without ``dims``, with one element behind."""
        return (y.squeeze(self.dims) if self.keepdim else y).unsqueeze(-1)

    def restore(self, flat: Tensor, shape: torch.Size) -> Tensor:
        """Move the flattened dimensions back."""
        kept = [axis for axis in range(len(shape)) if axis not in self.dims]
        order = [*kept, *self.dims]
        moved = flat.reshape([shape[axis] for axis in order])
        return moved.permute(sorted(range(len(order)), key=order.__getitem__))
