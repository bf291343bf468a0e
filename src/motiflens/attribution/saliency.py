"""Saliency: how steep the output is at each position, whichever base one moves towards."""

from __future__ import annotations

from collections.abc import Set

from torch import Tensor

from motiflens.attribution.assembling import attribution_of
from motiflens.attribution.batch import Batch
from motiflens.attribution.propagation import Propagation
from motiflens.attribution.result import Attribution
from motiflens.attribution.sampling.gradients import gradients


class Saliency(Propagation):
    """The largest slope of the four at each position (Simonyan et al. 2014, section 3)."""

    def at_references(self, shared: Tensor) -> None:
        """Compute nothing of references beforehand: they are no part of it."""
        del shared

    def explain(self, batch: Batch, layers: Set[str] = frozenset()) -> tuple[Attribution, ...]:
        """Take the gradient once."""
        del layers  # gradients have no relevance of them
        given, batch = batch.x, batch.filled()
        found = gradients(self.program, self.plan, batch.x, batch.args)
        at = batch.at_references(self.program.outputs_of)
        return tuple(
            attribution_of(self.method, given, slope.abs().amax(1), prediction, at_references)
            for prediction, slope, at_references in zip(*found, at, strict=True)
        )
