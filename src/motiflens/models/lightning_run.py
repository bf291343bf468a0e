"""Run Lightning so that it is repeatable, says nothing of its own, and can be interrupted."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from lightning.pytorch import Callback, LightningDataModule, LightningModule, Trainer


def fit(
    module: LightningModule,
    data: LightningDataModule,
    *,
    epochs: int,
    device: torch.device,
    callbacks: Sequence[Callback],
) -> None:
    """Train ``module``; no file is written.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C, which Lightning turns into the end of the process.
    """
    with _quiet(), _deterministic():
        trainer = Trainer(
            accelerator=device.type,
            devices=[device.index or 0] if device.type == "cuda" else 1,
            max_epochs=epochs,
            callbacks=list(callbacks),
            deterministic=True,
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
            num_sanity_val_steps=0,
        )
        try:
            trainer.fit(module, datamodule=data)
        except SystemExit:
            raise KeyboardInterrupt from None


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
