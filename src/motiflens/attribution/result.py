"""What an attribution is, and how batches of one become the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Attribution:
    """Scores of N sequences of length L, and whether they add up.

    Attributes
    ----------
    scores
        (N, L): of each position; the sum over the channels of ``contributions``.
    contributions
        (N, 4, L): of each channel, (x - reference) * multiplier. Only sums over a position have
        a meaning: with a frequency reference all four channels of a base carry a part.
    hypothetical
        (N, 4, L): what each position would score with A, C, G or T in the place of its own base,
        all else held; at the base that is there it is the score. None where the method's options
        leave no such scores.
    prediction, reference_prediction
        (N,): the explained scalar at the sequences and at their reference.
    completeness_error
        (N,): what is missing in the sum, over the larger of what is explained and of the sum of
        the scores' sizes. DeepLIFT and gradients explain f(x) - f(reference), LRP f(x) less what
        was absorbed.
    absolute_error
        (N,): the same in the unit of the output.
    absorbed
        (N,) for each operation by its name: relevance kept by biases and stabilisers (LRP).
    """

    scores: Tensor
    contributions: Tensor
    hypothetical: Tensor | None
    prediction: Tensor
    reference_prediction: Tensor
    completeness_error: Tensor
    absolute_error: Tensor
    absorbed: dict[str, Tensor]

    def to(self, device: torch.device) -> Attribution:
        """Return the attribution with its tensors on ``device``."""
        return _combine([self], lambda tensors: tensors[0].to(device))

    def first(self, n: int) -> Attribution:
        """Return the attribution of the first ``n`` sequences."""
        return _combine([self], lambda tensors: tensors[0][:n])


def join(parts: Sequence[Attribution]) -> Attribution:
    """Return the attributions of several batches as one."""
    return _combine(parts, torch.cat)


def _combine(
    parts: Sequence[Attribution], function: Callable[[list[Tensor]], Tensor]
) -> Attribution:
    def each(name: str) -> Tensor:
        return function([getattr(part, name) for part in parts])

    first = parts[0]
    return Attribution(
        scores=each("scores"),
        contributions=each("contributions"),
        hypothetical=None if first.hypothetical is None else each("hypothetical"),
        prediction=each("prediction"),
        reference_prediction=each("reference_prediction"),
        completeness_error=each("completeness_error"),
        absolute_error=each("absolute_error"),
        absorbed={
            label: function([part.absorbed[label] for part in parts]) for label in first.absorbed
        },
    )
