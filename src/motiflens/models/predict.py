"""Outputs of a model, in batches whose boundaries never depend on the machine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from motiflens.models.device import exact_float32
from motiflens.models.encoding import one_hot

BATCH = 256


@dataclass(frozen=True)
class Outputs:
    """What a model says of N windows.

    Attributes
    ----------
    values
        (N, T) float32: a number for each task; of profile models, the log counts.
    profiles
        (N, S, P) float32 logits of profile models; else None.
    """

    values: NDArray[np.float32]
    profiles: NDArray[np.float32] | None = None


def predict(
    model: nn.Module, codes: NDArray[np.uint8], device: torch.device, batch_size: int = BATCH
) -> NDArray[np.float32]:
    """Return the numbers (N, T) that a model has for each task; see `predict_all`."""
    return predict_all(model, codes, device, batch_size).values


def predict_all(
    model: nn.Module,
    codes: NDArray[np.uint8],
    device: torch.device,
    batch_size: int = BATCH,
    *,
    control: NDArray[np.float32] | None = None,
) -> Outputs:
    """Return all that a model says of windows.

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
    control
        (N, C, P) reads of control tracks, for a profile model that takes them.
    """
    model.to(device).eval()
    # Filled as batches come: outputs that were kept between what batches need and free again would
    # keep the memory in pieces, several times what they hold.
    parts: list[NDArray[np.float32]] = []
    with torch.inference_mode(), exact_float32():
        for start in range(0, len(codes), batch_size):
            rows = slice(start, start + batch_size)
            further = [] if control is None else [torch.from_numpy(control[rows]).to(device)]
            outputs = model(one_hot(torch.from_numpy(codes[rows]).to(device)), *further)
            batch = outputs if isinstance(outputs, tuple) else (outputs,)
            parts = parts or [np.empty((len(codes), *part.shape[1:]), np.float32) for part in batch]
            for whole, part in zip(parts, batch, strict=True):
                whole[rows] = part.cpu().numpy()
    return Outputs(parts[-1], parts[0] if len(parts) == 2 else None)
