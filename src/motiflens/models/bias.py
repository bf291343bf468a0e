"""Give a ChromBPNet the bias of a model that was trained on windows without peaks."""

from __future__ import annotations

import os

import numpy as np
import torch
from torch import nn

from motiflens.errors import ModelError
from motiflens.models.augmentation import as_stored
from motiflens.models.cutting import Cutter
from motiflens.models.loading import load_model
from motiflens.models.objectives import objective
from motiflens.models.predict import predict
from motiflens.sequences.selection import evenly
from motiflens.store.windows import Windows

_ENOUGH = 2000


def take_bias(
    network: nn.Module, folder: str | os.PathLike[str], windows: Windows, device: torch.device
) -> None:
    """Copy the weights of the bias model in ``folder``, set to the depth of this data.

    Its log counts are moved by the mean difference of measured and predicted ones over training
    windows without peaks (Pampari et al. 2025).

    Raises
    ------
    ModelError
        Where the model reads other windows, or is of other sizes than the network's bias.
    """
    bias, card = load_model(folder)
    if card.input_length != windows.window or card.output_length != windows.output_window:
        raise ModelError(
            f"the bias model reads {card.input_length} bp and says {card.output_length}; the data "
            f"has {windows.window} and {windows.output_window}",
            where=str(folder),
            fix="train the bias model on the same data set",
        )
    network.take_bias(bias, _log_factor(bias, windows, device))  # type: ignore[operator]


def _log_factor(bias: nn.Module, windows: Windows, device: torch.device) -> float:
    rows = evenly(windows.negatives("train"), _ENOUGH)
    if not len(rows):
        return 0.0
    truth = Cutter(windows).truth(as_stored(windows, rows))
    measured = objective("profiles", tracks=windows.tracks).totals(truth).numpy()
    return float(np.mean(measured - predict(bias, windows.window_codes(rows), device)))
