"""What is true of windows where nothing is: what a network is taught to say of the reference."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.models.cutting import Cutter
from motiflens.sequences.selection import evenly
from motiflens.store.windows import Windows

_ENOUGH = 10_000


def background_truth(windows: Windows) -> Tensor:
    """Return the mean of what is known of the training negatives: (T,), or (S, P) of profiles.

    Where there are no negatives it is the mean over all training windows; of classes, none of
    them. It is taken over 10,000 windows where there are more.
    """
    if windows.readout == "classes":
        return torch.zeros(len(windows.tasks))
    negatives = windows.negatives("train")
    rows = evenly(negatives if len(negatives) else windows.rows_of("train"), _ENOUGH)
    total, known = torch.zeros(()), torch.zeros(())
    for part in Cutter(windows).truths(rows):
        truth = part.double()
        known = known + (~truth.isnan()).sum(0)
        total = total + truth.nan_to_num(0).sum(0)
    mean = total / known.clamp(min=1)
    if windows.readout == "profiles":
        # Either strand may be read: what is true of the middle of nowhere has no direction.
        mean = mean.mean(-1, keepdim=True).expand_as(mean)
    return mean.float()
