"""What an attribution is, and how batches of one become the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import torch
from torch import Tensor


@dataclass(frozen=True)
class Attribution:
    """Scores of N sequences of length L, averaged over K references, and whether they add up.

    Attributes
    ----------
    scores
        (N, L): of each position; the sum over the channels of ``contributions``.
    contributions
        (N, 4, L): of each channel, (x - reference) * multiplier. Only sums over a position have
        a meaning: with a frequency reference all four channels of a base carry a part.
    hypothetical
        (N, 4, L): what each position would score with A, C, G or T in the place of its own base,
        all else held; at the base that is there it is the score. With several references it is
        averaged after this projection. None where the method says nothing of other bases.
    prediction
        (N,): the explained scalar at the sequences.
    reference_prediction
        (N, K): the same at each of their references.
    completeness_error
        (N, K): what is missing in the sum, over the larger of what is explained and of the sum
        of the scores' sizes. DeepLIFT and gradients explain f(x) - f(reference), LRP f(x) less
        what was absorbed.
    absolute_error
        (N, K): the same in the unit of the output.
    recomputed
        (N,) bool: whether the sum was off for want of precision, so that the sequence was
        explained again in float64.
    standard_error
        (N, L): of the scores, where they are the mean over what was drawn; else None.
    steps
        (N, K): gradients that were taken, where the method decides how many; else None.
    absorbed, layers, channels, maps
        LRP only, by the name of the operation: relevance that it kept, (N,), with the cause
        (``conv/bias``); the sum of a layer's relevance, (N,); of layers that read the sequence
        that of each channel, (N, C); of layers asked for that of each element, (N, ...). See
        `motiflens.attribution.walk.Trace`.
    """

    scores: Tensor
    contributions: Tensor
    prediction: Tensor
    reference_prediction: Tensor
    completeness_error: Tensor
    absolute_error: Tensor
    recomputed: Tensor
    hypothetical: Tensor | None = None
    standard_error: Tensor | None = None
    steps: Tensor | None = None
    absorbed: dict[str, Tensor] = field(default_factory=dict)
    layers: dict[str, Tensor] = field(default_factory=dict)
    channels: dict[str, Tensor] = field(default_factory=dict)
    maps: dict[str, Tensor] = field(default_factory=dict)

    def to(self, device: torch.device) -> Attribution:
        """Return the attribution with its tensors on ``device``."""
        return _combine([self], lambda tensors: tensors[0].to(device))

    def rows(self, chosen: Tensor | slice) -> Attribution:
        """Return the attribution of some of the sequences."""
        return _combine([self], lambda tensors: tensors[0][chosen])


def join(parts: Sequence[Attribution]) -> Attribution:
    """Return the attributions of several batches as one."""
    return _combine(parts, torch.cat)


def average(parts: Sequence[Attribution]) -> Attribution:
    """Return the mean over attributions of the same sequences, each against its own reference."""
    if len(parts) == 1:
        return parts[0]
    beside = {"reference_prediction", "completeness_error", "absolute_error", "steps"}

    def combine(name: str, tensors: list[Tensor]) -> Tensor:
        if name in beside:
            return torch.cat(tensors, 1)
        return tensors[0] if name in ("prediction", "recomputed") else torch.stack(tensors).mean(0)

    return _combine_named(parts, combine)


def splice(whole: Attribution, part: Attribution, chosen: Tensor) -> Attribution:
    """Return ``whole`` with the ``chosen`` sequences, (N,) bool, replaced by those of ``part``."""

    def combine(name: str, tensors: list[Tensor]) -> Tensor:
        old, new = tensors
        merged = old.clone()
        merged[chosen] = torch.ones_like(old[chosen]) if name == "recomputed" else new.to(old)
        return merged

    return _combine_named([whole, part], combine)


def _combine(
    parts: Sequence[Attribution], function: Callable[[list[Tensor]], Tensor]
) -> Attribution:
    return _combine_named(parts, lambda _, tensors: function(tensors))


def _combine_named(
    parts: Sequence[Attribution], function: Callable[[str, list[Tensor]], Tensor]
) -> Attribution:
    first = parts[0]
    combined: dict[str, Any] = {
        name: function(name, [getattr(part, name) for part in parts])
        for name in (member.name for member in fields(Attribution))
        if isinstance(getattr(first, name), Tensor)
    }
    for name in ("absorbed", "layers", "channels", "maps"):
        labels = dict.fromkeys(label for part in parts for label in getattr(part, name))
        combined[name] = {
            label: function(name, [_labelled(part, name, label) for part in parts])
            for label in labels
        }
    return Attribution(**combined)


def _labelled(part: Attribution, name: str, label: str) -> Tensor:
    """Return what ``part`` has by a label; a cause that did not come up kept nothing."""
    found: Tensor | None = getattr(part, name).get(label)
    return torch.zeros_like(part.prediction) if found is None else found
