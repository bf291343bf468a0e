"""The model's outputs where some positions of a sequence are those of its reference."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.attribution.engine import Subject

_NUMBERS = 1 << 18
"""Numbers of the input in one call, where that is more than 64 sequences."""


def masked_outputs(
    subject: Subject, x: Tensor, reference: Tensor, present: Tensor, args: tuple[Tensor, ...]
) -> Tensor:
    """Return the targets of sequences of which only some positions are present, (n, V, T).

    Parameters
    ----------
    subject
        Its model is called, piece by piece.
    x, reference
        (n, 4, L) each.
    present
        (n, V, L) bool, or (1, V, L) for all: where each of the V variants of a sequence is x; it
        is the reference elsewhere.
    args
        Further inputs of the model, (n, ...) each.
    """
    count = present.shape[1]
    present = present.expand(len(x), -1, -1)
    size = max(len(x), 64, _NUMBERS // x[0].numel())
    found = []
    for chosen in torch.split(torch.arange(len(x) * count, device=x.device), size):
        row, variant = chosen // count, chosen % count
        kept = present[row, variant][:, None]
        inputs = torch.where(kept, x[row], reference[row])
        found.append(subject.call(inputs, *(tensor[row] for tensor in args)))
    return torch.cat(found).view(len(x), count, -1)
