"""Tell of every step of a training, for whoever watches it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lightning.pytorch import Callback, LightningModule, Trainer

OnStep = Callable[[int, int, int], None]
"""Is told the number of the epoch, from 1, the batches of it that are done, and how many it has."""


class Steps(Callback):
    """Calls a function after each batch."""

    def __init__(self, on_step: OnStep) -> None:
        self._on_step = on_step

    def on_train_batch_end(
        self,
        trainer: Trainer,
        pl_module: LightningModule,  # noqa: ARG002 - Lightning's signature
        outputs: Any,  # noqa: ARG002
        batch: Any,  # noqa: ARG002
        batch_idx: int,
    ) -> None:
        """Tell of a batch."""
        self._on_step(trainer.current_epoch + 1, batch_idx + 1, int(trainer.num_training_batches))
