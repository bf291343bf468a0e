"""Softmax, gates and attention."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from motiflens.attribution.formulas.table import formula

aten = torch.ops.aten


@formula(aten.log_softmax.int)
def log_softmax(x: Tensor, dim: int, dtype: torch.dtype | None = None) -> Tensor:
    """Z - log(sum(exp(z)))."""
    z = x if dtype is None else x.to(dtype)
    return z - torch.logsumexp(z, dim, keepdim=True)


@formula(aten.softmax.int)
def softmax(x: Tensor, dim: int, dtype: torch.dtype | None = None) -> Tensor:
    """exp(z - log(sum(exp(z)))): what is minus infinity stays 0."""
    return torch.exp(log_softmax(x, dim, dtype))


@formula(aten.glu.default)
def glu(x: Tensor, dim: int = -1) -> Tensor:
    """Return a * sigmoid(b) of the two halves (Dauphin et al. 2017, arXiv:1612.08083)."""
    a, b = x.chunk(2, dim)
    return a * torch.sigmoid(b)


@formula(aten.logaddexp.default)
def logaddexp(a: Tensor, b: Tensor) -> Tensor:
    """log(exp(a) + exp(b))."""
    return torch.logsumexp(torch.stack([a, b], -1), -1)


@formula(aten.scaled_dot_product_attention.default)
def attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(Q K^T / sqrt(d) + mask) V (Vaswani et al. 2017, arXiv:1706.03762)."""
    if dropout_p or enable_gqa:
        return NotImplemented  # type: ignore[no-any-return]
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    scores = (query * factor) @ key.transpose(-2, -1)
    if is_causal:
        scores = scores.masked_fill(_later(scores), -torch.inf)
    if attn_mask is not None:
        masks = attn_mask.dtype == torch.bool
        scores = scores.masked_fill(~attn_mask, -torch.inf) if masks else scores + attn_mask
    return torch.softmax(scores, -1) @ value


def _later(scores: Tensor) -> Tensor:
    """Return where a key stands behind its query."""
    queries, keys = (torch.arange(scores.shape[dim], device=scores.device) for dim in (-2, -1))
    return keys > queries[:, None]
