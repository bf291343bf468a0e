"""SmoothGrad: the mean gradient over noisy copies of a sequence."""

from __future__ import annotations

import math
from collections.abc import Set
from typing import cast

import torch
from torch import Tensor

from motiflens.attribution.assembling import attribution_of
from motiflens.attribution.batch import Batch
from motiflens.attribution.draws import Draws
from motiflens.attribution.result import Attribution
from motiflens.attribution.sampling.gradients import Sampling, Sloped, pieces
from motiflens.attribution.sampling_options import SmoothGradOptions


class SmoothGrad(Sampling):
    """Times the distance to the reference (Smilkov et al. 2017, arXiv:1706.03825)."""

    def explain(self, batch: Batch, layers: Set[str] = frozenset()) -> tuple[Attribution, ...]:
        """Draw noise around each sequence; the references are no part of it."""
        del layers  # gradients have no relevance of them
        given, batch = batch.x, batch.filled()
        function = self.at(batch.x, batch.args)
        reference = batch.references.mean(1).expand_as(batch.x)
        slope, drawn = self._smooth(function, batch.x, batch.x - reference)
        prediction = function.values(batch.x)
        at = torch.stack(
            [function.values(one.expand_as(batch.x)) for one in batch.references.unbind(1)], 2
        )
        contributions = slope * (batch.x - reference)
        return tuple(
            attribution_of(
                self.method,
                given,
                contributions[target].sum(1),
                prediction[target],
                at[target],
                hypothetical=slope[target] - (slope[target] * reference).sum(1, keepdim=True),
                contributions=contributions[target],
                standard_error=drawn[target].std(1) / math.sqrt(drawn.shape[2]),
            )
            for target in range(len(slope))
        )

    def _smooth(self, function: Sloped, x: Tensor, change: Tensor) -> tuple[Tensor, Tensor]:
        """Return the mean gradient (T, n, 4, L), and the score of each draw (T, n, samples, L)."""
        options = cast(SmoothGradOptions, self.options)
        draws = Draws(options.seed, x)
        total, scores = torch.zeros(()), []
        for count in pieces(options.samples, len(x)):
            noise = options.sigma * draws.normal(count, x.shape[2]).to(x.dtype)
            rows = torch.arange(len(x), device=x.device).repeat_interleave(count)
            _, slopes = function.gradients((x[:, None] + noise).flatten(0, 1), rows)
            slopes = slopes.view(len(slopes), len(x), count, *x.shape[1:])
            if options.corrected:
                slopes = slopes - slopes.mean(3, keepdim=True)
            total = total.to(x) + slopes.sum(2)
            scores.append((slopes * change[:, None]).sum(3))
        return total / options.samples, torch.cat(scores, 2)
