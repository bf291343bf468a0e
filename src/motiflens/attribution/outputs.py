"""The explained number of many sequences, and of sequences where there is nothing to explain."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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

_SAMPLE = 1000
"""Negatives, or shuffles, whose outputs stand for all, at most."""
_ROWS = 4096  # a multiple of `BATCH`
BATCH = 256
"""Sequences in one pass, where it is not asked for."""


def targets_of(
    model: nn.Module,
    sequences: Tensor,
    targets: Sequence[TargetFunction],
    device: torch.device,
    batch_size: int = BATCH,
) -> NDArray[np.float32]:
    """Return explained numbers (n, T) of inputs (n, 4, L), or of codes (n, L), encoded in parts."""
    model.to(device).eval()
    # Filled as batches come, as in `predict_all`, which says why.
    found = np.empty((len(sequences), len(targets)), np.float32)
    with torch.inference_mode(), exact_float32():
        for start in range(0, len(sequences), batch_size):
            placed = sequences[start : start + batch_size].to(device)
            output = model(one_hot(placed) if placed.dim() == 2 else placed)
            numbers = torch.stack([target(output) for target in targets], 1)
            found[start : start + batch_size] = numbers.cpu().numpy()
    return found


def outputs_of(
    model: nn.Module, sequences: Tensor, target: TargetFunction, device: torch.device
) -> NDArray[np.float32]:
    """Return the explained number (n,) of inputs (n, 4, L), or of codes (n, L)."""
    return targets_of(model, sequences, [target], device)[:, 0]


def outputs_of_all(
    model: nn.Module, windows: Windows, target: TargetFunction, device: torch.device
) -> NDArray[np.float32]:
    """Return the explained number (N,) of every window of a data set, read some at a time."""
    pieces = (
        np.arange(first, min(first + _ROWS, windows.n)) for first in range(0, windows.n, _ROWS)
    )
    codes = (torch.from_numpy(windows.window_codes(rows)) for rows in pieces)
    return np.concatenate([outputs_of(model, some, target, device) for some in codes])


def background_outputs(
    predict: Callable[[Tensor], NDArray[np.float32]],
    windows: Windows,
    chosen: NDArray[np.int64],
) -> tuple[NDArray[np.float32], Background]:
    """Return outputs for the negatives of a data set, or for shuffles where it has none.

    Parameters
    ----------
    predict
        Of codes (m, L) the explained outputs, (m,).
    windows
        The data set. Of more than 1,000 negatives, so many from all over them are taken: the
        99th percentile of so many is, 19 times in 20, one from the 98.2nd to the 99.4th of all.
    chosen
        Rows whose shuffles take the place of negatives.

    Returns
    -------
    (m,), and what they are for.
    """
    negatives = evenly(windows.negatives(), _SAMPLE)
    if len(negatives):
        return predict(torch.from_numpy(windows.window_codes(negatives))), "negatives"
    given = windows.window_codes(chosen[:_SAMPLE])
    shuffled = shuffle_dinucleotides(given, np.random.default_rng(0))
    return predict(torch.from_numpy(shuffled)), "shuffles"
