"""The best epoch."""

from __future__ import annotations

import torch
from torch import nn

from motiflens.models.card import EpochRecord
from motiflens.models.history import History


def test_the_weights_of_the_first_of_the_lowest_losses_come_back() -> None:
    network = nn.Linear(1, 1)
    history = History(network, patience=4)
    for epoch, loss in enumerate([0.9, 0.5, 0.7, 0.5, 0.6], start=1):
        with torch.no_grad():
            network.weight.fill_(epoch)
        history.add(
            EpochRecord(epoch=epoch, train_loss=0, validation_loss=loss, validation_scores={})
        )
        assert not history.ended(9)
    assert history.ended(5)
    history.restore_best()
    assert history.best_epoch == 2
    assert network.weight.item() == 2
    assert [record.epoch for record in history.curve] == [1, 2, 3, 4, 5]


def test_it_ends_when_as_many_epochs_as_is_waited_for_were_no_better() -> None:
    history = History(nn.Linear(1, 1), patience=2)
    ended = []
    for epoch, loss in enumerate([0.9, 0.5, 0.7, 0.6], start=1):
        history.add(
            EpochRecord(epoch=epoch, train_loss=0, validation_loss=loss, validation_scores={})
        )
        ended.append(history.ended(100))
    assert ended == [False, False, False, True]


def test_what_is_kept_goes_on_where_it_was() -> None:
    network = nn.Linear(1, 1)
    history, again = History(network, patience=2), History(network, patience=2)
    history.add(EpochRecord(epoch=1, train_loss=0, validation_loss=1, validation_scores={"A": 0.5}))
    again.load_state_dict(history.state_dict())
    assert again.state_dict() == history.state_dict()
