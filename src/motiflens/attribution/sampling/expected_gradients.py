"""Expected gradients: integrated gradients from many references, by points that are drawn."""

from __future__ import annotations

import math
from collections.abc import Set
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor

from motiflens.attribution.assembling import attribution_of
from motiflens.attribution.batch import Batch
from motiflens.attribution.draws import Draws
from motiflens.attribution.result import Attribution
from motiflens.attribution.sampling.gradients import Sampling, Sloped, pieces
from motiflens.attribution.sampling_options import ExpectedGradientsOptions


@dataclass(frozen=True)
class _Drawn:
    """What one reference gives: mean slopes (T, n, 4, L), scores of draws (T, n, samples, L)."""

    reference: Tensor
    slope: Tensor
    scores: Tensor

    @property
    def hypothetical(self) -> Tensor:
        return self.slope - (self.slope * self.reference).sum(2, keepdim=True)


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
        references = [one.expand_as(x) for one in batch.references.unbind(1)]
        drawn = [self._draw(function, x, reference) for reference in references]
        contributions = torch.stack([one.slope * (x - one.reference) for one in drawn]).mean(0)
        hypothetical = torch.stack([one.hypothetical for one in drawn]).mean(0)
        errors = _standard_errors([one.scores for one in drawn])
        prediction = function.values(x)
        at = torch.stack([function.values(one) for one in references], 2)
        return tuple(
            attribution_of(
                self.method,
                given,
                contributions[target].sum(1),
                prediction[target],
                at[target],
                hypothetical=hypothetical[target],
                contributions=contributions[target],
                standard_error=errors[target],
            )
            for target in range(len(prediction))
        )

    def _draw(self, function: Sloped, x: Tensor, reference: Tensor) -> _Drawn:
        options = cast(ExpectedGradientsOptions, self.options)
        change, total, scores = x - reference, torch.zeros(()), []
        stretch = torch.arange(options.samples, device=x.device)
        places = Draws(options.seed, x, reference).uniform(options.samples) + stretch
        start = 0
        for count in pieces(options.samples, len(x)):
            share = (places[:, start : start + count] / options.samples).to(x.dtype)
            start += count
            points = reference[:, None] + share[:, :, None, None] * change[:, None]
            rows = torch.arange(len(x), device=x.device).repeat_interleave(count)
            _, slopes = function.gradients(points.flatten(0, 1), rows)
            slopes = slopes.view(len(slopes), len(x), count, *x.shape[1:])
            total = total.to(x) + slopes.sum(2)
            scores.append((slopes * change[:, None]).sum(3))
        return _Drawn(reference, total / options.samples, torch.cat(scores, 2))


def _standard_errors(scores: list[Tensor]) -> Tensor:
    """Return the standard errors (T, n, L) of means over all draws.

    With several references, which were drawn themselves, from how much their means differ; with
    one, from its points, as if these had been drawn from anywhere on the way.
    """
    units = torch.stack([one.mean(2) for one in scores], 2) if len(scores) > 1 else scores[0]
    return units.std(2) / math.sqrt(units.shape[2])
