"""Whether scores add up to what they explain, and when they count as not adding up."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.attribution.methods import Method
from motiflens.attribution.tolerance import COMPLETENESS
from motiflens.attribution.walk import Walked


def errors(method: Method, found: Walked, scores: Tensor) -> tuple[Tensor, Tensor]:
    """Return the absolute and the relative completeness error of scores (N, L), (N,) each.

    The relative error is over the larger of what is explained and of the sum of the scores'
    sizes: what is explained alone may vanish.
    """
    if method.explains == "output":
        explained = found.prediction
        kept = sum(found.trace.absorbed.values(), start=torch.zeros_like(explained))
    else:
        explained = found.prediction - found.reference_prediction
        kept = torch.zeros_like(explained)
    absolute = (explained - scores.sum(1) - kept).abs()
    scale = torch.maximum(explained.abs(), scores.abs().sum(1))
    return absolute, torch.where(absolute == 0, absolute, absolute / scale)


def broken(found: Walked, absolute: Tensor, relative: Tensor) -> Tensor:
    """Return which sums are off by more than the precision explains, (N,) bool."""
    tolerance = COMPLETENESS.get(str(relative.dtype).removeprefix("torch."), 5e-2)
    # Where nothing is explained, what is missing is the rounding of the outputs themselves.
    outputs = found.prediction.abs() + found.reference_prediction.abs()
    over = (relative > tolerance) & (absolute > 1e-2 * tolerance * outputs)
    return over | ~relative.isfinite()
