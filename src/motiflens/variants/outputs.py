"""The explained numbers of windows, on one strand or on both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from motiflens.attribution.outputs import targets_of
from motiflens.attribution.targets import TargetFunction
from motiflens.sequences.onehot import reverse_complement


def outputs(
    model: nn.Module,
    codes: NDArray[np.uint8],
    targets: Sequence[TargetFunction],
    *,
    both_strands: bool,
    device: torch.device,
    batch_size: int,
) -> NDArray[np.float32]:
    """Return the targets (n, T) of windows (n, L); the mean over the strands where asked."""
    strands = [codes, reverse_complement(codes)] if both_strands else [codes]
    found = [
        targets_of(model, torch.from_numpy(np.ascontiguousarray(one)), targets, device, batch_size)
        for one in strands
    ]
    return np.asarray(np.mean(found, axis=0), dtype=np.float32)
