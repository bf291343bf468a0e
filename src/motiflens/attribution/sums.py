"""Sums over a sequence, whose numbers may stand in several rows (`Step.rows`)."""

from __future__ import annotations

import torch
from torch import Tensor


def per_sequence(relevance: Tensor, rows: int) -> Tensor:
    """Return the sum of ``relevance`` over each sequence, (N,)."""
    return _flat(relevance, rows, relevance).sum(1)


def inner(a: Tensor, b: Tensor, rows: int) -> Tensor:
    """Return the sum of a * b over each sequence, (N,); ``b`` is broadcastable to ``a``."""
    b = b.view(*[1] * (a.dim() - b.dim()), *b.shape)
    constant = [dim for dim in range(1, a.dim()) if b.shape[dim] == 1 and a.shape[dim] > 1]
    if constant:
        a = a.sum(constant, keepdim=True)
    product: Tensor = torch.linalg.vecdot(_flat(a, rows, a), _flat(b.expand_as(a), rows, a))
    return product


def _flat(a: Tensor, rows: int, like: Tensor) -> Tensor:
    """Return the numbers of each sequence in a row, in the order in which ``like`` has them."""
    inside = sorted(range(1, like.dim()), key=like.stride, reverse=True)
    return a.permute(0, *inside).reshape(a.shape[0] // rows, -1)
