"""Train a network on a data set, from its file to the directory of a model."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Literal

import numpy as np
import torch
from lightning.pytorch.callbacks import EarlyStopping
from torch import nn

from motiflens.config import Train
from motiflens.errors import InputError
from motiflens.files import sha256
from motiflens.models.architectures import build
from motiflens.models.batches import WindowBatches, split_rows
from motiflens.models.card import EpochRecord, Metrics, ModelCard, Training
from motiflens.models.classifier import Classifier
from motiflens.models.history import History
from motiflens.models.lightning_run import fit
from motiflens.models.metrics import evaluate
from motiflens.models.predict import predict
from motiflens.models.saving import save_model
from motiflens.models.shape import Shape
from motiflens.store.windows import Windows, read_windows

OnEpoch = Callable[[EpochRecord], None]


def train(
    data: str | os.PathLike[str],
    output: str | os.PathLike[str],
    options: Train,
    *,
    device: torch.device,
    on_epoch: OnEpoch | None = None,
) -> ModelCard:
    """Train a network and write it to the directory ``output``.

    Equal data, options, threads and kind of CPU give equal bytes.

    Parameters
    ----------
    data
        A file that `motiflens prepare` wrote.
    output
        Directory of the model; it appears when training has ended well.
    options
        Architecture, length of training, augmentation, seed. ``options.dataset`` is not read.
    device
        Where to train.
    on_epoch
        Called with the record of each epoch.

    Raises
    ------
    StoreError, InputError
        Where the data cannot be read, or cannot teach every class.
    ModelError
        Where the windows are too short for the architecture, or training diverges.
    """
    windows = read_windows(data)
    network, training = train_network(
        windows, options, device=device, data_sha256=sha256(data), on_epoch=on_epoch
    )
    return save_model(
        output,
        network,
        tasks=windows.tasks,
        shape=Shape(windows.window, len(windows.tasks)),
        architecture=options.architecture,
        training=training,
        metrics=held_out_metrics(network, windows, device),
    )


def train_network(
    windows: Windows,
    options: Train,
    *,
    device: torch.device,
    data_sha256: str,
    on_epoch: OnEpoch | None = None,
) -> tuple[nn.Module, Training]:
    """Return a network with the weights of its best epoch, and how it came to them."""
    check_trainable(windows)
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(options.seed)
        network = build(options.architecture, Shape(windows.window, len(windows.tasks)))
        history = History(network)

        def at_epoch_end(record: EpochRecord) -> None:
            history.add(record)
            if on_epoch is not None:
                on_epoch(record)

        fit(
            Classifier(network, windows.tasks, windows.background, options, at_epoch_end),
            WindowBatches(windows, options),
            epochs=options.epochs,
            device=device,
            callbacks=[EarlyStopping("validation_loss", patience=options.patience)],
        )
        history.restore_best()
    return network, Training(
        options=options.model_dump(exclude={"dataset"}),
        data_sha256=data_sha256,
        anchored=options.anchor,
        reference=windows.background.tolist() if options.anchor else None,
        curve=history.curve,
        best_epoch=history.best_epoch,
        device=device.type,
        threads=torch.get_num_threads(),
    )


def check_trainable(windows: Windows) -> None:
    """Check that there is something to learn for every class, and something to stop by.

    Raises
    ------
    InputError
        Where the training windows of a class are all or none of them positive, or there are no
        validation windows.
    """
    labels = windows.labels[split_rows(windows, "train")]
    for column, task in enumerate(windows.tasks):
        if len(np.unique(labels[:, column])) < 2:
            kind = "do not belong" if not labels[:, column].any() else "belong"
            raise InputError(
                f"all {len(labels)} training windows {kind} to {task}: there is nothing to tell "
                "apart",
                fix="give regions of the class, and negatives, that are not all held out",
            )
    if not len(split_rows(windows, "validation")):
        raise InputError(
            "there are no validation windows, by which training is stopped",
            fix="prepare the data with `validation` chromosomes that hold regions, or a fraction",
        )


def held_out_metrics(
    network: nn.Module, windows: Windows, device: torch.device
) -> dict[Literal["validation", "test"], dict[str, Metrics]]:
    """Return the metrics on validation and test windows at their own offsets."""
    codes = windows.window_codes()
    metrics: dict[Literal["validation", "test"], dict[str, Metrics]] = {}
    for split in ("validation", "test"):
        rows = split_rows(windows, split)
        if len(rows):
            logits = predict(network, codes[rows], device)
            metrics[split] = evaluate(logits, windows.labels[rows], windows.tasks)
    return metrics
