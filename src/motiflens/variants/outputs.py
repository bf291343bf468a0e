"""The explained numbers of windows, on one strand or on both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from motiflens.attribution.targets import TargetFunction
from motiflens.models.device import exact_float32
from motiflens.models.encoding import one_hot
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
    found = [_of(model, one, targets, device, batch_size) for one in strands]
    return np.asarray(np.mean(found, axis=0), dtype=np.float32)


def _of(
    model: nn.Module,
    codes: NDArray[np.uint8],
    targets: Sequence[TargetFunction],
    device: torch.device,
    batch_size: int,
) -> NDArray[np.float32]:
    found = []
    with torch.inference_mode(), exact_float32():
        for part in torch.split(torch.from_numpy(np.ascontiguousarray(codes)), batch_size):
            output = model(one_hot(part.to(device)))
            found.append(torch.stack([target(output) for target in targets], 1).cpu())
    return np.asarray(torch.cat(found).numpy(), dtype=np.float32)
