"""Train a network on a data set: from a file to the directory of a model."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from motiflens.config import Train
from motiflens.files import atomic_directory, sha256, unchanged
from motiflens.models.background import background_truth
from motiflens.models.batches import WindowBatches
from motiflens.models.card import EpochRecord, ModelCard, Training, read_card
from motiflens.models.checkpoints import Checkpoint, Checkpoints
from motiflens.models.history import History
from motiflens.models.learner import Learner
from motiflens.models.lightning_run import fit
from motiflens.models.measuring import held_out_metrics
from motiflens.models.objectives import objective
from motiflens.models.saving import save_model
from motiflens.models.setting_up import fresh_network, resolved, shape_of, what_is_learnt
from motiflens.models.steps import OnStep, Steps
from motiflens.store.windows import Windows, open_windows

OnEpoch = Callable[[EpochRecord], None]


def train(
    data: str | os.PathLike[str],
    output: str | os.PathLike[str],
    options: Train,
    *,
    device: torch.device,
    devices: int = 1,
    fold: int = 0,
    bias: str | os.PathLike[str] | None = None,
    on_epoch: OnEpoch | None = None,
    on_step: OnStep | None = None,
) -> ModelCard:
    """Train a network and write it to the directory ``output``.

    Equal data, options, threads and kind of CPU give equal bytes, also where training was killed
    and begun again: after each epoch its state is kept beside ``output``, in a folder of its name
    and ``.training``, until the model is there.

    Parameters
    ----------
    data
        A file that `motiflens prepare` wrote.
    output
        Directory of the model; it appears when training has ended well.
    options
        Architecture, length of training, augmentation, seed. ``options.dataset``, ``each`` and
        the name in ``bias`` are not read.
    device, devices
        Where to train, and on how many devices of that kind.
    fold
        Of the data set: which of its windows are held out.
    bias
        Directory of the model whose bias a ChromBPNet takes.
    on_epoch
        Called with the record of each epoch.
    on_step
        Called after each batch.

    Raises
    ------
    StoreError, InputError
        Where the data cannot be read, or cannot teach every task.
    ConfigError
        Where there is no such task, fold or option of the architecture.
    ModelError
        Where the windows are too short for the architecture, or training diverges.
    """
    checkpoints = Path(output).with_name(Path(output).name + ".training")
    read = unchanged([data, *([bias] if bias else [])])
    with atomic_directory(output) as model, read, open_windows(data, fold) as everything:
        windows = what_is_learnt(everything, options)
        network, training = train_network(
            windows,
            options,
            device=device,
            devices=devices,
            data_sha256=sha256(data),
            checkpoints=Checkpoints(checkpoints),
            bias=bias,
            on_epoch=on_epoch,
            on_step=on_step,
        )
        card = save_model(
            model,
            network,
            tasks=windows.tasks,
            shape=shape_of(windows),
            architecture=options.architecture,
            arguments=options.arguments,
            training=training,
            metrics=held_out_metrics(network, windows, device),
        )
    shutil.rmtree(checkpoints, ignore_errors=True)
    return card


def train_network(
    windows: Windows,
    options: Train,
    *,
    device: torch.device,
    devices: int = 1,
    data_sha256: str,
    checkpoints: Checkpoints | None = None,
    bias: str | os.PathLike[str] | None = None,
    on_epoch: OnEpoch | None = None,
    on_step: OnStep | None = None,
) -> tuple[nn.Module, Training]:
    """Return a network with the weights of its best epoch, and how it came to them.

    Training goes on from the last of the ``checkpoints``, where it is of the same training. What
    else the parameters mean, and what is raised, is as in `train`.
    """
    options = resolved(options, windows)
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(options.seed)
        network = fresh_network(windows, options, bias, device)
        history = History(network, options.patience)
        learner = Learner(
            network,
            objective(
                windows.readout, tracks=windows.tracks, counts_weight=options.counts_weight or 0
            ),
            windows.tasks,
            torch.as_tensor(windows.background),
            background_truth(windows),
            options,
            _both(history.add, on_epoch),
        )
        training = Training(
            options=options.model_dump(exclude={"dataset", "each", "bias"}),
            data_sha256=data_sha256,
            fold=windows.fold,
            bias_sha256=None if bias is None else read_card(bias).weights_sha256,
            anchored=options.anchor,
            reference=windows.background.tolist() if options.anchor else None,
            curve=[],
            best_epoch=0,
            device=device.type,
            devices=devices,
            threads=torch.get_num_threads(),
        )
        checkpoint = checkpoints and checkpoints.of(training.model_dump())
        if checkpoint:
            _resume(history, checkpoint, on_epoch)
        if not history.ended(options.epochs):
            fit(
                learner,
                WindowBatches(windows, options),
                epochs=options.epochs,
                precision=options.precision,
                device=device,
                devices=devices,
                callbacks=[
                    history,
                    *([checkpoint] if checkpoint else []),
                    *([Steps(on_step)] if on_step else []),
                ],
                checkpoint=checkpoint.path if checkpoint and history.curve else None,
            )
        history.restore_best()
    return network, training.model_copy(
        update={"curve": history.curve, "best_epoch": history.best_epoch}
    )


def _resume(history: History, checkpoint: Checkpoint, on_epoch: OnEpoch | None) -> None:
    """Take over the epochs that an earlier run came to."""
    kept = checkpoint.read()
    if kept is not None:
        history.load_state_dict(kept["callbacks"][history.state_key])
        if on_epoch is not None:
            for record in history.curve:
                on_epoch(record)


def _both(first: OnEpoch, second: OnEpoch | None) -> OnEpoch:
    def told(record: EpochRecord) -> None:
        first(record)
        if second is not None:
            second(record)

    return told
