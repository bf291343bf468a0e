"""Saliency: how steep the output is at each position, whichever base one moves towards."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

import torch
from torch import Tensor

from motiflens.attribution.assembling import attribution_of
from motiflens.attribution.batch import Batch
from motiflens.attribution.propagation import Propagation
from motiflens.attribution.result import Attribution


class Saliency(Propagation):
    """The largest slope of the four at each position (Simonyan et al. 2014, section 3)."""

    def explain(self, batch: Batch, layers: Set[str] = frozenset()) -> tuple[Attribution, ...]:
        """Take the gradient once; the references are no part of it."""
        given, batch = batch.x, batch.filled()
        # Against zeros the hypothetical scores are the gradient itself.
        zeros = torch.zeros_like(batch.references[:1, :1])
        gradients = super().explain(replace(batch, references=zeros, values=None), layers)
        at = self._at_references(batch)
        return tuple(self._steepest(given, *both) for both in zip(gradients, at, strict=True))

    def _steepest(self, x: Tensor, found: Attribution, at: Tensor) -> Attribution:
        assert found.hypothetical is not None
        scores = found.hypothetical.abs().amax(1)
        return attribution_of(self.method, x, scores, found.prediction, at)

    def _at_references(self, batch: Batch) -> tuple[Tensor, ...]:
        """Return each explained scalar at the references, (n, K)."""
        found = [
            self.program.outputs_of(reference.expand_as(batch.x), *batch.args)
            for reference in batch.references.unbind(1)
        ]
        return tuple(torch.stack(one, 1) for one in zip(*found, strict=True))
