"""The explained number of many sequences, and of sequences where there is nothing to explain."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from motiflens.attribution.reference_check import Background
from motiflens.attribution.targets import TargetFunction
from motiflens.models.device import exact_float32
from motiflens.models.encoding import one_hot
from motiflens.sequences.selection import evenly
from motiflens.sequences.shuffling import shuffle_dinucleotides
from motiflens.store.windows import Windows

_NEGATIVES = 5000
_SHUFFLES = 1000
_BATCH = 256


def outputs_at(
    model: nn.Module, x: Tensor, target: TargetFunction, device: torch.device
) -> NDArray[np.float32]:
    """Return the explained number (n,) of inputs x (n, 4, L)."""
    model.to(device).eval()
    with torch.inference_mode(), exact_float32():
        parts = [target(model(some.to(device))).cpu() for some in torch.split(x, _BATCH)]
    return np.asarray(torch.cat(parts).numpy(), dtype=np.float32)


def outputs_of(
    model: nn.Module, codes: NDArray[np.uint8], target: TargetFunction, device: torch.device
) -> NDArray[np.float32]:
    """Return the explained number (n,) of sequences (n, L)."""
    return outputs_at(model, one_hot(torch.from_numpy(codes)), target, device)


def background_outputs(
    model: nn.Module,
    windows: Windows,
    chosen: NDArray[np.int64],
    target: TargetFunction,
    device: torch.device,
) -> tuple[NDArray[np.float32], Background]:
    """Return outputs for the negatives of a data set, or for shuffles where it has none.

    Parameters
    ----------
    model, target, device
        What is explained, and where it runs.
    windows
        The data set. Of more than 5,000 negatives, so many from all over them are taken.
    chosen
        Rows whose shuffles take the place of negatives.

    Returns
    -------
    (m,), and what they are for.
    """
    negatives = evenly(windows.negatives(), _NEGATIVES)
    if len(negatives):
        return outputs_of(model, windows.window_codes(negatives), target, device), "negatives"
    codes = windows.window_codes(chosen[:_SHUFFLES])
    shuffled = shuffle_dinucleotides(codes, np.random.default_rng(0))
    return outputs_of(model, shuffled, target, device), "shuffles"
