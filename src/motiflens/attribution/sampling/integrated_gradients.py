"""Integrated gradients: the mean gradient between a sequence and its reference."""

from __future__ import annotations

import warnings
from collections.abc import Set
from dataclasses import replace
from typing import cast

import torch
from torch import Tensor

from motiflens.attribution.assembling import attribution_of
from motiflens.attribution.batch import Batch
from motiflens.attribution.result import Attribution, average
from motiflens.attribution.sampling.gradients import PASS, Sampling, Sloped
from motiflens.attribution.sampling.path import NODES, Integral, integrate
from motiflens.attribution.sampling_options import IntegratedGradientsOptions
from motiflens.errors import CompletenessWarning


class IntegratedGradients(Sampling):
    """Times the distance to the reference (Sundararajan, Taly and Yan 2017, PMLR 70:3319-3328)."""

    def explain(self, batch: Batch, layers: Set[str] = frozenset()) -> tuple[Attribution, ...]:
        """Integrate for each target and each reference by itself.

        Warns
        -----
        CompletenessWarning
            Where sequences are not within the tolerance after the most steps.
        """
        del layers  # gradients have no relevance of them
        given, batch = batch.x, batch.filled()
        references = batch.expanded()
        found = []
        for function in self.at(batch.x, batch.args).outputs():
            parts = [self._against(function, given, batch.x, one) for one in references]
            self._warn(torch.stack([integral.error for _, integral in parts], 1))
            found.append(average([attribution for attribution, _ in parts]))
        return tuple(found)

    def _against(
        self, function: Sloped, given: Tensor, x: Tensor, reference: Tensor
    ) -> tuple[Attribution, Integral]:
        """Return what one target's scores are against one reference of each sequence."""
        options = cast(IntegratedGradientsOptions, self.options)
        change = x - reference

        def slope(rows: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
            points = reference[rows] + places[:, None, None] * change[rows]
            values, gradients = function.gradients(points, rows)
            return values[0], gradients[0]

        ends = (function.values(reference)[0], function.values(x)[0])
        found = integrate(
            slope,
            change,
            ends,
            tolerance=options.tolerance,
            max_steps=options.max_steps,
            piece=max(PASS, len(x)) // len(NODES),
        )
        contributions = found.slope * change
        attribution = attribution_of(
            self.method,
            given,
            contributions.sum(1),
            ends[1],
            ends[0][:, None],
            hypothetical=found.slope - (found.slope * reference).sum(1, keepdim=True),
            contributions=contributions,
        )
        return replace(attribution, steps=found.steps[:, None]), found

    def _warn(self, errors: Tensor) -> None:
        """Say how many sequences (n, K) are off, and by how much."""
        options = cast(IntegratedGradientsOptions, self.options)
        off = (errors > options.tolerance).any(1)
        if bool(off.any()):
            warnings.warn(
                CompletenessWarning(
                    f"{self.method.title}: after {options.max_steps} gradients the scores of "
                    f"{int(off.sum())} of {len(off)} sequences may still miss up to "
                    f"{float(errors.max()):.1e} of what they explain; raise `max_steps`, or "
                    "accept it by `tolerance`"
                ),
                stacklevel=5,
            )
