"""Repetitions and windows, as views and elements taken by a constant index."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from motiflens.attribution.formulas.table import formula

aten = torch.ops.aten


@formula(aten.repeat.default)
def repeat(x: Tensor, repeats: Sequence[int]) -> Tensor:
    """Repeat the whole along each dimension."""
    if not all(isinstance(count, int) for count in repeats):
        return NotImplemented  # type: ignore[no-any-return]
    x = x[(None,) * (len(repeats) - x.dim())]
    for dim, count in enumerate(repeats):
        x = x if count == 1 else _stretched(x, dim, count).flatten(dim, dim + 1)
    return x.clone()


@formula(aten.tile.default)
def tile(x: Tensor, dims: Sequence[int]) -> Tensor:
    """Repeat the whole along the last dimensions."""
    return repeat(x, [1] * (x.dim() - len(dims)) + list(dims))


@formula(aten.repeat_interleave.self_int)
def repeat_interleave(
    x: Tensor, repeats: int, dim: int | None = None, *, output_size: int | None = None
) -> Tensor:
    """Repeat each element along a dimension."""
    del output_size
    if dim is None or not isinstance(repeats, int):
        return NotImplemented  # type: ignore[no-any-return]
    dim = dim % x.dim()
    return _stretched(x, dim + 1, repeats).flatten(dim, dim + 1)


def _stretched(x: Tensor, dim: int, count: int) -> Tensor:
    sizes = list(x.shape)
    sizes.insert(dim, count)
    return x.unsqueeze(dim).expand(sizes)


@formula(aten.unfold.default)
def unfold(x: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """Windows along a dimension, each in a new last one."""
    dim = dimension % x.dim()
    count = (x.shape[dim] - size) // step + 1
    starts = torch.arange(count, device=x.device) * step
    places = starts[:, None] + torch.arange(size, device=x.device)
    taken = x.index_select(dim, places.flatten())
    windows = taken.reshape(*x.shape[:dim], count, size, *x.shape[dim + 1 :])
    return windows.movedim(dim + 1, -1)


@formula(aten.diagonal.default)
def diagonal(x: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """Elements whose two coordinates differ by ``offset``, in a new last dimension."""
    x = x.movedim((dim1, dim2), (-2, -1))
    rows, columns = x.shape[-2:]
    first = max(-offset, 0)
    count = min(rows - first, columns - max(offset, 0))
    places = torch.arange(count, device=x.device) * (columns + 1) + first * columns
    return x.flatten(-2).index_select(-1, places + max(offset, 0))


@formula(aten.rot90.default)
def rotate(x: Tensor, k: int = 1, dims: Sequence[int] = (0, 1)) -> Tensor:
    """Turn by quarters in the plane of two dimensions."""
    one, other = dims
    for _ in range(k % 4):
        x = x.flip(other).transpose(one, other)
    return x.clone()
