"""Run Lightning so that it is repeatable, says nothing of its own, and can be interrupted."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch
from lightning.pytorch import Callback, LightningDataModule, LightningModule, Trainer

from motiflens.errors import ConfigError

PRECISIONS = {"32": "32-true", "bf16": "bf16-mixed", "16": "16-mixed"}
"""From the configuration's words to Lightning's."""


def fit(
    module: LightningModule,
    data: LightningDataModule,
    *,
    epochs: int,
    precision: str,
    device: torch.device,
    devices: int = 1,
    callbacks: Sequence[Callback],
    checkpoint: Path | None = None,
) -> None:
    """Train ``module``, from a checkpoint on where there is one.

    Parameters
    ----------
    module, data
        What is trained, and on what.
    epochs
        How many, at most.
    precision
        One of `PRECISIONS`.
    device, devices
        Where, and on how many of its kind, each in a process of its own.
    callbacks
        Told of every epoch.
    checkpoint
        A file that Lightning wrote; only tensors and plain containers are read from it.

    Raises
    ------
    ConfigError
        Where the device does not compute in that precision.
    KeyboardInterrupt
        On Ctrl-C, which Lightning turns into the end of the process.
    """
    if precision == "16" and device.type != "cuda":
        raise ConfigError(
            f"there is no training in 16 bits on {device.type}",
            where="precision",
            fix="choose 32 or bf16, or a GPU",
        )
    with _quiet(), _deterministic():
        trainer = Trainer(
            accelerator=device.type,
            devices=devices if devices > 1 or device.type == "cpu" else [device.index or 0],
            strategy="ddp" if devices > 1 else "auto",
            precision=PRECISIONS[precision],  # type: ignore[arg-type]
            max_epochs=epochs,
            callbacks=list(callbacks),
            deterministic=True,
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
            num_sanity_val_steps=0,
            use_distributed_sampler=False,
            reload_dataloaders_every_n_epochs=1,
        )
        try:
            trainer.fit(module, datamodule=data, ckpt_path=checkpoint, weights_only=True)
        except SystemExit:
            raise KeyboardInterrupt from None
    if not trainer.is_global_zero:
        sys.exit()  # Lightning began the whole program again for it, and its work is done


@contextmanager
def _deterministic() -> Iterator[None]:
    """Give torch back as it was: Lightning leaves its deterministic mode switched on."""
    before = torch.are_deterministic_algorithms_enabled()
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before)


@contextmanager
def _quiet() -> Iterator[None]:
    loggers = [logging.getLogger(f"lightning.{part}") for part in ("pytorch", "fabric")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"lightning\.")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
