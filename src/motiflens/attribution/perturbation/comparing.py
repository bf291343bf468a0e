"""Engines that compare a sequence with its references by calling the model."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Set
from typing import NamedTuple

import torch
from torch import Tensor

from motiflens.attribution.assembling import attribution_of
from motiflens.attribution.batch import Batch
from motiflens.attribution.engine import Engine
from motiflens.attribution.result import Attribution


class Compared(NamedTuple):
    """Scores against one reference, (n, T, L), with their standard errors where drawn."""

    scores: Tensor
    standard_errors: Tensor | None = None


class Comparing(Engine):
    """Scores a sequence against each of its references, and takes the mean."""

    @abstractmethod
    def compare(self, x: Tensor, reference: Tensor, args: tuple[Tensor, ...]) -> Compared:
        """Return the scores of sequences (n, 4, L) against one reference each."""

    def explain(self, batch: Batch, layers: Set[str] = frozenset()) -> tuple[Attribution, ...]:
        """Compare with one reference after the other."""
        del layers  # calls know of none
        given, batch = batch.x, batch.filled()
        found = [self.compare(batch.x, one, batch.args) for one in batch.expanded()]
        scores = torch.stack([one.scores for one in found]).mean(0)
        errors = _together([one.standard_errors for one in found])
        predictions = self.subject.outputs(batch.x, *batch.args)
        at = batch.at_references(self.subject.outputs)
        return tuple(
            attribution_of(
                self.method,
                given,
                scores[:, target],
                predictions[target],
                at[target],
                standard_error=None if errors is None else errors[:, target],
            )
            for target in range(scores.shape[1])
        )


def _together(errors: list[Tensor | None]) -> Tensor | None:
    """Return the standard error of a mean over references, which were drawn for one by one."""
    known = [error for error in errors if error is not None]
    if not known:
        return None
    return torch.stack(known).square().sum(0).sqrt() / len(known)
