"""Which bases each element of a value sees, by arithmetic on positions, operation by operation.

A `Field` has two numbers for each element of a value: how far from the end of the sequence the
first base lies that it sees, and how far from the beginning the last one. Both are 0 where none
is seen, as in padding, and both only grow where elements come together, so that operations which
move elements about act on them as on any value, and all others take a maximum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution import operations as ops
from motiflens.attribution.operations import Operation
from motiflens.attribution.program import Program


@dataclass(frozen=True)
class Field:
    """What the elements of a value see of a sequence of L bases.

    Attributes
    ----------
    from_end
        L less the number of the first base (from 0), in the value's shape; 0 where none is seen.
    from_start
        The number of the last base and one; 0 where none is seen.
    """

    from_end: Tensor
    from_start: Tensor

    def spread(self, length: int) -> Tensor:
        """Return (Z, L) float64 that shares each position of a map evenly among its bases.

        The value is (1, channels, ...), and its Z positions are those of all other dimensions.
        One that sees no base, which padding alone can do, is shared among all of them.
        """
        first, last = (part.amax(1).flatten()[:, None] for part in (self.from_end, self.from_start))
        place = torch.arange(length, device=first.device)
        seen = (place >= length - first) & (place < last)
        seen = (seen | ~seen.any(1, keepdim=True)).double()
        return seen / seen.sum(1, keepdim=True)


def receptive_fields(program: Program, values: Mapping[str, Tensor]) -> dict[str, Field]:
    """Return the field of every value that depends on the sequence.

    Parameters
    ----------
    program
        The captured model.
    values
        All values of a pass at one sequence, whose shapes are read.
    """
    x = values[program.inputs[0]]
    place = torch.arange(x.shape[2], dtype=torch.float64, device=x.device).expand(x.shape)
    found = {program.inputs[0]: Field(x.shape[2] - place, place + 1)}
    for step in program.steps:
        if not step.active:
            continue
        blank = [torch.zeros_like(values[name], dtype=torch.float64) for name in step.inputs]
        known = [found.get(name, Field(b, b)) for name, b in zip(step.inputs, blank, strict=True)]
        shape = values[step.name].shape
        found[step.name] = Field(
            _through(step.operation, [one.from_end for one in known], shape),
            _through(step.operation, [one.from_start for one in known], shape),
        )
    return found


def _through(operation: Operation, inputs: Sequence[Tensor], shape: torch.Size) -> Tensor:
    """Return one number of a field behind an operation, in the shape of its output."""
    rule = next(_RULES[kind] for kind in type(operation).__mro__ if kind in _RULES)
    return rule(operation, *inputs).expand(shape)


def _apart(_: Any, *inputs: Tensor) -> Tensor:
    """Join values element by element; one that is broadcast to another (a gate) does not count."""
    size = max(part.numel() for part in inputs)
    return reduce(torch.maximum, (part for part in inputs if part.numel() == size))


def _all(_: Any, *inputs: Tensor) -> Tensor:
    """Take everything together: nothing is known of what sees what."""
    return torch.stack([part.max() for part in inputs]).max()


def _windows(
    x: Tensor, kernel: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> Tensor:
    """Return the maximum over each window of the last dimensions."""
    for axis, (size, step, gap) in enumerate(zip(kernel, stride, dilation, strict=True)):
        dim = x.dim() - len(kernel) + axis
        x = x.unfold(dim, (size - 1) * gap + 1, step)[..., ::gap].amax(-1)
    return x


def _convolution(operation: ops.Convolution, x: Tensor) -> Tensor:
    pads: list[int] = []
    for padding, trailing in zip(operation.padding, operation.trailing, strict=True):
        pads = [padding, padding + trailing, *pads]
    padded = F.pad(x.amax(1, keepdim=True), pads)
    return _windows(padded, operation.weight.shape[2:], operation.stride, operation.dilation)


def _transposed(operation: ops.TransposedConvolution, x: Tensor) -> Tensor:
    """Convolve the input with zeros between its elements, which is the same."""
    x = x.amax(1, keepdim=True)
    kernel = operation.weight.shape[2:]
    settings = (kernel, operation.stride, operation.padding, operation.output_padding)
    for axis, (size, stride, padding, more) in enumerate(zip(*settings, strict=True)):
        x = x.movedim(2 + axis, -1)
        apart = x.new_zeros(*x.shape[:-1], (x.shape[-1] - 1) * stride + 1)
        apart[..., ::stride] = x
        edge = (size - 1) * operation.dilation[axis] - padding
        x = F.pad(apart, (edge, edge + more)).movedim(-1, 2 + axis)
    return _windows(x, kernel, [1] * len(kernel), operation.dilation)


def _average_pool(operation: ops.AveragePool, x: Tensor) -> Tensor:
    dilation = (1,) * len(operation.kernel)
    pool = ops.MaxPool(
        operation.kernel, operation.stride, operation.padding, dilation, operation.ceil_mode
    )
    return pool.forward(x)


def _adaptive(operation: ops.AdaptiveAveragePool, x: Tensor) -> Tensor:
    pool: Any = F.adaptive_max_pool1d if len(operation.sizes) == 1 else F.adaptive_max_pool2d
    found: Tensor = pool(x, operation.sizes)
    return found


def _interpolation(operation: ops.Interpolation, x: Tensor) -> Tensor:
    ends = (x.index_select(operation.dim, some) for some in (operation.low, operation.high))
    return torch.maximum(*ends)


def _reduced(operation: Any, x: Tensor) -> Tensor:
    return x.amax(operation.dims, keepdim=operation.keepdim)


def _moved(operation: Operation, *inputs: Tensor) -> Tensor:
    return operation.forward(*inputs)


_RULES: dict[type[Operation], Callable[..., Tensor]] = {
    Operation: _all,
    ops.Add: _apart,
    ops.Product: _apart,
    ops.Diagonal: _apart,
    ops.Elementwise: _apart,
    ops.Detach: _apart,
    ops.Shape: _moved,
    ops.Concat: _moved,
    ops.MaxPool: _moved,
    ops.Convolution: _convolution,
    ops.TransposedConvolution: _transposed,
    ops.Dense: lambda _, x: x.amax(-1, keepdim=True),
    ops.MatrixMap: lambda _, x: x.amax(-1, keepdim=True),
    ops.AveragePool: _average_pool,
    ops.AdaptiveAveragePool: _adaptive,
    ops.Interpolation: _interpolation,
    ops.RunningSum: lambda operation, x: x.cummax(operation.dim).values,
    ops.Sum: _reduced,
    ops.Mean: _reduced,
    ops.MaxOverDimensions: _reduced,
    ops.LogSumExp: _reduced,
}
"""By kind of operation; where a kind has none its base class' counts."""
