"""Maxima: over windows (max-pooling) and over whole dimensions.

Both are the same to a rule: every output is one element of x, its winner. `winners` says which,
as an index into the positions of x flattened; `gather` reads x there and `scatter` adds a
message there, so that overlapping windows accumulate. `first_winners` takes elements that differ
by rounding alone for a tie: a reference of base frequencies is the same at every position, and
which of its equal activations comes out largest would depend on the machine.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from itertools import product

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.operations import compiled
from motiflens.attribution.operations.base import Operation, restore, zeros
from motiflens.attribution.operations.weighted import Convolution

_ROUNDING = 128
"""Largest difference between equal activations, in units of rounding of the layer's largest."""


class Maximum(Operation):
    """The largest element of each of several sets of elements of x."""

    @property
    def adjoining(self) -> int | None:
        """Width of sets that are windows side by side, in one dimension; None of others."""
        return None

    @abstractmethod
    def winners(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the maxima, in the shape of the output, and the index of each winner.

        Ties go to the first element.
        """

    @abstractmethod
    def first_winners(self, x: Tensor) -> Tensor:
        """Return the index of the first element of each set that is largest but for rounding."""

    @abstractmethod
    def sums(self, x: Tensor) -> Tensor:
        """Return the sum over each set in the place of its maximum."""

    @abstractmethod
    def spread(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the transpose of `sums`: each element gets the message of all its sets."""

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

    def gather(self, x: Tensor, index: Tensor) -> Tensor:
        """Return the elements of x at ``index``, in the shape of the output.

        Either may be that of one sequence, for all of the other's.
        """
        rows = max(len(x), len(index))
        index = index.expand(rows, *index.shape[1:])
        flat, places = self.positions(x), self.outputs(index)
        return flat.expand(rows, *flat.shape[1:]).gather(-1, places).view(index.shape)

    def scatter(self, shape: torch.Size, *parts: tuple[Tensor, Tensor]) -> Tensor:
        """Return zeros of ``shape`` with each (message, index) added where the index points."""
        flat = self.positions(zeros(shape, parts[0][0]))
        for message, index in parts:
            places = self.outputs(index.expand_as(message))
            flat.scatter_add_(-1, places, self.outputs(message))
        return self.restore(flat, shape)


def rounding(x: Tensor) -> Tensor:
    """Return by how much equal activations of a sequence may differ, (N, 1, ...)."""
    largest = x.abs().amax(tuple(range(1, x.dim())), keepdim=True)
    return _ROUNDING * torch.finfo(x.dtype).eps * largest


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
        found = compiled.maxima(inputs[0], self.adjoining)
        if found is not None:
            return found
        flat = len(self.kernel) == 1
        # PyTorch's own of one dimension copies what lies channels last.
        kernel, stride, padding, dilation = self._in_two_dimensions()
        x = inputs[0].unsqueeze(-2) if flat else inputs[0]
        found = F.max_pool2d(x, kernel, stride, padding, dilation, self.ceil_mode)
        return found.squeeze(-2) if flat else found

    def winners(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the maxima of the windows and the flat position of each."""
        flat = len(self.kernel) == 1
        maxima, index = torch.ops.aten.max_pool2d_with_indices(
            x.unsqueeze(-2) if flat else x, *self._in_two_dimensions(), self.ceil_mode
        )
        return (maxima.squeeze(-2), index.squeeze(-2)) if flat else (maxima, index)

    @property
    def adjoining(self) -> int | None:
        """Width of windows that lie side by side, in one dimension."""
        side_by_side = self.kernel == self.stride and not any(self.padding) and not self.ceil_mode
        return self.kernel[0] if side_by_side and self.dilation == (1,) else None

    def _in_two_dimensions(self) -> tuple[tuple[int, ...], ...]:
        """Return kernel, stride, padding and dilation, of one dimension as of two."""
        lead, zero = ((1,), (0,)) if len(self.kernel) == 1 else ((), ())
        return lead + self.kernel, lead + self.stride, zero + self.padding, lead + self.dilation

    def first_winners(self, x: Tensor) -> Tensor:
        """Return the position of the first element of each window that is largest but for rounding.

        Elements are compared one place of the window at a time, from the last to the first.
        """
        least = self.forward(x) - rounding(x)
        outputs = least.shape[-len(self.kernel) :]
        padded = F.pad(x, self._margins(x.shape, outputs), value=-torch.inf)
        chosen = torch.zeros_like(least, dtype=torch.long)
        for place in reversed(list(product(*map(range, self.kernel)))):
            starts = [
                offset * dilation for offset, dilation in zip(place, self.dilation, strict=True)
            ]
            element, position = padded, x.new_zeros(1, dtype=torch.long)
            for axis, (start, stride, count) in enumerate(
                zip(starts, self.stride, outputs, strict=True)
            ):
                dim = x.dim() - len(self.kernel) + axis
                index = torch.arange(count, device=x.device) * stride + start
                element = element.narrow(dim, start, (count - 1) * stride + 1)
                element = element[(slice(None),) * dim + (slice(None, None, stride),)]
                inside = (index - self.padding[axis]).view(-1, *[1] * (x.dim() - 1 - dim))
                position = position * x.shape[dim] + inside
            chosen = torch.where(element >= least, position, chosen)
        return chosen

    def sums(self, x: Tensor) -> Tensor:
        """Return the sum over each window."""
        margins = self._margins(x.shape, self.forward(x).shape[-len(self.kernel) :])
        return self._summing(x).forward(F.pad(x, margins))

    def spread(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the message of all windows that an element is in."""
        margins = self._margins(shape, message.shape[-len(self.kernel) :])
        padded = F.pad(message.new_empty(1).expand(shape), margins).shape
        sent = self._summing(message).transpose(message, padded)
        return F.pad(sent, [-margin for margin in margins])

    def _summing(self, like: Tensor) -> Convolution:
        """Return the sum over windows, channel by channel, as a convolution without padding."""
        channels, none = like.shape[1], (0,) * len(self.kernel)
        return Convolution(
            weight=like.new_ones(channels, 1, *self.kernel),
            bias=None,
            stride=self.stride,
            padding=none,
            dilation=self.dilation,
            trailing=none,
            groups=channels,
        )

    def _margins(self, sizes: torch.Size, outputs: torch.Size) -> list[int]:
        """Return the padding around each dimension, as `F.pad` takes it, that windows reach."""
        margins = []
        for axis in reversed(range(len(self.kernel))):
            size = sizes[len(sizes) - len(self.kernel) + axis]
            reach = (outputs[axis] - 1) * self.stride[axis]
            reach += (self.kernel[axis] - 1) * self.dilation[axis] + 1
            margins += [self.padding[axis], max(reach - size - self.padding[axis], 0)]
        return margins

    def positions(self, x: Tensor) -> Tensor:
        """Return x as (N, C, positions)."""
        return x.reshape(*x.shape[: -len(self.kernel)], -1)

    def outputs(self, y: Tensor) -> Tensor:
        """Return y as (N, C, windows)."""
        return self.positions(y)

    def restore(self, flat: Tensor, shape: torch.Size) -> Tensor:
        """Return the positions in their dimensions."""
        return flat.reshape(shape)


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

    def first_winners(self, x: Tensor) -> Tensor:
        """Return the flat position of the first element that is largest but for rounding."""
        flat = self.positions(x)
        largest = flat.amax(-1, keepdim=True)
        least = largest - rounding(x).view(-1, *[1] * (flat.dim() - 1))
        first = (flat >= least).to(torch.uint8).argmax(-1)
        return first.view(self.forward(x).shape)

    def sums(self, x: Tensor) -> Tensor:
        """Return the sum over the dimensions."""
        return x.sum(self.dims, keepdim=self.keepdim)

    def spread(self, message: Tensor, shape: torch.Size) -> Tensor:
        """Return the message at every position."""
        return restore(message, self.dims, self.keepdim).expand(shape)

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
