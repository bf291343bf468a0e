"""How well a network does on windows that it was not trained on, and beside simple models."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from motiflens.models.augmentation import as_stored
from motiflens.models.baselines import Baselines, compare
from motiflens.models.cutting import Cutter
from motiflens.models.metrics import Metrics, evaluate
from motiflens.models.predict import predict_all
from motiflens.sequences.composition import gc_content
from motiflens.sequences.selection import evenly
from motiflens.store.windows import Windows

_WINDOWS = 20_000
_NUMBERS = 10_000_000
"""What is measured at most in a split: so many windows, and so many numbers of profiles."""

HeldOut = dict[Literal["validation", "test"], dict[str, Metrics]]


def held_out_metrics(network: nn.Module, windows: Windows, device: torch.device) -> HeldOut:
    """Return the metrics on validation and test windows at their own offsets.

    Of more than 20,000 windows in a split, so many from all over it are taken; of profiles fewer
    where they are long: 5,000 of two strands of 1,000 bp.
    """
    enough = min(_WINDOWS, _NUMBERS // max(1, sum(windows.tracks) * windows.output_window))
    baselines = _baselines(windows)
    metrics: HeldOut = {}
    for split in ("validation", "test"):
        rows = evenly(windows.rows_of(split), enough)
        if len(rows):
            metrics[split] = _measured(network, windows, rows, baselines, device)
    return metrics


def _baselines(windows: Windows) -> Baselines:
    """Return simple models, fitted to training windows."""
    cutter = Cutter(windows)
    cuts = as_stored(windows, evenly(windows.rows_of("train"), Baselines.MOST))
    return Baselines(
        cutter.codes(cuts).numpy(),
        cutter.truth(cuts).numpy(),
        readout=windows.readout,
        tracks=windows.tracks,
    )


def _measured(
    network: nn.Module,
    windows: Windows,
    rows: NDArray[np.int64],
    baselines: Baselines,
    device: torch.device,
) -> dict[str, Metrics]:
    cuts, cutter = as_stored(windows, rows), Cutter(windows)
    codes, truth, control = cutter.codes(cuts).numpy(), cutter.truth(cuts), cutter.control(cuts)
    found = predict_all(
        network, codes, device, control=None if control is None else control.numpy()
    )
    of_profiles = windows.readout == "profiles"
    outputs: Any = (found.profiles, found.values) if of_profiles else found.values
    metrics = evaluate(
        outputs,
        truth.numpy(),
        windows.tasks,
        gc_content(codes),
        readout=windows.readout,
        tracks=windows.tracks,
    )
    compared = compare(baselines, codes, outputs, truth.numpy(), windows.tasks)
    return {
        task: one.model_copy(update={"baselines": compared[task]}) for task, one in metrics.items()
    }
