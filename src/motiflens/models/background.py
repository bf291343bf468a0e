"""What is true of windows where nothing is: what a network is taught to say of the reference."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from motiflens.models.augmentation import as_stored
from motiflens.models.cutting import Cutter
from motiflens.sequences.selection import evenly
from motiflens.store.windows import Windows

_ENOUGH = 10_000


def background_truth(windows: Windows) -> Tensor:
    """Return the mean of what is known of the training negatives: (T,), or (S, P) of profiles.

    Where there are no negatives it is the mean over all training windows; of classes, none of
    them. It is taken over 10,000 windows where there are more.
    """
    training = windows.rows_of("train")
    negatives = training[~windows.labels[training].any(axis=1)]
    if windows.readout == "classes":
        return torch.zeros(len(windows.tasks))
    rows = evenly(negatives if len(negatives) else training, _ENOUGH)
    cutter, total, known = Cutter(windows), torch.zeros(()), torch.zeros(())
    for part in np.array_split(rows, max(1, len(rows) // 256)):
        truth = cutter.truth(as_stored(windows, part)).double()
        known = known + (~truth.isnan()).sum(0)
        total = total + truth.nan_to_num(0).sum(0)
    mean = total / known.clamp(min=1)
    if windows.readout == "profiles":
        # Either strand may be read: what is true of the middle of nowhere has no direction.
        mean = mean.mean(-1, keepdim=True).expand_as(mean)
    return mean.float()
