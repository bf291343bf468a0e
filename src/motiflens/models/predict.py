"""Outputs of a model, in batches whose boundaries never depend on the machine."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from motiflens.models.device import exact_float32
from motiflens.models.encoding import one_hot


def predict(
    model: nn.Module,
    codes: NDArray[np.uint8],
    device: torch.device,
    batch_size: int = 256,
) -> NDArray[np.float32]:
    """Return the logits of windows.

    Parameters
    ----------
    model
        Takes one-hot sequences (N, 4, L). It is moved to ``device`` and put into eval mode.
    codes
        (N, L) uint8 bases.
    device
        Where the model runs.
    batch_size
        Windows at a time. Batches begin at multiples of it, so that equal calls give equal bytes.

    Returns
    -------
    (N, T) float32
    """
    model.to(device).eval()
    with torch.inference_mode(), exact_float32():
        logits = [
            model(one_hot(torch.from_numpy(codes[start : start + batch_size]).to(device))).cpu()
            for start in range(0, len(codes), batch_size)
        ]
    return np.asarray(torch.cat(logits).numpy(), dtype=np.float32)
