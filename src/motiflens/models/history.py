"""What happened in each epoch of a training, and the weights of the best one."""

from __future__ import annotations

import copy
import math
from typing import Any

from lightning.pytorch import Callback, LightningModule, Trainer
from torch import Tensor, nn

from motiflens.models.card import EpochRecord


class History(Callback):
    """The epochs of a network's training; ends it when validation gets no better.

    It is kept in checkpoints.

    Parameters
    ----------
    network
        The network that is being trained.
    patience
        Epochs without a lower validation loss after which training ends.

    Attributes
    ----------
    curve
        Every epoch so far.
    best_epoch
        The number, from 1, of the one of the lowest validation loss; the first of equals.
    """

    def __init__(self, network: nn.Module, patience: int) -> None:
        self.curve: list[EpochRecord] = []
        self.best_epoch = 0
        self._network = network
        self._patience = patience
        self._lowest = math.inf
        self._weights: dict[str, Tensor] = {}

    def add(self, record: EpochRecord) -> None:
        """Add an epoch that has just ended; keep the weights if they are the best so far."""
        self.curve.append(record)
        if record.validation_loss < self._lowest:
            self.best_epoch, self._lowest = record.epoch, record.validation_loss
            self._weights = copy.deepcopy(self._network.state_dict())

    def ended(self, epochs: int) -> bool:
        """Return whether there have been so many epochs, or the last ones were all no better."""
        return len(self.curve) >= min(epochs, self.best_epoch + self._patience)

    def on_validation_end(
        self,
        trainer: Trainer,
        pl_module: LightningModule,  # noqa: ARG002 - Lightning's signature
    ) -> None:
        """End the training where it has stalled."""
        assert trainer.max_epochs is not None
        trainer.should_stop = trainer.should_stop or self.ended(trainer.max_epochs)

    def restore_best(self) -> None:
        """Put the weights of the best epoch back into the network."""
        self._network.load_state_dict(self._weights)

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint keeps, in plain containers."""
        return {
            "curve": [record.model_dump() for record in self.curve],
            "best_epoch": self.best_epoch,
            "lowest": self._lowest,
            "weights": self._weights,
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what a checkpoint kept."""
        self.curve = [EpochRecord.model_validate(record) for record in state_dict["curve"]]
        self.best_epoch, self._lowest = state_dict["best_epoch"], state_dict["lowest"]
        self._weights = dict(state_dict["weights"])
