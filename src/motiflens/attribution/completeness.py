"""Whether scores add up to what they explain, and when they count as not adding up."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.attribution.audit_record import Completeness
from motiflens.attribution.methods import Method
from motiflens.attribution.tolerance import COMPLETENESS
from motiflens.attribution.walk import Walked


def errors(method: Method, found: Walked, scores: Tensor) -> tuple[Tensor, Tensor]:
    """Return the absolute and the relative completeness error of scores (N, L), (N,) each."""
    kept = sum(found.trace.absorbed.values(), start=torch.zeros_like(found.prediction))
    return missing(method, scores, found.prediction, found.reference_prediction, kept)


def missing(
    method: Method, scores: Tensor, prediction: Tensor, reference_prediction: Tensor, kept: Tensor
) -> tuple[Tensor, Tensor]:
    """Return what is missing in the sum of scores (N, L), absolute and relative, (N,) each.

    The relative error is over the larger of what is explained and of the sum of the scores'
    sizes: what is explained alone may vanish.

    Parameters
    ----------
    method
        Says whether the difference to the reference is explained, or the output.
    scores
        (N, L).
    prediction, reference_prediction
        The explained scalar, (N,) each.
    kept
        (N,) what was absorbed on the way.
    """
    explained = prediction if method.explains == "output" else prediction - reference_prediction
    absolute = (explained - scores.sum(1) - kept).abs()
    scale = torch.maximum(explained.abs(), scores.abs().sum(1))
    return absolute, torch.where(absolute == 0, absolute, absolute / scale)


def tolerance_of(errors: Tensor) -> float:
    """Return the relative error that the precision of ``errors`` accounts for."""
    return COMPLETENESS.get(str(errors.dtype).removeprefix("torch."), 5e-2)


def summary(relative: Tensor, absolute: Tensor, in_float64: int = 0) -> Completeness:
    """Return what an audit says of completeness errors; one that is no number is infinite."""
    errors = relative.flatten().double().nan_to_num(torch.inf)
    return Completeness(
        median=float(errors.median()),
        p999=float(errors.quantile(0.999, interpolation="higher")),
        maximum=float(errors.max()),
        absolute=float(absolute.nan_to_num(torch.inf).max()),
        tolerance=tolerance_of(relative),
        in_float64=in_float64,
    )


def broken(found: Walked, absolute: Tensor, relative: Tensor) -> Tensor:
    """Return which sums are off by more than the precision explains, (N,) bool."""
    tolerance = tolerance_of(relative)
    # Where nothing is explained, what is missing is the rounding of the outputs themselves.
    outputs = found.prediction.abs() + found.reference_prediction.abs()
    over = (relative > tolerance) & (absolute > 1e-2 * tolerance * outputs)
    return over | ~relative.isfinite()
