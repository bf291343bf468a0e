"""A model's outputs for sequences without the motif, which those at references are held against."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from motiflens.attribution.reference_check import Background
from motiflens.models.predict import predict
from motiflens.sequences.shuffling import shuffle_dinucleotides
from motiflens.store.windows import Windows

_SHUFFLES = 2000  # at most


def background_outputs(
    model: nn.Module,
    windows: Windows,
    chosen: NDArray[np.int64],
    logits: NDArray[np.float32],
    device: torch.device,
) -> tuple[NDArray[np.float32], Background]:
    """Return outputs for the negatives of a data set, or for shuffles where it has none.

    Parameters
    ----------
    model, device
        A model of the windows' length, and where it runs.
    windows, logits
        The data set, and the outputs for all of its windows, (N, T).
    chosen
        Rows whose shuffles take the place of negatives.

    Returns
    -------
    (m, T), and what they are for.
    """
    negatives = np.flatnonzero(~windows.labels.any(axis=1))
    if len(negatives):
        return logits[negatives], "negatives"
    codes = windows.window_codes()[chosen[:_SHUFFLES]]
    shuffled = shuffle_dinucleotides(codes, np.random.default_rng(0))
    return predict(model, shuffled, device), "shuffles"
