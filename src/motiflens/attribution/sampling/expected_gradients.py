"""Expected gradients: integrated gradients from many references, by points that are drawn."""

from __future__ import annotations

import math
from collections.abc import Set
from typing import cast

import torch
from torch import Tensor

from motiflens.attribution.batch import Batch
from motiflens.attribution.draws import Draws
from motiflens.attribution.result import Attribution
from motiflens.attribution.sampling.gradients import Sampled, Sampling, Sloped, sample
from motiflens.attribution.sampling_options import ExpectedGradientsOptions


class ExpectedGradients(Sampling):
    """Points between a sequence and its references (Erion et al. 2021, Nat Mach Intell 3:620).

    On the way from each reference one point is drawn from each of as many equal stretches as
    there are points, which varies less than points anywhere do.
    """

    def explain(self, batch: Batch, layers: Set[str] = frozenset()) -> tuple[Attribution, ...]:
        """Draw points on the way from one reference after the other."""
        del layers  # gradients have no relevance of them
        given, batch = batch.x, batch.filled()
        x, function = batch.x, self.at(batch.x, batch.args)
        drawn = [(one, self._draw(function, x, one)) for one in batch.expanded()]
        contributions = [found.slope * (x - one) for one, found in drawn]
        hypothetical = [
            found.slope - (found.slope * one).sum(2, keepdim=True) for one, found in drawn
        ]
        return self.attributions(
            given,
            batch,
            function,
            contributions=torch.stack(contributions).mean(0),
            hypothetical=torch.stack(hypothetical).mean(0),
            standard_error=_standard_errors([found.scores for _, found in drawn]),
        )

    def _draw(self, function: Sloped, x: Tensor, reference: Tensor) -> Sampled:
        options = cast(ExpectedGradientsOptions, self.options)
        change = x - reference
        stretch = torch.arange(options.samples, device=x.device)
        places = Draws(options.seed, x, reference).uniform(options.samples) + stretch

        def between(start: int, count: int) -> Tensor:
            share = (places[:, start : start + count] / options.samples).to(x.dtype)
            return reference[:, None] + share[:, :, None, None] * change[:, None]

        return sample(function, between, options.samples, change)


def _standard_errors(scores: list[Tensor]) -> Tensor:
    """Return the standard errors (T, n, L) of means over all draws.

    With several references, which were drawn themselves, from how much their means differ; with
    one, from its points, as if these had been drawn from anywhere on the way.
    """
    units = torch.stack([one.mean(2) for one in scores], 2) if len(scores) > 1 else scores[0]
    return units.std(2) / math.sqrt(units.shape[2])
