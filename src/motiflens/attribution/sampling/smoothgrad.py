"""SmoothGrad: the mean gradient over noisy copies of a sequence."""

from __future__ import annotations

import math
from collections.abc import Set
from typing import cast

from torch import Tensor

from motiflens.attribution.batch import Batch
from motiflens.attribution.draws import Draws
from motiflens.attribution.result import Attribution
from motiflens.attribution.sampling.gradients import Sampled, Sampling, Sloped, sample
from motiflens.attribution.sampling_options import SmoothGradOptions


class SmoothGrad(Sampling):
    """Times the distance to the reference (Smilkov et al. 2017, arXiv:1706.03825)."""

    def explain(self, batch: Batch, layers: Set[str] = frozenset()) -> tuple[Attribution, ...]:
        """Draw noise around each sequence; the references are no part of it."""
        del layers  # gradients have no relevance of them
        given, batch = batch.x, batch.filled()
        function = self.at(batch.x, batch.args)
        reference = batch.references.mean(1).expand_as(batch.x)
        change = batch.x - reference
        found = self._smooth(function, batch.x, change)
        return self.attributions(
            given,
            batch,
            function,
            contributions=found.slope * change,
            hypothetical=found.slope - (found.slope * reference).sum(2, keepdim=True),
            standard_error=found.scores.std(2) / math.sqrt(found.scores.shape[2]),
        )

    def _smooth(self, function: Sloped, x: Tensor, change: Tensor) -> Sampled:
        options = cast(SmoothGradOptions, self.options)
        draws = Draws(options.seed, x)

        def noisy(_: int, count: int) -> Tensor:
            return x[:, None] + options.sigma * draws.normal(count, x.shape[2]).to(x.dtype)

        return sample(function, noisy, options.samples, change)
