"""``motiflens train``: from a data set to a model."""

from __future__ import annotations

import gc
import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from motiflens.cli.options import Device, default, given, option, plain_values
from motiflens.cli.threads import wait_briefly
from motiflens.collecting import uncollected
from motiflens.config import Train, validate

if TYPE_CHECKING:
    from motiflens.models.card import EpochRecord, ModelCard

_LOG = logging.getLogger(__name__)
_MINUTE = 60.0
_CHANCE = {"auroc": 0.5, "pearson": 0.0}
_USEFUL = {"auroc": 0.6, "pearson": 0.1}
"""On validation windows; below that nothing has been learnt that is of use."""


def train(
    data: Annotated[Path, typer.Option(help="Data set, from `prepare`.")],
    output: Annotated[Path, typer.Option(help="Folder of the model to write.")],
    tasks: Annotated[list[str] | None, option(Train, "tasks")] = None,
    windows: Annotated[str, option(Train, "windows")] = default(Train, "windows"),
    architecture: Annotated[str, option(Train, "architecture")] = default(Train, "architecture"),
    arguments: Annotated[list[str] | None, option(Train, "arguments", metavar="NAME=VALUE")] = None,
    trust: Annotated[bool, option(Train, "trust")] = default(Train, "trust"),
    bias: Annotated[
        Path | None, typer.Option(help="chrombpnet: folder of the model whose bias it takes.")
    ] = None,
    epochs: Annotated[int, option(Train, "epochs")] = default(Train, "epochs"),
    patience: Annotated[int, option(Train, "patience")] = default(Train, "patience"),
    batch_size: Annotated[int, option(Train, "batch_size")] = default(Train, "batch_size"),
    learning_rate: Annotated[float | None, option(Train, "learning_rate")] = None,
    schedule: Annotated[str, option(Train, "schedule")] = default(Train, "schedule"),
    weight_decay: Annotated[float, option(Train, "weight_decay")] = default(Train, "weight_decay"),
    counts_weight: Annotated[float | None, option(Train, "counts_weight")] = None,
    precision: Annotated[str, option(Train, "precision")] = default(Train, "precision"),
    anchor: Annotated[bool, option(Train, "anchor")] = default(Train, "anchor"),
    reverse_complement: Annotated[bool, option(Train, "reverse_complement")] = default(
        Train, "reverse_complement"
    ),
    shift: Annotated[bool, option(Train, "shift")] = default(Train, "shift"),
    seed: Annotated[int, option(Train, "seed")] = default(Train, "seed"),
    fold: Annotated[int, typer.Option(min=0, help="Fold of the data set.")] = 0,
    device: Device = "cpu",
    devices: Annotated[int, typer.Option(min=1, help="GPUs that share each batch.")] = 1,
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 2,
) -> None:
    """Train a network on a data set.

    A training that was interrupted or killed goes on from its last epoch when it is begun again.
    """
    fields: dict[str, Any] = {
        "tasks": tasks or None,
        "windows": windows,
        "architecture": architecture,
        "arguments": plain_values(arguments, "--arguments"),
        "trust": trust,
        "epochs": epochs,
        "patience": patience,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "schedule": schedule,
        "weight_decay": weight_decay,
        "counts_weight": counts_weight,
        "precision": precision,
        "anchor": anchor,
        "reverse_complement": reverse_complement,
        "shift": shift,
        "seed": seed,
    }
    options = validate(Train, {"dataset": "data", **given(**fields)}, where="command line")

    wait_briefly()
    with uncollected():
        import torch

        from motiflens.cli.progress import progress_bar
        from motiflens.models.device import describe_device, resolve_devices
        from motiflens.models.training import train as train_model
    gc.freeze()  # what is imported stays, and need not be looked at by later collections

    if int(os.environ.get("LOCAL_RANK", "0")):
        # This process shares the batches of another, which speaks for both.
        logging.disable(logging.WARNING)
    place = resolve_devices(device, devices)
    torch.set_num_threads(threads)
    _LOG.info("training %s on %s, threads: %d", architecture, describe_device(place), threads)
    started = time.monotonic()
    with progress_bar("epochs") as progress:
        told = _Told(progress, epochs)
        card = train_model(
            data,
            output,
            options,
            device=place,
            devices=devices,
            fold=fold,
            bias=bias,
            on_epoch=told.epoch,
            on_step=told.step,
        )
    summarise(card, time.monotonic() - started)


class _Told:
    """Moves the bar or, where there is none, writes a line an epoch and one a minute."""

    def __init__(self, progress: Callable[[float, int], None], epochs: int) -> None:
        self._progress = progress
        self._epochs = epochs
        self._lines = not sys.stderr.isatty()
        self._last = time.monotonic()

    def epoch(self, record: EpochRecord) -> None:
        self._progress(record.epoch, self._epochs)
        if self._lines:
            self._say(_epoch_line(record, self._epochs))

    def step(self, epoch: int, done: int, of_all: int) -> None:
        self._progress(epoch - 1 + done / of_all, self._epochs)
        if self._lines and time.monotonic() - self._last > _MINUTE:
            self._say(f"epoch {epoch} of {self._epochs}: {done} of {of_all} batches")

    def _say(self, line: str) -> None:
        _LOG.info("%s", line)
        self._last = time.monotonic()


def _epoch_line(record: EpochRecord, epochs: int) -> str:
    return (
        f"epoch {record.epoch} of {epochs}: loss {record.train_loss:.4f} in training, "
        f"{record.validation_loss:.4f} in validation; score "
        + ", ".join(f"{task} {_figure(score)}" for task, score in record.validation_scores.items())
    )


def summarise(card: ModelCard, seconds: float) -> None:
    """Log what came of a training."""
    from motiflens.models.metrics import METRICS

    assert card.training is not None
    _LOG.info(
        "kept epoch %d of %d; %d parameters; %.0f s",
        card.training.best_epoch,
        len(card.training.curve),
        card.n_parameters,
        seconds,
    )
    titles = {name: row.title for name, row in METRICS.items()}
    for split, by_task in card.metrics.items():
        for task, metrics in by_task.items():
            figures = (f"{titles[name]} {_figure(value)}" for name, value in metrics.values.items())
            _LOG.info("%s: %s %s (%d windows)", split, task, ", ".join(figures), metrics.n)
    _warn_of_nothing_learnt(card, titles)
    _warn_of_baselines(card)


def _warn_of_nothing_learnt(card: ModelCard, titles: dict[str, str]) -> None:
    """Warn where the first metric of every task is about what chance gives."""
    measured = [metrics.headline for metrics in card.metrics.get("validation", {}).values()]
    if not measured:
        return
    name = measured[0][0]
    best = max(value or 0 for _, value in measured)
    if best < _USEFUL[name]:
        _LOG.warning(
            "the network has learnt little or nothing: %s on validation windows is %.2f at best, "
            "and %g is chance; try another --learning-rate (deep networks want a lower one), more "
            "--epochs, or another --architecture",
            titles[name],
            best,
            _CHANCE[name],
        )


def _warn_of_baselines(card: ModelCard) -> None:
    """Warn where a simple model does as well, on test windows if there are some."""
    from motiflens.models.baselines.features import BASELINES
    from motiflens.models.metrics import METRICS

    for task, metrics in list(card.metrics.values())[-1].items() if card.metrics else []:
        for one in metrics.baselines:
            if one.does_as_well:
                _LOG.warning(
                    "%s: as good as the network is %s alone (%s %.3f against %.3f; the lead's "
                    "95 %% interval is %.3f to %.3f): what it reads may be no more than that",
                    task,
                    BASELINES[one.baseline].title,
                    METRICS[one.score].title,
                    one.value,
                    one.network,
                    one.low,
                    one.high,
                )


def _figure(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.3f}"
