"""The best epoch."""

from __future__ import annotations

import torch
from torch import nn

from motiflens.models.card import EpochRecord
from motiflens.models.history import History


def test_the_weights_of_the_first_of_the_lowest_losses_come_back() -> None:
    network = nn.Linear(1, 1)
    history = History(network)
    for epoch, loss in enumerate([0.9, 0.5, 0.7, 0.5, 0.6], start=1):
        with torch.no_grad():
            network.weight.fill_(epoch)
        history.add(
            EpochRecord(epoch=epoch, train_loss=0, validation_loss=loss, validation_auroc={})
        )
    history.restore_best()
    assert history.best_epoch == 2
    assert network.weight.item() == 2
    assert [record.epoch for record in history.curve] == [1, 2, 3, 4, 5]
