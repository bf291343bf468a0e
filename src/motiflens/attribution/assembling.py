"""From scores to an attribution, for methods that are no walk through the model."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from motiflens.attribution.completeness import missing
from motiflens.attribution.methods import Method
from motiflens.attribution.result import Attribution


def attribution_of(
    method: Method,
    x: Tensor,
    scores: Tensor,
    prediction: Tensor,
    reference_prediction: Tensor,
    *,
    hypothetical: Tensor | None = None,
    contributions: Tensor | None = None,
    standard_error: Tensor | None = None,
    absorbed: Mapping[str, Tensor] | None = None,
) -> Attribution:
    """Return the attribution of n sequences, with its completeness errors.

    Parameters
    ----------
    method
        Says what the scores are held against.
    x
        (n, 4, L) as given, zeros at N.
    scores
        (n, L), the mean over the references.
    prediction
        (n,) the explained scalar.
    reference_prediction
        (n, K) the same at each reference; the scores are held against their mean.
    hypothetical, contributions
        (n, 4, L); contributions are the scores at the bases that are there where not given.
    standard_error
        (n, L).
    absorbed
        What was given to no position, (n,) by its cause.
    """
    absorbed = dict(absorbed or {})
    kept = sum(absorbed.values(), start=torch.zeros_like(prediction))
    absolute, relative = missing(method, scores, prediction, reference_prediction.mean(1), kept)
    beside = torch.ones_like(reference_prediction)
    return Attribution(
        scores=scores,
        contributions=x * scores[:, None] if contributions is None else contributions,
        hypothetical=hypothetical,
        standard_error=standard_error,
        prediction=prediction,
        reference_prediction=reference_prediction,
        completeness_error=relative[:, None] * beside,
        absolute_error=absolute[:, None] * beside,
        recomputed=torch.zeros_like(relative, dtype=torch.bool),
        absorbed=absorbed,
    )
