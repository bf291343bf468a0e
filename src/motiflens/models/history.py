"""What happened in each epoch of a training, and the weights of the best one."""

from __future__ import annotations

import copy
import math

from torch import Tensor, nn

from motiflens.models.card import EpochRecord


class History:
    """The epochs of a network's training.

    Parameters
    ----------
    network
        The network that is being trained.

    Attributes
    ----------
    curve
        Every epoch so far.
    best_epoch
        The number, from 1, of the one of the lowest validation loss; the first of equals.
    """

    def __init__(self, network: nn.Module) -> None:
        self.curve: list[EpochRecord] = []
        self.best_epoch = 0
        self._network = network
        self._lowest = math.inf
        self._weights: dict[str, Tensor] = {}

    def add(self, record: EpochRecord) -> None:
        """Add an epoch that has just ended; keep the weights if they are the best so far."""
        self.curve.append(record)
        if record.validation_loss < self._lowest:
            self.best_epoch, self._lowest = record.epoch, record.validation_loss
            self._weights = copy.deepcopy(self._network.state_dict())

    def restore_best(self) -> None:
        """Put the weights of the best epoch back into the network."""
        self._network.load_state_dict(self._weights)
