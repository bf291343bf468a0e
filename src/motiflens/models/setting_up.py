"""What stands at the beginning of a training: windows to learn from, options, fresh weights."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from motiflens.config import Train
from motiflens.errors import ConfigError, InputError
from motiflens.models.architectures import ARCHITECTURES
from motiflens.models.augmentation import as_stored
from motiflens.models.bias import take_bias
from motiflens.models.cutting import Cutter
from motiflens.models.objectives import objective
from motiflens.models.shape import Shape
from motiflens.models.user_class import is_user_class, named_network
from motiflens.sequences.selection import evenly
from motiflens.store.subsets import with_tasks, without
from motiflens.store.windows import Windows

_ENOUGH = 10_000
OF_OWN_CLASSES = 1e-3
"""The learning rate of a network of the user's own, where none is given."""


def shape_of(windows: Windows) -> Shape:
    """Return the lengths and numbers of a network for a data set."""
    return Shape(
        input_length=windows.window,
        tasks=len(windows.tasks),
        readout=windows.readout,
        tracks=windows.tracks,
        output_length=windows.output_window,
        controls=0 if windows.control is None else windows.control.shape[1],
    )


def what_is_learnt(windows: Windows, options: Train) -> Windows:
    """Return the data set with the tasks and windows of the options, which must teach something.

    Raises
    ------
    ConfigError
        Where there is no such task.
    InputError
        Where the training windows say the same of a task, or there are no validation windows.
    """
    if options.tasks is not None:
        windows = with_tasks(windows, options.tasks)
    if options.windows != "all":
        positive = np.asarray(windows.labels.any(axis=1))
        windows = without(windows, positive == (options.windows == "negatives"))
    _check_trainable(windows)
    return windows


def resolved(options: Train, windows: Windows) -> Train:
    """Return the options with what depends on the data and the architecture filled in."""
    filled: dict[str, float] = {}
    if options.learning_rate is None:
        row = ARCHITECTURES.get(options.architecture)
        filled["learning_rate"] = row.learning_rate if row else OF_OWN_CLASSES
    if options.counts_weight is None and windows.readout == "profiles":
        filled["counts_weight"] = _median_reads(windows) / 10
    return options.model_copy(update=filled)


def fresh_network(
    windows: Windows,
    options: Train,
    bias: str | os.PathLike[str] | None,
    device: torch.device,
) -> nn.Module:
    """Return a network with fresh weights and, where it takes one, with the bias of a model.

    Raises
    ------
    ConfigError
        Where a bias is given to a network that takes none, or missing for one that does.
    """
    network = _built(windows, options)
    takes = hasattr(network, "take_bias")
    if takes != (bias is not None):
        raise ConfigError(
            f"{options.architecture} {'needs a bias model' if takes else 'takes no bias model'}",
            where="bias",
            fix="train bpnet on the negatives, and give that model as `bias`"
            if takes
            else "leave `bias` out, or choose chrombpnet",
        )
    if bias is not None:
        take_bias(network, bias, windows, device)
    return network


def _built(windows: Windows, options: Train) -> nn.Module:
    if is_user_class(options.architecture) and not options.trust:
        raise ConfigError(
            f"to make {options.architecture} its code must be imported and run",
            where="architecture",
            fix="write `trust: true` beside it, where you trust that code",
        )
    return named_network(options.architecture, shape_of(windows), options.arguments)


def _median_reads(windows: Windows) -> float:
    """Return the median reads of a training window and task, over 10,000 windows at most."""
    rows = evenly(windows.rows_of("train"), _ENOUGH)
    reads = [truth.sum(-1).numpy() for truth in Cutter(windows).truths(rows)]
    totals = np.concatenate(reads).sum(axis=1) / len(windows.tasks)
    return float(np.median(totals))


def _check_trainable(windows: Windows) -> None:
    training = windows.rows_of("train")
    if not len(training):
        raise InputError(
            "there are no training windows",
            fix="hold out less, or give more regions",
            where="the data set",
        )
    known = _known(windows, training)
    for column, task in enumerate(windows.tasks):
        values = known[:, column][~np.isnan(known[:, column])]
        if len(np.unique(values)) < 2:
            raise InputError(
                f"all {len(training)} training windows {_say(windows.readout, values)} {task}: "
                "there is nothing to tell apart",
                fix="give regions of the class, and negatives, that are not all held out"
                if windows.readout == "classes"
                else "check the signal of the task, and what is held out",
                where="the data set",
            )
    if not len(windows.rows_of("validation")):
        raise InputError(
            "there are no validation windows, by which training is stopped",
            fix="prepare the data with `validation` chromosomes that hold regions, or a fraction",
            where="the data set",
        )


def _known(windows: Windows, rows: NDArray[np.int64]) -> NDArray[Any]:
    """Return (n, T) what is known of each task; of profiles, in a sample of the rows."""
    if windows.readout == "profiles":
        rows = evenly(rows, 1000)
    truth = Cutter(windows).truth(as_stored(windows, rows))
    return objective(windows.readout, tracks=windows.tracks).totals(truth).numpy()


def _say(readout: str, values: NDArray[Any]) -> str:
    if readout == "classes":
        return "belong to" if values.any() else "do not belong to"
    return "have the same signal in"
