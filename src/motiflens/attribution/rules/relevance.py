"""Arithmetic of relevance that the rules of LRP share: quotients, and what is kept by whom."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.attribution.messages import Relevance
from motiflens.attribution.sums import per_sequence

Kept = dict[str, Tensor]
"""Relevance that an operation kept of each sequence, (N,), by its cause."""


class Quotient:
    """The relevance of ``value`` over ``denominator``, times ``factor``; 0 where that is 0."""

    def __init__(self, value: Tensor, denominator: Tensor, factor: float | Tensor = 1.0) -> None:
        self.value, self.denominator, self.factor = value, denominator, factor
        self.zero: Tensor | None = None
        if int(torch.count_nonzero(denominator)) < denominator.numel():
            self.zero = denominator == 0
        self.share = self._of(value)

    def of(self, relevance: Relevance) -> Tensor:
        """Return the quotient."""
        found = None if relevance.ratio is None else relevance.ratio * self.share
        if relevance.given is None:
            return torch.zeros_like(self.share) if found is None else found
        given = self._of(relevance.given)
        return given if found is None else found + given

    def unplaced(self, relevance: Relevance, rows: int) -> Kept:
        """Return the relevance that nothing can receive, since its denominator is 0."""
        if self.zero is None:
            return {}
        return kept_by("unplaced", relevance.of(self.value) * self.zero, rows)

    def _of(self, numerator: Tensor) -> Tensor:
        found = numerator / self.denominator
        if isinstance(self.factor, Tensor) or self.factor != 1:
            found = found.mul_(self.factor)
        return found if self.zero is None else found.masked_fill_(self.zero, 0)


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
    return {cause: per_sequence(relevance, rows)}


def merged(*kept: Kept) -> Kept:
    """Return what was kept in all, added where a cause comes twice."""
    found: Kept = {}
    for causes in kept:
        for cause, relevance in causes.items():
            found[cause] = found[cause] + relevance if cause in found else relevance
    return found
