"""How well a network does on windows that it was not trained on."""

from __future__ import annotations

from typing import Any, Literal

import torch
from torch import nn

from motiflens.models.augmentation import as_stored
from motiflens.models.cutting import Cutter
from motiflens.models.metrics import Metrics, evaluate
from motiflens.models.predict import predict_all
from motiflens.sequences.composition import gc_content
from motiflens.sequences.selection import evenly
from motiflens.store.windows import Windows

_ENOUGH = 20_000

HeldOut = dict[Literal["validation", "test"], dict[str, Metrics]]


def held_out_metrics(network: nn.Module, windows: Windows, device: torch.device) -> HeldOut:
    """Return the metrics on validation and test windows at their own offsets.

    Of more than 20,000 windows in a split, so many from all over it are taken.
    """
    metrics: HeldOut = {}
    for split in ("validation", "test"):
        rows = evenly(windows.rows_of(split), _ENOUGH)
        if len(rows):
            cuts, cutter = as_stored(windows, rows), Cutter(windows)
            codes, control = cutter.codes(cuts).numpy(), cutter.control(cuts)
            found = predict_all(
                network, codes, device, control=None if control is None else control.numpy()
            )
            outputs: Any = found.values
            if windows.readout == "profiles":
                outputs = (found.profiles, found.values)
            metrics[split] = evaluate(
                outputs,
                cutter.truth(cuts).numpy(),
                windows.tasks,
                gc_content(codes),
                readout=windows.readout,
                tracks=windows.tracks,
            )
    return metrics
