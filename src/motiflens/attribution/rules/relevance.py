"""Arithmetic of relevance that the rules of LRP share: quotients, and what is kept by whom."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.attribution.messages import Relevance

Kept = dict[str, Tensor]
"""Relevance that an operation kept of each sequence, (N,), by its cause."""


class Quotient:
    """The relevance of ``value`` over ``denominator``; 0 where the latter is 0."""

    def __init__(self, value: Tensor, denominator: Tensor) -> None:
        self.value = value
        self.inverse = denominator.reciprocal()
        self.zero: Tensor | None = None
        if int(torch.count_nonzero(denominator)) < denominator.numel():
            self.zero = denominator == 0
            self.inverse = self.inverse.masked_fill_(self.zero, 0)
        self.share = value * self.inverse

    def of(self, relevance: Relevance) -> Tensor:
        """Return the quotient."""
        found = None if relevance.ratio is None else relevance.ratio * self.share
        if relevance.given is None:
            return torch.zeros_like(self.share) if found is None else found
        given = relevance.given * self.inverse
        return given if found is None else found + given

    def unplaced(self, relevance: Relevance, rows: int) -> Kept:
        """Return the relevance that nothing can receive, since its denominator is 0."""
        if self.zero is None:
            return {}
        return kept_by("unplaced", relevance.of(self.value) * self.zero, rows)


def as_ratio(relevance: Relevance, value: Tensor, rows: int) -> tuple[Tensor, Kept]:
    """Return relevance as a multiple of ``value``, and what can be none as ``value`` is 0."""
    if relevance.given is None:
        assert relevance.ratio is not None
        return relevance.ratio, {}
    quotient = Quotient(value, value)
    given = Relevance(given=relevance.given)
    found = quotient.of(given)
    if relevance.ratio is not None:
        found = found + relevance.ratio
    return found, quotient.unplaced(given, rows)


def kept_by(cause: str, relevance: Tensor, rows: int) -> Kept:
    """Return the sum of ``relevance`` over each sequence, by its cause."""
    return {cause: relevance.reshape(relevance.shape[0] // rows, -1).sum(1)}


def inner(a: Tensor, b: Tensor, rows: int) -> Tensor:
    """Return the sum of a * b over each sequence, (N,); ``b`` is broadcastable to ``a``."""
    b = b.view(*[1] * (a.dim() - b.dim()), *b.shape)
    constant = [dim for dim in range(1, a.dim()) if b.shape[dim] == 1 and a.shape[dim] > 1]
    if constant:
        a = a.sum(constant, keepdim=True)
    a, b = (part.reshape(a.shape[0] // rows, -1) for part in (a, b.expand_as(a)))
    product: Tensor = torch.linalg.vecdot(a, b)
    return product
