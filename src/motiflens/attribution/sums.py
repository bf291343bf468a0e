"""Sums over a sequence, whose numbers may stand in several rows (`Step.rows`)."""

from __future__ import annotations

import torch
from torch import Tensor


def per_sequence(relevance: Tensor, rows: int) -> Tensor:
    """Return the sum of ``relevance`` over each sequence, (N,)."""
    return relevance.reshape(relevance.shape[0] // rows, -1).sum(1)


def inner(a: Tensor, b: Tensor, rows: int) -> Tensor:
    """Return the sum of a * b over each sequence, (N,); ``b`` is broadcastable to ``a``."""
    b = b.view(*[1] * (a.dim() - b.dim()), *b.shape)
    constant = [dim for dim in range(1, a.dim()) if b.shape[dim] == 1 and a.shape[dim] > 1]
    if constant:
        a = a.sum(constant, keepdim=True)
    a, b = (part.reshape(a.shape[0] // rows, -1) for part in (a, b.expand_as(a)))
    product: Tensor = torch.linalg.vecdot(a, b)
    return product
