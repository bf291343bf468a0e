"""Normalisation by statistics of the sample itself.

With c = x - mean(x), all are c / sqrt(mean(c^2) + eps), scaled and shifted.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from motiflens.attribution.formulas.table import formula

aten = torch.ops.aten


@formula(aten.layer_norm.default)
def layer_norm(
    x: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    cudnn_enable: bool = True,
) -> Tensor:
    """Over the last dimensions (Ba et al. 2016, arXiv:1607.06450)."""
    del cudnn_enable
    return _affine(_standardised(x, _last(normalized_shape), eps), weight, bias)


@formula(aten.rms_norm.default)
def rms_norm(
    x: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    eps: float | None = None,
) -> Tensor:
    """X / sqrt(mean(x^2) + eps) (Zhang and Sennrich 2019, arXiv:1910.07467)."""
    small = torch.finfo(x.dtype).eps if eps is None else eps
    return _affine(_scaled(x, _last(normalized_shape), small), weight, None)


@formula(aten.group_norm.default)
def group_norm(
    x: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    cudnn_enabled: bool = True,
) -> Tensor:
    """Over groups of channels and all positions (Wu and He 2018, arXiv:1803.08494)."""
    del cudnn_enabled
    grouped = x.reshape(-1, num_groups, x.shape[1] // num_groups, *x.shape[2:])
    y = _standardised(grouped, list(range(2, grouped.dim())), eps).flatten(1, 2)
    return _affine(y, _by_channel(weight, x), _by_channel(bias, x))


@formula(aten.instance_norm.default)
def instance_norm(
    x: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    use_input_stats: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool,
) -> Tensor:
    """Over the positions of each channel (Ulyanov et al. 2016, arXiv:1607.08022).

    With running statistics it is a constant scale and shift.
    """
    del momentum, cudnn_enabled
    if use_input_stats or running_mean is None or running_var is None:
        y = _standardised(x, list(range(2, x.dim())), eps)
    else:
        mean, scale = _by_channel(running_mean, x), _by_channel(torch.rsqrt(running_var + eps), x)
        assert mean is not None
        y = _affine(x - mean, scale, None)
    return _affine(y, _by_channel(weight, x), _by_channel(bias, x))


def _standardised(x: Tensor, dims: list[int], eps: float) -> Tensor:
    return _scaled(x - x.mean(dims, keepdim=True), dims, eps)


def _scaled(x: Tensor, dims: list[int], eps: float) -> Tensor:
    return x * torch.rsqrt(x.square().mean(dims, keepdim=True) + eps)


def _affine(x: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    x = x if weight is None else x * weight
    return x if bias is None else x + bias


def _last(shape: Sequence[int]) -> list[int]:
    return list(range(-len(shape), 0))


def _by_channel(values: Tensor | None, x: Tensor) -> Tensor | None:
    return None if values is None else values.view(-1, *[1] * (x.dim() - 2))
