"""Reductions over dimensions: variances, norms, minima, products."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from motiflens.attribution.formulas.table import formula

aten = torch.ops.aten
Dims = int | Sequence[int] | None


@formula(aten.var.correction)
def variance(
    x: Tensor, dim: Dims = None, *, correction: float | None = None, keepdim: bool = False
) -> Tensor:
    """sum((x - mean)^2) / (n - correction)."""
    dims = _dims(x, dim)
    count = math.prod(x.shape[axis] for axis in dims)
    squares = (x - x.mean(dims, keepdim=True)).square().sum(dims, keepdim=keepdim)
    return squares * (1 / (count - (1 if correction is None else correction)))


@formula(aten.std.correction)
def deviation(
    x: Tensor, dim: Dims = None, *, correction: float | None = None, keepdim: bool = False
) -> Tensor:
    """Square root of the variance."""
    return torch.sqrt(variance(x, dim, correction=correction, keepdim=keepdim))


@formula(aten.var.dim)
def variance_over(x: Tensor, dim: Dims, unbiased: bool = True, keepdim: bool = False) -> Tensor:
    """Variance, over n - 1 where ``unbiased``."""
    return variance(x, dim, correction=int(unbiased), keepdim=keepdim)


@formula(aten.std.dim)
def deviation_over(x: Tensor, dim: Dims, unbiased: bool = True, keepdim: bool = False) -> Tensor:
    """Square root of the variance, over n - 1 where ``unbiased``."""
    return deviation(x, dim, correction=int(unbiased), keepdim=keepdim)


@formula(aten.var_mean.correction)
def variance_and_mean(
    x: Tensor, dim: Dims = None, *, correction: float | None = None, keepdim: bool = False
) -> tuple[Tensor, Tensor]:
    """Variance and mean."""
    found = variance(x, dim, correction=correction, keepdim=keepdim)
    return found, x.mean(_dims(x, dim), keepdim=keepdim)


@formula(aten.std_mean.correction)
def deviation_and_mean(
    x: Tensor, dim: Dims = None, *, correction: float | None = None, keepdim: bool = False
) -> tuple[Tensor, Tensor]:
    """Return the standard deviation and the mean."""
    found, mean = variance_and_mean(x, dim, correction=correction, keepdim=keepdim)
    return torch.sqrt(found), mean


@formula(aten.var_mean.dim)
def variance_and_mean_over(
    x: Tensor, dim: Dims, unbiased: bool = True, keepdim: bool = False
) -> tuple[Tensor, Tensor]:
    """Variance, over n - 1 where ``unbiased``, and mean."""
    return variance_and_mean(x, dim, correction=int(unbiased), keepdim=keepdim)


@formula(aten.linalg_vector_norm.default)
def vector_norm(
    x: Tensor,
    ord: float = 2,
    dim: Dims = None,
    keepdim: bool = False,
    *,
    dtype: torch.dtype | None = None,
) -> Tensor:
    """sum(|x|^p)^(1/p); the largest |x| where p is infinite."""
    z, dims = x if dtype is None else x.to(dtype), _dims(x, dim)
    if ord == 2:
        return torch.sqrt(z.square().sum(dims, keepdim=keepdim))
    if ord == math.inf:
        return z.abs().amax(dims, keepdim=keepdim)
    if ord in (0, -math.inf):
        return NotImplemented  # type: ignore[no-any-return]
    total = z.abs().pow(ord).sum(dims, keepdim=keepdim) if ord != 1 else z.abs().sum(dims, keepdim)
    return total if ord == 1 else total.pow(1 / ord)


@formula(aten.cosine_similarity.default)
def cosine_similarity(a: Tensor, b: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """Return a . b / (|a| |b|), neither norm below eps."""
    norms = (vector_norm(v, 2, dim, keepdim=True).clamp_min(eps).reciprocal() for v in (a, b))
    scaled = (v * norm for v, norm in zip((a, b), norms, strict=True))
    return torch.mul(*scaled).sum(dim)


@formula(aten.pairwise_distance.default)
def pairwise_distance(
    a: Tensor, b: Tensor, p: float = 2, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """Return the norm |a - b + eps| over the last dimension."""
    return vector_norm(a - b + eps, p, -1, keepdim)


@formula(aten.amin.default)
def smallest(x: Tensor, dim: Dims = (), keepdim: bool = False) -> Tensor:
    """-max(-x)."""
    return -torch.amax(-x, _dims(x, dim), keepdim)


@formula(aten.min.dim)
def smallest_of(x: Tensor, dim: int, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    """-max(-x), and where it stands."""
    values, places = torch.max(-x, dim, keepdim)
    return -values, places


@formula(aten.prod.dim_int)
def product(
    x: Tensor, dim: int, keepdim: bool = False, *, dtype: torch.dtype | None = None
) -> Tensor:
    """Multiply in pairs, then the pairs' products, and so on."""
    z = x if dtype is None else x.to(dtype)
    while (size := z.shape[dim]) > 1:
        half = size // 2
        pairs = z.narrow(dim, 0, half) * z.narrow(dim, half, half)
        z = torch.cat([pairs, z.narrow(dim, 2 * half, 1)], dim) if size % 2 else pairs
    return z.clone() if keepdim else z.squeeze(dim)


@formula(aten.diff.default)
def differences(
    x: Tensor,
    n: int = 1,
    dim: int = -1,
    prepend: Tensor | None = None,
    append: Tensor | None = None,
) -> Tensor:
    """x[1:] - x[:-1], n times."""
    ends = [part for part in (prepend, x, append) if part is not None]
    z = torch.cat(ends, dim) if len(ends) > 1 else x
    for _ in range(n):
        last = z.shape[dim] - 1
        z = z.narrow(dim, 1, last) - z.narrow(dim, 0, last)
    return z


def _dims(x: Tensor, dim: Dims) -> list[int]:
    """Return non-negative dimensions; all where none are given."""
    if dim is None or (not isinstance(dim, int) and not len(dim)):
        return list(range(x.dim()))
    return [axis % x.dim() for axis in ([dim] if isinstance(dim, int) else dim)]
