"""``motiflens train``: from a data set to a model."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from motiflens.cli.options import default, option
from motiflens.config import Train, validate

if TYPE_CHECKING:
    from motiflens.models.card import EpochRecord, Metrics, ModelCard

_LOG = logging.getLogger(__name__)
_CHANCE = 0.6  # validation AUROC below which nothing has been learnt that is of use


def train(
    data: Annotated[Path, typer.Option(help="Data set, from `prepare`.")],
    output: Annotated[Path, typer.Option(help="Folder of the model to write.")],
    architecture: Annotated[str, option(Train, "architecture")] = default(Train, "architecture"),
    epochs: Annotated[int, option(Train, "epochs")] = default(Train, "epochs"),
    patience: Annotated[int, option(Train, "patience")] = default(Train, "patience"),
    batch_size: Annotated[int, option(Train, "batch_size")] = default(Train, "batch_size"),
    learning_rate: Annotated[float, option(Train, "learning_rate")] = default(
        Train, "learning_rate"
    ),
    weight_decay: Annotated[float, option(Train, "weight_decay")] = default(Train, "weight_decay"),
    anchor: Annotated[bool, option(Train, "anchor")] = default(Train, "anchor"),
    reverse_complement: Annotated[bool, option(Train, "reverse_complement")] = default(
        Train, "reverse_complement"
    ),
    shift: Annotated[bool, option(Train, "shift")] = default(Train, "shift"),
    seed: Annotated[int, option(Train, "seed")] = default(Train, "seed"),
    device: Annotated[str, typer.Option(help="cpu, cuda, cuda:N, or auto.")] = "cpu",
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 1,
) -> None:
    """Train a network to tell the classes of a data set from all other windows."""
    fields: dict[str, Any] = {
        "architecture": architecture,
        "epochs": epochs,
        "patience": patience,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "weight_decay": weight_decay,
        "anchor": anchor,
        "reverse_complement": reverse_complement,
        "shift": shift,
        "seed": seed,
    }
    options = validate(Train, {"dataset": "data", **fields}, where="command line")

    import torch

    from motiflens.cli.progress import progress_bar
    from motiflens.models.device import describe_device, resolve_device
    from motiflens.models.training import train as train_model

    place = resolve_device(device)
    torch.set_num_threads(threads)
    _LOG.info("training %s on %s, threads: %d", architecture, describe_device(place), threads)
    started = time.monotonic()
    with progress_bar("epochs") as progress:

        def on_epoch(record: EpochRecord) -> None:
            progress(record.epoch, epochs)
            if not sys.stderr.isatty():
                _LOG.info("%s", _epoch_line(record, epochs))

        card = train_model(data, output, options, device=place, on_epoch=on_epoch)
    summarise(card, time.monotonic() - started)


def _epoch_line(record: EpochRecord, epochs: int) -> str:
    return (
        f"epoch {record.epoch} of {epochs}: loss {record.train_loss:.4f} in training, "
        f"{record.validation_loss:.4f} in validation; AUROC "
        + ", ".join(f"{task} {_figure(auroc)}" for task, auroc in record.validation_auroc.items())
    )


def summarise(card: ModelCard, seconds: float) -> None:
    """Log what came of a training."""
    assert card.training is not None
    _LOG.info(
        "kept epoch %d of %d; %d parameters; %.0f s",
        card.training.best_epoch,
        len(card.training.curve),
        card.n_parameters,
        seconds,
    )
    for split, by_task in card.metrics.items():
        for task, metrics in by_task.items():
            _LOG.info("%s: %s %s", split, task, _metrics_line(metrics))
    best = max((m.auroc or 0 for m in card.metrics.get("validation", {}).values()), default=1)
    if best < _CHANCE:
        _LOG.warning(
            "the network has learnt little or nothing: AUROC on validation windows is %.2f at "
            "best, and 0.5 is chance; try another --learning-rate (deep networks want a lower "
            "one), more --epochs, or another --architecture",
            best,
        )


def _metrics_line(metrics: Metrics) -> str:
    return (
        f"AUROC {_figure(metrics.auroc)}, AUPRC {_figure(metrics.auprc)} "
        f"({metrics.n_positive} positive windows, {metrics.n_negative} others)"
    )


def _figure(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.3f}"
