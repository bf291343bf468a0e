"""Max-pooling to a given number of windows."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.formulas.table import formula

aten = torch.ops.aten


@formula(aten.adaptive_max_pool1d.default)
def adaptive_max_pool1d(x: Tensor, output_size: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Maxima of windows from floor(i L / n) to ceil((i + 1) L / n), and where they stand."""
    return _maxima(x, *output_size), x.argmax(-1, keepdim=True)


@formula(aten.adaptive_max_pool2d.default)
def adaptive_max_pool2d(x: Tensor, output_size: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Maxima of columns, then of rows."""
    rows, columns = output_size
    along = _maxima(x, columns).transpose(-2, -1)
    return _maxima(along, rows).transpose(-2, -1), x.argmax(-1, keepdim=True)


def _maxima(x: Tensor, windows: int) -> Tensor:
    length = x.shape[-1]
    if windows == 1:
        return x.amax(-1, keepdim=True)
    if length % windows == 0 and x.dim() == 3:
        return F.max_pool1d(x, length // windows)
    bounds = [(i * length // windows, -(-(i + 1) * length // windows)) for i in range(windows)]
    return torch.cat([x[..., first:last].amax(-1, keepdim=True) for first, last in bounds], -1)
